package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A lost answer to one call: exactly one effect and the right end, by status query where there is one, else by
 * notification or a person.
 */
class LostAnswerIT extends Es2PlusScenarios {

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

        var answer = acme.order(Order.of(function).iccid(iccid));

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

    /**
     * Ordered already, by another operation: the peer refuses, and its answer is lost. That the profile is ordered
     * proves nothing.
     */
    @ParameterizedTest
    @ValueSource(strings = {"downloadOrder", "confirmOrder"})
    void givenALostRefusalOfWhatWasDoneBefore_thenItIsNotTakenForDone(String function) {
        var iccid = prepared("smdp-idemia", "confirmOrder");
        var order = """
                    {"function":"%s","iccid":"%s"}""".formatted(function, iccid);
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

        var answer = acme.order(Order.of(function).iccid(iccid));

        assertThat(answer.state()).as(answer.text()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("retry");
        assertThat(answer.text()).contains("settled by a status query: not executed");
        assertThat(effects(iccid, function)).isEqualTo(before);
        // The next one is not held up.
        assertThat(acme.order(Order.of(function).iccid(iccid)).state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenADoubtThatIsBeingAskedAfter_thenTheNextOrderForTheProfileWaitsItsTurn() {
        var iccid = prepared("smdp-idemia", "confirmOrder");
        faults("{\"fail\":1}");

        var first = acme.submit(Order.of("confirmOrder").iccid(iccid));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> !operation(first.id()).state().equals("ACCEPTED"));

        var second = acme.order(Order.of("cancelOrder").iccid(iccid));

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

        var id = acme.order(Order.of(function).iccid(iccid)).id();

        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        if (by.equals("notification")) {
            if (function.equals("downloadOrder")) {
                assertThat(acme.order(Order.of("confirmOrder").iccid(iccid)).state())
                        .isEqualTo("SUCCEEDED");
            }
            play(iccid, "installed");
            settles(id, "SUCCEEDED");
        } else {
            var resolved = resolve(id, by, Map.of("matchingId", "AB-1"));
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
        var first = acme.order(Order.of("releaseProfile").iccid(iccid));
        assertThat(first.state()).as(first.text()).isEqualTo("SUCCEEDED");

        faults("{\"drop\":1}");
        var id = acme.order(Order.of("confirmOrder").iccid(iccid)).id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");

        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20)).until(() -> known(iccid).equals("Installed"));
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
    }

    @Test
    void givenACancelInDoubt_thenADownloadProvesThatItWasNotExecuted() {
        var iccid = orderedAt("smdp-demo", "confirmOrder");
        faults("{\"fail\":1}");

        var id = acme.order(Order.of("cancelOrder").iccid(iccid)).id();

        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");

        play(iccid, "installed");
        settles(id, "FAILED");
        assertThat(effects(iccid, "cancelOrder")).isZero();
    }

    @Test
    void givenALostAnswerToReleaseProfile_thenItIsRepeatedAndHasOneEffect() {
        var iccid = prepared("smdp-demo", "releaseProfile");
        faults("{\"drop\":1}");

        assertThat(acme.order(Order.of("releaseProfile").iccid(iccid)).state()).isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smdp/profiles/" + iccid).state()).isEqualTo("Released");
    }

    @Test
    void givenANotificationOlderThanTheOrder_thenItProvesNothing() {
        var iccid = orderedAt("smdp-demo", "downloadOrder");
        faults("{\"fail\":1}");
        var id = acme.order(Order.of("confirmOrder").iccid(iccid)).id();

        nobody.post(
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                """
                {"iccid":"%s","notificationPointId":4,"timestamp":"2026-01-01T00:00:00Z",
                 "notificationPointStatus":{"status":"Executed-Success"}}"""
                        .formatted(iccid));

        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.installed") == 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
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

        operator.order(Order.of("recoverProfile").iccid(iccid).with("profileStatus", "Available"));
        var view = acme.get("/rsp/v1/profiles/" + iccid).json();

        assertThat(view.at("/smdp/state").asText()).isEqualTo("Available");
        assertThat(view.path("facts").isEmpty()).isTrue();
    }
}
