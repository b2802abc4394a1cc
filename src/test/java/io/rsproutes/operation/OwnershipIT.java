package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whose an EID and ICCID are: our own tables say it in the statement that records the order, a team's route or statement before it.
 * Whoever says it, a refusal looks the same, and nothing is sent.
 */
class OwnershipIT extends BundleIT {

    private static final Path SHIPPED = Path.of("routes/core/ownership.camel.yaml");

    @AfterEach
    void asShipped() throws Exception {
        camel.getPropertiesComponent().setOverrideProperties(new Properties());
        load(Files.readString(SHIPPED));
    }

    private void load(String yaml) throws Exception {
        PluginHelper.getRoutesLoader(camel)
                .updateRoutes(ResourceHelper.fromBytes("ownership.camel.yaml", yaml.getBytes(StandardCharsets.UTF_8)));
    }

    private void statement(String sql) throws Exception {
        var override = new Properties();
        override.setProperty("rsp.ownership.sql", sql);
        camel.getPropertiesComponent().setOverrideProperties(override);
        load(Files.readString(SHIPPED));
    }

    @Test
    void givenOurTables_thenWhatTheyDoNotGiveTheTenantIsRefused() {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        refused(card);
    }

    /** What is no answer is no leave. */
    @ParameterizedTest
    @ValueSource(strings = {"false", "<html>not now</html>"})
    void givenATeamsRoute_thenItIsAskedInstead(String answer) throws Exception {
        var card = card();
        var another = card();
        load(
                """
                - route:
                    id: core-ownership
                    description: Our CRM (a test)
                    routeConfigurationId: internal
                    from:
                      uri: direct
                      parameters: {name: core-ownership}
                      steps:
                        - setVariable: {name: owned, expression: {constant: {expression: "true"}}}
                        - setVariable: {name: euiccPeer, expression: {constant: {expression: smsr-demo}}}
                        - choice:
                            when:
                              - expression: {simple: {expression: "${variable.eid} contains '%s'"}}
                                steps:
                                  - setVariable: {name: owned, expression: {constant: {expression: "%s"}}}
                """
                        .formatted(card.eid(), answer));
        refused(card);
        sent(another);
    }

    @Test
    void givenATeamsStatement_thenItIsAskedInstead() throws Exception {
        var card = card();
        var another = card();
        statement("select 'smsr-demo' as euicc_peer where cast(:?eid as varchar) <> '%s' and :?tenant = 'acme'"
                .formatted(card.eid()));
        refused(card);
        sent(another);
    }

    private void refused(Card card) {
        var answer = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""), "Prefer", "wait=10");
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("ownership-refused");
        assertThat(answer.json().path("detail").asText())
                .isEqualTo("This EID or ICCID is unknown, not yours, or the two do not belong together. "
                        + "Check both numbers; the operator loads inventory with POST /rsp/v1/inventory.");
        var operation = operation(answer.json().path("operationId").asText());
        assertThat(operation.state()).isEqualTo("REFUSED");
        assertThat(operation.json().at("/status/code").asText()).isEqualTo("ownership-refused");
        assertThat(jdbc.queryForList(
                        "select state || ' ' || note from timeline where operation_id = ?",
                        String.class,
                        operation.id()))
                .containsExactly("REFUSED ownership-refused");
        // Its own key, so that the owner's events show no trace of it.
        assertThat(jdbc.queryForList(
                        "select subject || ' ' || type from event where operation_id = ?",
                        String.class,
                        operation.id()))
                .containsExactly(operation.id() + " rsp.operation.refused");
        assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(card.eid());
        assertThat(jdbc.queryForObject("select count(*) from operation where eid = ?", Integer.class, card.eid()))
                .isEqualTo(1);
    }

    private void sent(Card card) {
        var answer = acme.order(order("enableProfile", card, card.b(), ""));
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, P9054-2, smdp-idemia, -",
                "smdp-demo, -, smdp-demo, -",
                "smdp-demo, P9054-2, smdp-demo, -",
                "smsr-demo, -, smdp-idemia, -",
                "gone, -, -, peer-unknown",
                "-, P9054-1, smdp-idemia, profile-type-refused"
            })
    void givenWhatIsKnownOfAProfile_thenItDecides(String peer, String type, String chosen, String refusal) {
        var iccid = owned();
        jdbc.update(
                "update inventory set tenant = 'globex', peer = ?, profile_type = ? where iccid = ?",
                peer,
                type,
                iccid);
        var key = "known-" + iccid;
        var answer = ordered(iccid, key);
        assertThat(answer.status())
                .as(answer.text())
                .isEqualTo(refusal == null ? 202 : refusal.equals("peer-unknown") ? 422 : 403);
        var operation = jdbc.queryForMap(
                "select id, state = 'REFUSED' as refused, peer, status::json ->> 'code' as code from operation where iccid = ?",
                iccid);
        assertThat(operation).containsEntry("peer", chosen).containsEntry("refused", refusal != null);
        if (refusal != null) {
            assertThat(operation).containsEntry("code", refusal);
        }
        assertThat(jdbc.queryForObject(
                        "select count(*) from event where operation_id = ? and sequence = 1",
                        Integer.class,
                        operation.get("id")))
                .isEqualTo(1);
        assertThat(ordered(iccid, key).status()).isEqualTo(answer.status());
        assertThat(jdbc.queryForObject("select count(*) from operation where iccid = ?", Integer.class, iccid))
                .isEqualTo(1);
    }

    private Answer ordered(String iccid, String key) {
        return globex.post(
                "/rsp/v1/operations",
                "{\"function\":\"downloadOrder\",\"iccid\":\"" + iccid + "\"}",
                "Idempotency-Key",
                key);
    }

    @Test
    void givenAProfileThatMovedMeanwhile_thenItsRepeatedOrderIsStillTheFirst() {
        var iccid = owned();
        var key = "moved-" + iccid;
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", iccid);
        var first = ordered(iccid, key);
        jdbc.update("update inventory set tenant = 'acme' where iccid = ?", iccid);
        assertThat(ordered(iccid, key).id()).isEqualTo(first.id()).isNotEmpty();
        assertThat(ordered(iccid, "again-" + iccid).code()).isEqualTo("ownership-refused");
    }
}
