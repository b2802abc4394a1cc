package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An order of several calls is one operation, undone where it cannot be completed. */
class OrderProfileIT extends Es2PlusScenarios {

    @Test
    void anOrderOfSeveralCallsIsOneOperationWithOneTimelineAndOneAnswer() {
        var answer = acme.order(Order.of("orderProfile")
                .peer("smdp-demo")
                .eid(EID)
                .with("profileType", "P9054-1")
                .with("confirmationCode", "0815"));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(answer.states()).containsExactly("ACCEPTED", "SENDING", "ACCEPTED", "SENDING", "SUCCEEDED");
        assertThat(answer.json().at("/result/activationCode").asText())
                .matches("1\\$smdp\\.example\\.com\\$[0-9A-Z-]+\\$\\$1");
        assertThat(answer.json().at("/result/qrText").asText()).startsWith("LPA:1$");
        assertThat(answer.text()).doesNotContain("0815");
        assertThat(jdbc.queryForObject("select secrets from operation where id = ?", String.class, answer.id()))
                .isNull();
        assertThat(globex.get("/rsp/v1/operations/" + answer.id()).status()).isEqualTo(404);
    }

    @Test
    void givenNoRelease_thenTheProfileIsOnlyConfirmed() {
        var answer = acme.order(Order.of("orderProfile")
                .peer("smdp-demo")
                .with("profileType", "P9054-1")
                .with("releaseFlag", false));
        assertThat(nobody.get("/simulator/smdp/profiles/"
                                + answer.json().path("iccid").asText())
                        .state())
                .isEqualTo("Confirmed");
    }

    /** An order whose confirmOrder fails for good. */
    private Answer orderedWithTheMatchingIdOf(String taken, String peer) {
        var matchingId = nobody.get("/simulator/smdp/profiles/" + taken)
                .json()
                .path("matchingId")
                .asText();
        return acme.order(Order.of("orderProfile")
                .peer(peer)
                .with("profileType", "P9054-1")
                .with("matchingId", matchingId));
    }

    @Test
    void givenAConfirmThatFailsForGood_thenTheOrderIsUndoneAndTheFirstFailureTold() {
        var taken = orderedAt("smdp-demo", "confirmOrder");
        var answer = orderedWithTheMatchingIdOf(taken, "smdp-demo");

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/subjectCode").asText() + "/"
                        + answer.json().at("/status/reasonCode").asText())
                .isEqualTo("8.2.6/3.3");
        assertThat(answer.text())
                .contains("cancelOrder will undo the order")
                .contains("undone by cancelOrder")
                .doesNotContain("not undone");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("terminal");

        var iccid = answer.json().path("iccid").asText();
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Available");
        assertThat(known(iccid)).isEqualTo("Available");
        assertThat(nobody.get("/simulator/smdp/profiles/" + taken).state()).isEqualTo("Released");
    }

    @Test
    void givenAnUndoingWhoseAnswerIsLost_thenTheQuerySettlesThatToo() {
        var taken = orderedAt("smdp-idemia", "confirmOrder");
        fault("drop", "cancelOrder");

        var answer = orderedWithTheMatchingIdOf(taken, "smdp-idemia");
        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/subjectCode").asText()).isEqualTo("8.2.6");

        var iccid = answer.json().path("iccid").asText();
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Available");
        assertThat(effects(iccid, "cancelOrder")).isEqualTo(1);
        assertThat(answer.text()).contains("settled by a status query");
    }

    @Test
    void givenAnUndoingThatFailsToo_thenTheStatusSaysThatTheProfileIsStillOrdered() {
        var taken = orderedAt("smdp-demo", "confirmOrder");
        faults("""
               {"unavailable":9,"retryAfter":0,"of":"cancelOrder"}""");

        var answer = orderedWithTheMatchingIdOf(taken, "smdp-demo");
        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/subjectCode").asText()).isEqualTo("8.2.6");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(answer.json().at("/status/hint").asText()).contains("still ordered");
    }

    @ParameterizedTest
    @CsvSource({
        "drop, downloadOrder, smdp-idemia",
        "fail, downloadOrder, smdp-idemia",
        "drop, confirmOrder, smdp-idemia",
        "fail, confirmOrder, smdp-idemia",
        "unavailable, downloadOrder, smdp-demo",
        "unavailable, confirmOrder, smdp-demo"
    })
    void givenAFaultAtAStep_thenTheOrderGoesOnWithOneEffectOfEach(String fault, String step, String peer) {
        // By ICCID: a lost answer to an order by type leaves nothing to ask after.
        var iccid = prepared(peer, "downloadOrder");
        long ordered = effects(iccid, "downloadOrder");
        faults("""
               {"%s":1,"retryAfter":0,"of":"%s"}""".formatted(fault, step));

        var answer = acme.order(Order.of("orderProfile").iccid(iccid));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(effects(iccid, "downloadOrder") - ordered).isEqualTo(1);
        assertThat(effects(iccid, "confirmOrder")).isEqualTo(1);

        var matchingId = nobody.get("/simulator/smdp/profiles/" + iccid)
                .json()
                .path("matchingId")
                .asText();
        assertThat(answer.json().at("/result/activationCode").asText()).endsWith("$" + matchingId);
    }

    @Test
    void givenAValidityThatPassesAfterTheFirstCall_thenTheOrderIsUndone() {
        faults("""
               {"unavailable":9,"retryAfter":3,"of":"confirmOrder"}""");
        var answer = acme.order(
                Order.of("orderProfile").peer("smdp-demo").validityPeriod(2).with("profileType", "P9054-1"));

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.text())
                .contains("undone by cancelOrder")
                .contains("what had been ordered is undone")
                .doesNotContain("not undone");

        var iccid = answer.json().path("iccid").asText();
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Available");
        assertThat(effects(iccid, "cancelOrder")).isEqualTo(1);
    }
}
