package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Contract;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A card is changed behind our back: what an audit shows otherwise than we knew it is told, reported, and kept. */
class DriftIT extends BundleIT {

    private static final String BOTH =
            """
            {"profiles":[{"iccid":"%s","state":"Enabled","fallback":true,
                          "policyRules":[{"subject":"PROFILE","action":"DELETE","qualification":"Not-Allowed"}]},
                         {"iccid":"%s","state":"Disabled","fallback":false}]}""";
    private static int strangers;

    /** A card that was audited a minute ago. */
    private Card auditedBefore(String document) {
        var card = card(document);
        audited(card);
        jdbc.update("update fact set observed_at = observed_at - interval '1 minute' where eid = ?", card.eid());
        return card;
    }

    private void change(Card card, String profiles) {
        nobody.put("/simulator/smsr/euiccs/" + card.eid(), "{\"profiles\":[" + profiles + "]}");
    }

    private static String profile(String iccid, String state) {
        return "{\"iccid\":\"" + iccid + "\",\"state\":\"" + state + "\"}";
    }

    /** Of nobody, for as long as no test says otherwise. */
    private static String stranger() {
        return Identifiers.canonicalIccid(String.format("894705%012d", ++strangers));
    }

    private JsonNode report(Api api, String filters) {
        var answer = api.get("/rsp/v1/reports/drift" + filters);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** What the report says of a card, once the fan-out has passed it: iccid and value, known and reported. */
    private Map<String, String> told(Api api, String filters, int rows) {
        await().atMost(Duration.ofSeconds(20)).until(() -> report(api, filters).size() >= rows);
        var told = new TreeMap<String, String>();
        report(api, filters)
                .forEach(row -> told.put(
                        row.path("iccid").asText() + " " + row.path("what").asText(),
                        row.path("known").asText("nothing") + " > "
                                + row.path("reported").asText()));
        assertThat(told).hasSize(rows);
        return told;
    }

    private JsonNode facts(String iccid) {
        return acme.get("/rsp/v1/profiles/" + iccid).json().path("facts");
    }

    private List<String> types(Card card) {
        return StreamSupport.stream(report(operator, "?eid=" + card.eid()).spliterator(), false)
                .map(row -> row.path("type").asText())
                .distinct()
                .sorted()
                .toList();
    }

    @Test
    void givenACardChangedBehindOurBack_thenEachDifferenceIsAnEventAndARowOfTheReport_once() {
        var card = auditedBefore(BOTH);
        var stranger = stranger();
        change(
                card,
                "{\"iccid\":\"" + card.a() + "\",\"state\":\"Disabled\",\"fallback\":false,\"policyRules\":["
                        + "{\"subject\":\"PROFILE\",\"action\":\"DISABLE\",\"qualification\":\"Not-Allowed\"}]},"
                        + profile(stranger, "Enabled"));

        audited(card);

        var told = told(acme, "?eid=" + card.eid(), 5);
        assertThat(told)
                .containsEntry(card.a() + " state", "Enabled > Disabled")
                .containsEntry(card.a() + " fallback", "true > false")
                .containsEntry(card.b() + " state", "Disabled > NotOnCard")
                .containsEntry(stranger + " profile", "nothing > Enabled");
        assertThat(told.get(card.a() + " policyRules")).contains("DELETE", " > ", "DISABLE");
        assertThat(types(card)).containsExactly("rsp.euicc.drifted", "rsp.profile.drifted");
        jdbc.update("update fact set observed_at = observed_at - interval '1 minute' where eid = ?", card.eid());
        audited(card);
        assertThat(told(acme, "?eid=" + card.eid(), 5)).isEqualTo(told);
    }

    @Test
    void givenDrift_thenTheReportComesInTwoFormatsAndByFilters() {
        var card = auditedBefore(BOTH);
        change(card, profile(card.a(), "Disabled"));
        audited(card);
        told(acme, "?eid=" + card.eid(), 4);

        var csv = acme.get("/rsp/v1/reports/drift?format=csv&iccid=" + card.b())
                .text()
                .lines()
                .toList();
        assertThat(csv.get(0))
                .isEqualTo("id,at,tenant,type,peer,eid,iccid,what,known,knownAt,knownSource,reported,source,timestamp");
        assertThat(csv).hasSize(2);
        assertThat(csv.get(1))
                .contains("acme,rsp.profile.drifted,smsr-demo," + card.eid() + "," + card.b() + ",state,Disabled,")
                .contains(",auditEIS,NotOnCard,auditEIS,");
        var contract = new Contract("rsp.yaml");
        assertThat(String.join(",", contract.properties("Drift"))).isEqualTo(csv.get(0));
        report(acme, "?eid=" + card.eid()).forEach(row -> contract.fits("Drift", row));
        var since = Instant.now().plus(1, ChronoUnit.HOURS);
        assertThat(report(acme, "?eid=" + card.eid() + "&peer=smsr-demo")).hasSize(4);
        assertThat(report(acme, "?eid=" + card.eid() + "&peer=smsr-two")).isEmpty();
        assertThat(report(acme, "?eid=" + card.eid() + "&to=" + since)).hasSize(4);
        assertThat(report(acme, "?eid=" + card.eid() + "&from=" + since)).isEmpty();
        assertThat(acme.get("/rsp/v1/reports/drift?from=yesterday").status()).isEqualTo(400);
        assertThat(acme.get("/rsp/v1/reports/drift?state=x").status()).isEqualTo(400);
        assertThat(nobody.get("/rsp/v1/reports/drift").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auditEIS", "getEIS"})
    void givenAProfileThatIsNotListedAnyMore_thenWhatWasKnownOfItIsWithdrawn_untilItIsListedAgain(String function) {
        var card = auditedBefore(BOTH);
        change(card, profile(card.a(), "Enabled"));

        assertThat(acme.order(order(function, card, null, "")).state()).isEqualTo("SUCCEEDED");

        assertThat(facts(card.b()).at("/state/value").asText()).isEqualTo("NotOnCard");
        assertThat(facts(card.b()).at("/state/source").asText()).isEqualTo(function);
        assertThat(facts(card.b()).at("/state/at").asText()).isNotEmpty();
        assertThat(facts(card.b()).has("fallback")).isFalse();
        jdbc.update("update fact set observed_at = observed_at - interval '1 minute' where eid = ?", card.eid());
        change(card, profile(card.a(), "Enabled") + "," + profile(card.b(), "Disabled"));
        audited(card);
        assertThat(facts(card.b()).at("/state/value").asText()).isEqualTo("Disabled");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> report(acme, "?iccid=" + card.b()).size() == 2);
        assertThat(report(acme, "?iccid=" + card.b()).at("/1/known").asText()).isEqualTo("NotOnCard");
    }

    @Test
    void givenAnAuditOfOneProfile_thenTheOthersStayAsTheyWereKnown() {
        var card = auditedBefore(BOTH);

        assertThat(acme.order(order("auditEIS", card, card.a(), "")).state()).isEqualTo("SUCCEEDED");

        assertThat(facts(card.b()).at("/state/value").asText()).isEqualTo("Disabled");
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
        assertThat(report(acme, "?eid=" + card.eid())).isEmpty();
    }

    @Test
    void givenAnOlderAuditThatComesLate_thenWhatIsNewerStands() {
        var card = card(null);
        jdbc.update("update euicc set peer = null where eid = ?", card.eid());
        STUB.reply = new Reply(202, "", Map.of());
        var late = waiting(card);
        var newer = waiting(card);
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        answer(newer, card, now, listed(card.a(), "Disabled"));
        settles(newer, "SUCCEEDED");
        answer(late, card, now.minusSeconds(600), listed(card.b(), "Enabled"));
        settles(late, "SUCCEEDED");

        assertThat(facts(card.a()).at("/state/value").asText()).isEqualTo("Disabled");
        assertThat(facts(card.b())).isEmpty();
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
    }

    /** An audit at the stub, which takes it and says no more. */
    private String waiting(Card card) {
        var id = acme.post("/rsp/v1/operations", order("auditEIS", card, null, ",\"peer\":\"smsr-stub\""))
                .id();
        await().atMost(Duration.ofSeconds(20)).until(() -> operation(id).state().equals("WAITING"));
        return id;
    }

    private static String listed(String iccid, String state) {
        return "<rps:ProfileInfo><rps:Iccid>" + iccid + "</rps:Iccid><rps:FallbackAttribute>true"
                + "</rps:FallbackAttribute><rps:State>" + state + "</rps:State></rps:ProfileInfo>";
    }

    private void answer(String operation, Card card, Instant at, String profiles) {
        var messageId =
                jdbc.queryForObject("select message_id from call where operation_id = ?", String.class, operation);
        var body = Soap.response("AuditEIS", at, "EXECUTED_SUCCESS", Soap.eis(card.eid(), profiles));
        var header = Soap.from(ENTITIES.get("smsr-stub"))
                + Soap.messageId("drift-" + System.nanoTime(), null)
                + Soap.relatesTo(messageId);
        assertThat(nobody.post(Soap.ADDRESS, Soap.envelope(header, body), "Content-Type", Soap.TYPE)
                        .status())
                .isEqualTo(202);
    }

    @Test
    void givenAnOrderUnderWayOnTheCard_thenItExplainsWhatTheAuditShows() {
        var card = auditedBefore(BOTH);
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var order = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""))
                .id();
        await().atMost(Duration.ofSeconds(20)).until(() -> "Enabled".equals(onCard(card, card.b())));

        audited(card);

        assertThat(operation(order).state()).isEqualTo("WAITING");
        assertThat(facts(card.b()).at("/state/value").asText()).isEqualTo("Enabled");
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
    }

