package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.StreamSupport;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lost answers: exactly one effect and the right end, by status query where there is one, else by notification or a person; and orders of several calls. */
class Es2PlusDoubtIT extends BundleIT {

    private static final String ORDER =
            "{\"function\":\"orderProfile\",\"peer\":\"%s\",\"parameters\":{\"profileType\":\"P9054-1\"}}";

    private String prepared(String peer, String function) {
        var iccid = orderedAt(peer, "downloadOrder");
        if (function.equals("releaseProfile") || function.equals("cancelOrder")) {
            assertThat(acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid
                                    + "\",\"parameters\":{\"releaseFlag\":false}}")
                            .state())
                    .isEqualTo("SUCCEEDED");
        }
        if (function.equals("downloadOrder")) {
            assertThat(acme.order("{\"function\":\"cancelOrder\",\"iccid\":\"" + iccid + "\"}")
                            .state())
                    .isEqualTo("SUCCEEDED");
        }
        return iccid;
    }

    @ParameterizedTest
    @CsvSource({
        "downloadOrder, Allocated",
        "confirmOrder, Released",
        "cancelOrder, Available",
        "releaseProfile, Released"
    })
    void givenALostAnswerAtAPeerThatCanBeAsked_thenOneEffectAndTheQuerySettlesIt(String function, String state) {
        var iccid = prepared("smdp-idemia", function);
        long before = effects(iccid, function);
        faults("{\"drop\":1}");
        var answer = acme.order("{\"function\":\"" + function + "\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        // releaseProfile is harmless to repeat; its second call does nothing.
        assertThat(effects(iccid, function) - before).isEqualTo(function.equals("releaseProfile") ? 2 : 1);
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo(state);
        assertThat(known(iccid)).isIn(state, function.equals("downloadOrder") ? "Linked" : state);
        if (!function.equals("releaseProfile")) {
            assertThat(answer.text()).contains("settled by a status query: the profile is " + state);
        }
        if (function.equals("confirmOrder")) {
            assertThat(answer.json().at("/result/matchingId").asText())
                    .isEqualTo(nobody.get("/simulator/smdp/profiles/" + iccid)
                            .json()
                            .path("matchingId")
                            .asText());
        }
    }

    /** Ordered already, by another operation: the peer refuses, and its answer is lost. That the profile is ordered proves nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"downloadOrder", "confirmOrder"})
    void givenALostRefusalOfWhatWasDoneBefore_thenItIsNotTakenForDone(String function) {
        var iccid = prepared("smdp-idemia", "confirmOrder");
        var order = "{\"function\":\"" + function + "\",\"iccid\":\"" + iccid + "\"}";
        if (function.equals("confirmOrder")) {
            assertThat(acme.order(order).state()).isEqualTo("SUCCEEDED");
        }
        long before = effects(iccid, function);
        faults("{\"drop\":1}");
        var answer = acme.order(order);
        assertThat(answer.state()).as(answer.text()).isEqualTo("EXPIRED");
        assertThat(answer.text()).contains("by an operation before this one").contains("ask the peer");
        assertThat(effects(iccid, function)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"downloadOrder", "confirmOrder", "cancelOrder"})
    void givenACallThatWasNotExecuted_thenTheQuerySaysSoOnceItCanNoLongerBeUnderWay(String function) {
        var iccid = prepared("smdp-idemia", function);
        long before = effects(iccid, function);
        faults("{\"fail\":1}");
        var answer = acme.order("{\"function\":\"" + function + "\",\"iccid\":\"" + iccid + "\"}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("retry");
        assertThat(answer.text()).contains("settled by a status query: not executed");
        assertThat(effects(iccid, function)).isEqualTo(before);
        // The next one is not held up.
        assertThat(acme.order("{\"function\":\"" + function + "\",\"iccid\":\"" + iccid + "\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
    }

    @Test
    void givenADoubtThatIsBeingAskedAfter_thenTheNextOrderForTheProfileWaitsItsTurn() {
        var iccid = prepared("smdp-idemia", "confirmOrder");
        faults("{\"fail\":1}");
        var first = acme.post("/rsp/v1/operations", "{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !operation(first.id()).state().equals("ACCEPTED"));
        var second = acme.order("{\"function\":\"cancelOrder\",\"iccid\":\"" + iccid + "\"}");
        assertThat(second.state()).as(second.text()).isEqualTo("SUCCEEDED");
        assertThat(operation(first.id()).state()).isEqualTo("FAILED");
        assertThat(operation(first.id()).json().path("finishedAt").asText())
                .isLessThan(second.json().path("finishedAt").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "downloadOrder, notification",
        "confirmOrder, notification",
        "downloadOrder, succeeded",
        "confirmOrder, succeeded",
        "cancelOrder, succeeded",
        "confirmOrder, failed"
    })
    void givenALostAnswerAtAPeerThatCannotBeAsked_thenANotificationOrAPersonSettlesIt(String function, String by) {
        var iccid = prepared("smdp-demo", function);
        long before = effects(iccid, function);
        faults("{\"drop\":1}");
        var id = acme.order("{\"function\":\"" + function + "\",\"iccid\":\"" + iccid + "\"}")
                .id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        if (by.equals("notification")) {
            if (function.equals("downloadOrder")) {
                assertThat(acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}")
                                .state())
                        .isEqualTo("SUCCEEDED");
            }
            play(iccid, "installed");
            settles(id, "SUCCEEDED");
        } else {
            var resolved = operator.post(
                    "/rsp/v1/operations/" + id + "/resolve",
                    "{\"outcome\":\"" + by + "\",\"reason\":\"asked by phone\",\"result\":{\"matchingId\":\"AB-1\"}}");
            assertThat(resolved.state()).as(resolved.text()).isEqualTo(by.equals("succeeded") ? "SUCCEEDED" : "FAILED");
            if (function.equals("confirmOrder") && by.equals("succeeded")) {
                assertThat(resolved.json().at("/result/matchingId").asText()).isEqualTo("AB-1");
                assertThat(known(iccid)).isEqualTo("Released");
            }
        }
        assertThat(effects(iccid, function) - before).isEqualTo(1);
    }

    /** Nor does a notification prove it: the profile was confirmed by another operation. */
    @Test
    void givenALostRefusalOfWhatWasDoneBefore_thenANotificationDoesNotSettleIt() {
        var iccid = prepared("smdp-demo", "releaseProfile");
        var first = acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + iccid + "\"}");
        assertThat(first.state()).as(first.text()).isEqualTo("SUCCEEDED");
        faults("{\"drop\":1}");
        var id = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}")
                .id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20)).until(() -> known(iccid).equals("Installed"));
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
    }

    @Test
    void givenACancelInDoubt_thenADownloadProvesThatItWasNotExecuted() {
        var iccid = orderedAt("smdp-demo", "confirmOrder");
        faults("{\"fail\":1}");
        var id = acme.order("{\"function\":\"cancelOrder\",\"iccid\":\"" + iccid + "\"}")
                .id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        play(iccid, "installed");
        settles(id, "FAILED");
        assertThat(effects(iccid, "cancelOrder")).isZero();
    }

    @Test
    void givenALostAnswerToReleaseProfile_thenItIsRepeatedAndHasOneEffect() {
        var iccid = prepared("smdp-demo", "releaseProfile");
        faults("{\"drop\":1}");
        assertThat(acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + iccid + "\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Released");
    }

    // ---- orderProfile

    @Test
    void anOrderOfSeveralCallsIsOneOperationWithOneTimelineAndOneAnswer() {
        var answer = acme.order("{\"function\":\"orderProfile\",\"peer\":\"smdp-demo\",\"eid\":\"" + EID
                + "\",\"parameters\":{\"profileType\":\"P9054-1\",\"confirmationCode\":\"0815\"}}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(states(answer)).isEqualTo("ACCEPTED SENDING ACCEPTED SENDING SUCCEEDED");
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
        var answer = acme.order(
                "{\"function\":\"orderProfile\",\"peer\":\"smdp-demo\",\"parameters\":{\"profileType\":\"P9054-1\",\"releaseFlag\":false}}");
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
        return acme.order("{\"function\":\"orderProfile\",\"peer\":\"" + peer
                + "\",\"parameters\":{\"profileType\":\"P9054-1\",\"matchingId\":\"" + matchingId + "\"}}");
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
        nobody.put("/simulator/smdp/faults", "{\"drop\":1,\"of\":\"cancelOrder\"}");
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
        nobody.put("/simulator/smdp/faults", "{\"unavailable\":9,\"retryAfter\":0,\"of\":\"cancelOrder\"}");
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
        nobody.put("/simulator/smdp/faults", "{\"" + fault + "\":1,\"retryAfter\":0,\"of\":\"" + step + "\"}");
        var answer = acme.order("{\"function\":\"orderProfile\",\"iccid\":\"" + iccid + "\"}");
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
    void givenALostAnswerToAnOrderByType_thenAPersonNamesItsIccidAndItGoesOn() {
        faults("{\"drop\":1}");
        var id = acme.order(String.format(ORDER, "smdp-demo")).id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(operator.post(
                                "/rsp/v1/operations/" + id + "/resolve",
                                "{\"outcome\":\"succeeded\",\"reason\":\"portal\"}")
                        .code())
                .isEqualTo("result-needed");
        assertThat(operator.post(
                                "/rsp/v1/operations/" + id + "/resolve",
                                "{\"outcome\":\"succeeded\",\"reason\":\"portal\",\"result\":{\"iccid\":\"12\"}}")
                        .code())
                .isEqualTo("invalid-resolution");
        String iccid = null;
        for (var call : nobody.get("/simulator/smdp/calls").json().path("items")) {
            iccid = call.path("callId").asText().equals(id)
                    ? call.path("allotted").asText()
                    : iccid;
        }
        var resolved = operator.post(
                "/rsp/v1/operations/" + id + "/resolve",
                "{\"outcome\":\"succeeded\",\"reason\":\"portal\",\"result\":{\"iccid\":\"" + iccid + "\"}}");
        assertThat(resolved.status()).as(resolved.text()).isEqualTo(200);
        settles(id, "SUCCEEDED");
        assertThat(jdbc.queryForObject("select tenant from inventory where iccid = ?", String.class, iccid))
                .isEqualTo("acme");
        assertThat(operation(id).json().at("/result/activationCode").asText()).startsWith("1$");
    }

    @Test
    void givenALostConfirmThatAPersonCallsFailed_thenTheOrderIsUndone() {
        nobody.put("/simulator/smdp/faults", "{\"fail\":1,\"of\":\"confirmOrder\"}");
        var id = acme.order(String.format(ORDER, "smdp-demo")).id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        operator.post(
                "/rsp/v1/operations/" + id + "/resolve",
                "{\"outcome\":\"failed\",\"reason\":\"portal shows no confirmation\"}");
        settles(id, "FAILED");
        assertThat(nobody.get("/simulator/smdp/profiles/"
                                + operation(id).json().path("iccid").asText())
                        .state())
                .isEqualTo("Available");
    }

    @Test
    void givenAValidityThatPassesAfterTheFirstCall_thenTheOrderIsUndone() {
        nobody.put("/simulator/smdp/faults", "{\"unavailable\":9,\"retryAfter\":3,\"of\":\"confirmOrder\"}");
        var answer = acme.order(
                "{\"function\":\"orderProfile\",\"peer\":\"smdp-demo\",\"validityPeriod\":2,\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.text())
                .contains("undone by cancelOrder")
                .contains("what had been ordered is undone")
                .doesNotContain("not undone");
        var iccid = answer.json().path("iccid").asText();
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Available");
        assertThat(effects(iccid, "cancelOrder")).isEqualTo(1);
    }

    @Test
    void givenAnOrderByTypeThatIsOpen_thenAnotherForItsProfileWaitsItsTurn() {
        nobody.put("/simulator/smdp/faults", "{\"unavailable\":1,\"retryAfter\":3,\"of\":\"confirmOrder\"}");
        var first = acme.post("/rsp/v1/operations", String.format(ORDER, "smdp-demo"));
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        operation(first.id()).json().path("waitingFor").asText().equals("retry"));
        var iccid = operation(first.id()).json().path("iccid").asText();
        var cancel = acme.post("/rsp/v1/operations", "{\"function\":\"cancelOrder\",\"iccid\":\"" + iccid + "\"}");
        await().atMost(Duration.ofSeconds(10)).until(() -> operation(cancel.id())
                .json()
                .path("waitingFor")
                .asText()
                .equals("turn"));
        settles(first.id(), "SUCCEEDED");
        settles(cancel.id(), "SUCCEEDED");
        assertThat(operation(first.id()).json().path("finishedAt").asText())
                .isLessThan(operation(cancel.id()).json().path("finishedAt").asText());
        assertThat(acme.get("/rsp/v1/profiles/" + iccid).json().path("timeline").toString())
                .contains(first.id());
    }

    @Test
    void givenANotificationOlderThanTheOrder_thenItProvesNothing() {
        var iccid = orderedAt("smdp-demo", "downloadOrder");
        faults("{\"fail\":1}");
        var id = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}")
                .id();
        nobody.post(
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                "{\"iccid\":\"" + iccid
                        + "\",\"notificationPointId\":4,\"timestamp\":\"2026-01-01T00:00:00Z\",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.installed") == 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
    }

    @Test
    void givenAResolutionWithAnotherOrdersProfile_thenItIsRefusedAndTheDoubtStays() {
        var sold = orderedAt("smdp-demo", "confirmOrder");
        faults("{\"drop\":1}");
        var id = acme.order(String.format(ORDER, "smdp-demo")).id();
        for (var iccid : new String[] {sold, FOREIGN_ICCID}) {
            assertThat(operator.post(
                                    "/rsp/v1/operations/" + id + "/resolve",
                                    "{\"outcome\":\"succeeded\",\"reason\":\"portal\",\"result\":{\"iccid\":\"" + iccid
                                            + "\"}}")
                            .code())
                    .isEqualTo("result-refused");
        }
        assertThat(operator.post(
                                "/rsp/v1/operations/" + id + "/resolve",
                                "{\"outcome\":\"succeeded\",\"reason\":\"portal\",\"result\":[]}")
                        .code())
                .isEqualTo("invalid-resolution");
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(known(sold)).isEqualTo("Released");
    }

    @Test
    void givenALostConfirmThatAPersonCallsSucceeded_thenTheMatchingIdMustBeGiven() {
        nobody.put("/simulator/smdp/faults", "{\"drop\":1,\"of\":\"confirmOrder\"}");
        var id = acme.order(String.format(ORDER, "smdp-demo")).id();
        assertThat(operator.post(
                                "/rsp/v1/operations/" + id + "/resolve",
                                "{\"outcome\":\"succeeded\",\"reason\":\"portal\"}")
                        .code())
                .isEqualTo("result-needed");
        var resolved = operator.post(
                "/rsp/v1/operations/" + id + "/resolve",
                "{\"outcome\":\"succeeded\",\"reason\":\"portal\",\"result\":{\"matchingId\":\"AB-1\"}}");
        assertThat(resolved.json().at("/result/activationCode").asText()).isEqualTo("1$smdp.example.com$AB-1");
    }

    @Test
    void givenALostConfirmThatANotificationProves_thenTheStatusSaysThatThereIsNoActivationCode() {
        nobody.put("/simulator/smdp/faults", "{\"drop\":1,\"of\":\"confirmOrder\"}");
        var id = acme.order(String.format(ORDER, "smdp-demo")).id();
        play(operation(id).json().path("iccid").asText(), "installed");
        settles(id, "SUCCEEDED");
        assertThat(operation(id).json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(operation(id).text()).contains("no activation code");
    }

    @Test
    void givenANewLifeOfAProfile_thenWhatItsDeviceToldBeforeIsOver() {
        var iccid = orderedAt("smdp-idemia", "confirmOrder");
        play(iccid, "installed");
        play(iccid, "deleted");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.deleted") == 1);
        assertThat(acme.get("/rsp/v1/profiles/" + iccid)
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Deleted");
        operator.order("{\"function\":\"recoverProfile\",\"iccid\":\"" + iccid
                + "\",\"parameters\":{\"profileStatus\":\"Available\"}}");
        var view = acme.get("/rsp/v1/profiles/" + iccid).json();
        assertThat(view.at("/smdp/state").asText()).isEqualTo("Available");
        assertThat(view.path("facts").isEmpty()).isTrue();
    }

    private static String states(Answer answer) {
        return String.join(
                " ",
                StreamSupport.stream(answer.json().path("timeline").spliterator(), false)
                        .map(moment -> moment.path("state").asText())
                        .toList());
    }
}
