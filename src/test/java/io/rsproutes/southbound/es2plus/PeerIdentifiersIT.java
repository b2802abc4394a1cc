package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.Eids;
import io.rsproutes.support.Order;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Answers that name another profile, card or call than was asked about: they prove nothing, and nothing of them is
 * shown.
 */
class PeerIdentifiersIT extends PeerAnswerScenarios {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    downloadOrder | "iccid":"8901000000000000019" | ICCID
                    downloadOrder | "iccid":"89" | ICCID
                    downloadOrder | "eid":"89049032005123451234512345678986" | EID
                    confirmOrder | "iccid":"8901000000000000019" | ICCID
                    confirmOrder | "eid":"89049032005123451234512345678986","matchingId":"AB-1" | EID
                    confirmOrder | "matchingId":"AB-2" | matchingId
                    releaseProfile | "iccid":"8901000000000000019" | ICCID
                    cancelOrder | "iccid":"8901000000000000019F" | ICCID
                    """)
    void givenAnAnswerAboutAnotherThanWasAsked_thenItIsADoubtAndNothingOfItIsShown(
            String function, String fields, String what) {
        answering(iccid -> new Reply(200, OK + "," + fields + "}", JSON));
        var eid = what.equals("EID") ? ",\"eid\":\"" + EID + "\"" : "";

        var answer = order(
                function, eid + (function.equals("confirmOrder") ? ",\"parameters\":{\"matchingId\":\"AB-1\"}" : ""));

        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/message").asText()).contains(what);
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(answer.text())
                .doesNotContain(FOREIGN_ICCID)
                .doesNotContain("89049032005123451234512345678986")
                .doesNotContain("AB-2");
        assertThat(count(
                        "event where data like '%' || ? || '%' and data like '%' || ? || '%'",
                        answer.id(), FOREIGN_ICCID))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{callId} | SUCCEEDED", "'' | SUCCEEDED", "TX-other | IN_DOUBT"})
    void givenAnAnswerThatNamesACall_thenItMustBeThisOne(String callId, String state) {
        var header = "{\"header\":{\"functionCallIdentifier\":\"%s\",";
        WIRE.replies = request -> {
            var named = callId.replace("{callId}", request.field("functionCallIdentifier"));
            return new Reply(200, OK.replace("{\"header\":{", header.formatted(named)) + "}", JSON);
        };

        var answer = order("confirmOrder", "");

        assertThat(answer.state()).as(answer.text()).isEqualTo(state);
    }

    @Test
    void givenAnEuiccOfAnotherTenant_thenItIsNeitherShownNorKept() {
        var eid = Eids.eid("890490321234512345126666666" + String.format("%03d", System.nanoTime() % 1000));
        jdbc.update("insert into euicc (eid, tenant) values (?, 'globex') on conflict do nothing", eid);
        confirming(new Reply(200, OK + ",\"eid\":\"" + eid + "\",\"matchingId\":\"A-1\"}", JSON));

        var answer = order("confirmOrder", "");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.text()).doesNotContain(eid);

        var iccid = answer.json().path("iccid").asText();
        assertThat(acme.get("/rsp/v1/profiles/" + iccid).text()).doesNotContain(eid);

        WIRE.replies = request -> new Reply(
                200,
                OK + ",\"profileStatusList\":[{\"iccid\":\"" + iccid + "\",\"state\":\"RELEASED\",\"eid\":\"" + eid
                        + "\"}]}",
                JSON);

        assertThat(acme.order(Order.of("getProfileStatus").peer("wire-idemia").iccid(iccid))
                        .text())
                .contains("Released")
                .doesNotContain(eid);
    }

    @Test
    void givenARefusalOfAnotherProfile_thenItRefusesNothing() {
        answering(iccid -> new Reply(200, FAILED.replaceFirst("}$", ",\"iccid\":\"" + FOREIGN_ICCID + "\"}"), JSON));
        assertThat(order("confirmOrder", "").state()).isEqualTo("IN_DOUBT");

        answering(iccid -> new Reply(500, FAILED.replaceFirst("}$", ",\"iccid\":\"" + FOREIGN_ICCID + "\"}"), JSON));
        assertThat(order("confirmOrder", "").state()).isEqualTo("IN_DOUBT");
    }

    @Test
    void givenAnOrderByTypeAndAnAnswerWithoutAProfile_thenItIsADoubt() {
        answering(iccid -> new Reply(200, OK + "}", JSON));
        var answer = acme.order(Order.of("orderProfile").peer("wire-sgp22-v2").with("profileType", "P9054-1"));

        assertThat(answer.state()).as(answer.text()).isEqualTo("IN_DOUBT");
        assertThat(called()).containsExactly("downloadOrder");
    }

    @Test
    void givenAStatusQueryAnsweredAboutOthersToo_thenOnlyTheAskedOneIsShownAndKnown() {
        var other = ordered();
        var before = known(other);
        WIRE.replies = request -> new Reply(
                200,
                OK + ",\"profileStatusList\":[{\"iccid\":\"" + other + "\",\"state\":\"ERROR\"},{\"iccid\":\""
                        + request.field("iccid") + "\",\"state\":\"RELEASED\"}]}",
                JSON);
        var iccid = owned();

        var answer = acme.order(Order.of("getProfileStatus").peer("wire-idemia").iccid(iccid));

        assertThat(answer.json().at("/result/state").asText()).as(answer.text()).isEqualTo("Released");
        assertThat(answer.text()).doesNotContain(other);
        assertThat(known(other)).isEqualTo(before);
    }
}