    @Test
    void givenAnotherTenantsProfileOnTheCard_thenItsTenantLearnsOfIt_andNobodyElse() {
        var card = card(BOTH);
        var foreign = stranger();
        jdbc.update("insert into inventory (iccid, tenant, eid) values (?, 'globex', ?)", foreign, card.eid());
        change(card, profile(card.a(), "Enabled") + "," + profile(foreign, "Disabled"));
        audited(card);
        jdbc.update("update fact set observed_at = observed_at - interval '1 minute' where eid = ?", card.eid());
        change(card, profile(card.a(), "Enabled"));

        // Its result shows acme its own profiles only; what it retracts is decided before.
        audited(card);

        assertThat(told(globex, "?iccid=" + foreign, 1)).containsEntry(foreign + " state", "Disabled > NotOnCard");
        assertThat(events(foreign, "rsp.profile.drifted")).isEqualTo(1);
        assertThat(report(acme, "").toString()).doesNotContain(foreign);
        assertThat(report(operator, "?eid=" + card.eid()).toString()).contains(foreign);
        assertThat(acme.get("/rsp/v1/events?type=rsp.*.drifted&limit=1000").text())
                .doesNotContain(foreign);
    }

    @Test
    void givenAProfileThatTheInventoryHasOnAnotherCard_thenItsTenantIsToldOnce_withoutTheOthersEid() {
        var card = card(BOTH);
        var elsewhere = stranger();
        var tied = card(null);
        jdbc.update("insert into inventory (iccid, tenant, eid) values (?, 'globex', ?)", elsewhere, tied.eid());
        change(card, profile(card.a(), "Enabled") + "," + profile(elsewhere, "Disabled"));

        audited(card);
        audited(card);

        assertThat(told(globex, "?iccid=" + elsewhere, 1))
                .containsEntry(elsewhere + " eid", tied.eid() + " > another eUICC");
        assertThat(globex.get("/rsp/v1/reports/drift?iccid=" + elsewhere).text())
                .contains("rsp.euicc.drifted")
                .doesNotContain(card.eid());
        assertThat(report(acme, "").toString()).doesNotContain(elsewhere);
        var facts = globex.get("/rsp/v1/profiles/" + elsewhere).json().path("facts");
        assertThat(facts.at("/elsewhere/value").asText()).isEqualTo("true");
        assertThat(facts.has("state")).isFalse();
    }
}
