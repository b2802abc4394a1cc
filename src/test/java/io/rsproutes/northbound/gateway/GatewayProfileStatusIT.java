package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.support.Customer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Customers ask after their profiles, and set their state, where the SM-DP+ behind us has it. */
class GatewayProfileStatusIT extends GatewayBundle {

    private static final String NOT_YOURS = "\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"";
    private static final String NOT_OFFERED = "\"subjectCode\":\"1.6\",\"reasonCode\":\"3.1\"";
    private static final String UNKNOWN = "8947019999999999994";

    private static HttpResponse<String> ask(Customer customer, String callId, String... iccids) {
        return customer.es2plus(
                "getProfileStatus",
                callId,
                "\"iccidList\":["
                        + Stream.of(iccids)
                                .map(iccid -> "{\"iccid\":\"" + iccid + "\"}")
                                .collect(Collectors.joining(","))
                        + "]");
    }

    private static JsonNode executed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"Executed-Success\"");
        return Json.read(answer.body());
    }

    private static List<String> shown(JsonNode answer) {
        var iccids = new ArrayList<String>();
        answer.path("profileStatusList")
                .forEach(one -> iccids.add(one.path("iccid").asText()));
        return iccids;
    }

    private String ownedBy(String tenant) {
        var iccid = owned();
        jdbc.update("update inventory set tenant = ? where iccid = ?", tenant, iccid);
        return iccid;
    }

    @Test
    void givenAProfile_thenItIsShownAsThePeerShowsIt() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");

        var answer = executed(ask(ACME, id(), iccid));

        var one = answer.at("/profileStatusList/0");
        assertThat(one.path("iccid").asText()).isEqualTo(iccid);
        assertThat(one.path("state").asText()).isEqualTo("RELEASED");
        assertThat(one.path("acToken").asText())
                .isEqualTo(jdbc.queryForObject("select matching_id from profile where iccid = ?", String.class, iccid));
        assertThat(one.path("status_last_update_timestamp").asText()).startsWith("20");
        assertThat(one.has("eid")).isFalse();
        assertThat(answer.path("completionTimestamp").asText()).startsWith("20");
    }

    @Test
    void givenSeveralProfiles_thenTheCustomersAreShown_inItsOrder_eachOnce() {
        var first = orderedAt("smdp-idemia", "downloadOrder");
        var second = orderedAt("smdp-idemia", "confirmOrder");
        var foreign = ownedBy("globex");

        var answer = executed(ask(ACME, id(), second, foreign, first + "F", UNKNOWN, second));

        assertThat(shown(answer)).containsExactly(second, first);
        assertThat(answer.at("/profileStatusList/1/state").asText()).isEqualTo("ALLOCATED");
        assertThat(answer.toString()).doesNotContain(foreign, UNKNOWN);
    }

    @Test
    void givenProfilesOfOthersAndUnknownOnes_thenTheyLookAlike_andNobodyIsAsked() {
        var foreign = orderedAt("smdp-idemia", "confirmOrder");

        var ofOthers = ask(GLOBEX, id(), foreign);
        var unknown = ask(GLOBEX, id(), UNKNOWN);
        var both = ask(GLOBEX, id(), UNKNOWN, foreign);

        refused(ofOthers, 200, NOT_YOURS);
        assertThat(unknown.body()).isEqualTo(ofOthers.body());
        assertThat(both.body()).isEqualTo(ofOthers.body());
        assertThat(jdbc.queryForList(
                        "select distinct state from operation where iccid in (?, ?) and tenant = 'globex'"
                                + " and function = 'getProfileStatus'",
                        String.class,
                        foreign,
                        UNKNOWN))
                .containsExactly("REFUSED");
    }

    @Test
    void givenAnOfferWithoutIt_thenItIsRefused_andWhatIsForeignAsEver() {
        var hooli = new Customer(GATEWAY, "hooli", "1.3.6.1.4.1.70000", CERTIFICATES);

        refused(ask(hooli, id(), ownedBy("hooli")), 200, NOT_OFFERED);
        refused(ask(hooli, id(), UNKNOWN), 200, NOT_YOURS);
    }

    @Test
    void givenAPeerWithoutIt_thenItIsRefused_andTheRestIsShownWithAWarning() {
        var without = ordered();
        var with = orderedAt("smdp-idemia", "downloadOrder");

        refused(ask(ACME, id(), without), 200, NOT_OFFERED);
        var both = ask(ACME, id(), without, with);

        refused(both, 200, NOT_OFFERED);
        assertThat(both.body()).contains("\"status\":\"Executed-WithWarning\"");
        assertThat(shown(Json.read(both.body()))).containsExactly(with);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2.2, iccidList is missing",
        "'\"iccidList\":[]', 2.2, has no entry",
        "'\"iccidList\":[{\"iccid\":\"89470\"}]', 2.1, iccidList[0]",
        // The last digit is wrong.
        "'\"iccidList\":[{\"iccid\":\"8947019999999999994\"},{\"iccid\":\"8947019999999999995\"}]', 2.1, iccidList[1]"
    })
    void givenAListThatIsWrong_thenTheAnswerSaysWhere(String fields, String reason, String words) {
        var answer = ACME.es2plus("getProfileStatus", id(), fields);

        refused(answer, 200, "\"subjectCode\":\"1.6\",\"reasonCode\":\"" + reason + "\"");
        assertThat(answer.body()).contains(words).doesNotContain("idempotency");
    }

    @Test
    void givenMoreThanACallMayHave_thenNothingIsAsked() {
        var own = owned();
        var id = id();

        var answer = ask(ACME, id, IntStream.range(0, 51).mapToObj(n -> own).toArray(String[]::new));

        refused(answer, 200, "\"subjectCode\":\"1.6\",\"reasonCode\":\"2.1\"");
        assertThat(answer.body()).contains("51", "50 at most");
        assertThat(count("operation where client_reference = ?", id)).isZero();
    }

    /** Busy: nothing was done yet. Failing: after the last attempt nobody knows, until the peer is asked again. */
    @ParameterizedTest
    @CsvSource({"'\"unavailable\":2,\"retryAfter\":6', 503, under-way", "'\"fail\":1000', 504, in-doubt"})
    void givenAPeerThatDoesNotAnswer_thenTheSameCallIsToldTheResultOnceThereIsOne(
            String fault, int status, String code) {
        var iccids =
                new String[] {orderedAt("smdp-idemia", "downloadOrder"), orderedAt("smdp-idemia", "downloadOrder")};
        nobody.put("/simulator/smdp/faults", "{" + fault + ",\"of\":\"getProfileStatus\"}");
        var id = id();

        var early = ask(ACME, id, iccids);
        refused(early, status, code);
        assertThat(early.headers().firstValue("Retry-After").isPresent()).isEqualTo(status == 503);
        nobody.put("/simulator/smdp/faults", "{}");

        await().atMost(Duration.ofSeconds(60)).until(() -> ask(ACME, id, iccids).statusCode() == 200);
        assertThat(shown(executed(ask(ACME, id, iccids)))).containsExactly(iccids);
        assertThat(count("operation where client_reference = ?", id)).isEqualTo(2);
    }

    @Test
    void givenAPeerThatFailsOnce_thenItIsAskedAgain() {
        var iccid = orderedAt("smdp-idemia", "downloadOrder");
        nobody.put("/simulator/smdp/faults", "{\"fail\":1,\"of\":\"getProfileStatus\"}");

        assertThat(shown(executed(ask(ACME, id(), iccid)))).containsExactly(iccid);
    }

    @Test
    void givenTheSameCallAgain_thenItIsToldTheSame_andAnotherListIsRefused() {
        var iccid = orderedAt("smdp-idemia", "downloadOrder");
        var other = orderedAt("smdp-idemia", "downloadOrder");
        var id = id();
        var first = ask(ACME, id, iccid, other);
        executed(first);
        acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");

        assertThat(ask(ACME, id, iccid, other).body()).isEqualTo(first.body());
        for (var list : List.of(List.of(other), List.of(other, iccid), List.of(iccid))) {
            var another = ask(ACME, id, list.toArray(String[]::new));
            refused(another, 200, "\"subjectCode\":\"1.6\",\"reasonCode\":\"2.1\"");
            assertThat(another.body()).contains("functionCallIdentifier");
        }
        assertThat(executed(ask(ACME, id(), iccid))
                        .at("/profileStatusList/0/state")
                        .asText())
                .isEqualTo("RELEASED");
    }

    // ---- recoverProfile

    private static HttpResponse<String> recover(Customer customer, String iccid, String more) {
        return customer.es2plus("recoverProfile", id(), "\"iccid\":\"" + iccid + "\"" + more);
    }

    @Test
    void givenAnOfferThatListsIt_thenTheCustomerRecoversItsOwnProfile() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");

        executed(recover(ACME, iccid, ",\"profileStatus\":\"AVAILABLE\""));

        assertThat(known(iccid)).isEqualTo("Available");
        refused(recover(ACME, iccid, ""), 200, "\"subjectCode\":\"1.6\",\"reasonCode\":\"2.2\"");
        refused(recover(ACME, UNKNOWN, ",\"profileStatus\":\"AVAILABLE\""), 200, NOT_YOURS);
        refused(recover(ACME, ownedBy("globex"), ",\"profileStatus\":\"AVAILABLE\""), 200, NOT_YOURS);
    }

    /** As shipped, no offer does. */
    @Test
    void givenAnOfferThatDoesNot_thenNothingIsRecovered() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", iccid);

        refused(recover(GLOBEX, iccid, ",\"profileStatus\":\"AVAILABLE\""), 200, NOT_OFFERED);

        assertThat(effects(iccid, "recoverProfile")).isZero();
    }
}
