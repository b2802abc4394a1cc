package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;

/**
 * An order of several calls whose answer is lost: a person or a notification settles it, and what waits for it keeps
 * its turn.
 */
class OrderProfileDoubtIT extends Es2PlusScenarios {

    private static final Order ORDER =
            Order.of("orderProfile").peer("smdp-demo").with("profileType", "P9054-1");

    @Test
    void givenALostAnswerToAnOrderByType_thenAPersonNamesItsIccidAndItGoesOn() {
        faults("{\"drop\":1}");
        var id = acme.order(ORDER).id();

        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(operator.resolve(id, "succeeded").code()).isEqualTo("result-needed");
        assertThat(resolve(id, "succeeded", Map.of("iccid", "12")).code()).isEqualTo("invalid-resolution");

        String iccid = null;
        for (var call : nobody.get("/simulator/smdp/calls").json().path("items")) {
            iccid = call.path("callId").asText().equals(id)
                    ? call.path("allotted").asText()
                    : iccid;
        }

        var resolved = resolve(id, "succeeded", Map.of("iccid", iccid));

        assertThat(resolved.status()).as(resolved.text()).isEqualTo(200);
        settles(id, "SUCCEEDED");
        assertThat(jdbc.queryForObject("select tenant from inventory where iccid = ?", String.class, iccid))
                .isEqualTo("acme");
        assertThat(operation(id).json().at("/result/activationCode").asText()).startsWith("1$");
    }

    @Test
    void givenALostConfirmThatAPersonCallsFailed_thenTheOrderIsUndone() {
        fault("fail", "confirmOrder");
        var id = acme.order(ORDER).id();
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");

        operator.resolve(id, "failed");

        settles(id, "FAILED");
        assertThat(nobody.get("/simulator/smdp/profiles/"
                                + operation(id).json().path("iccid").asText())
                        .state())
                .isEqualTo("Available");
    }

    @Test
    void givenAnOrderByTypeThatIsOpen_thenAnotherForItsProfileWaitsItsTurn() {
        faults("""
               {"unavailable":1,"retryAfter":3,"of":"confirmOrder"}""");
        var first = acme.submit(ORDER);
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        operation(first.id()).json().path("waitingFor").asText().equals("retry"));

        var iccid = operation(first.id()).json().path("iccid").asText();
        var cancel = acme.submit(Order.of("cancelOrder").iccid(iccid));

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
    void givenAResolutionWithAnotherOrdersProfile_thenItIsRefusedAndTheDoubtStays() {
        var sold = orderedAt("smdp-demo", "confirmOrder");
        faults("{\"drop\":1}");

        var id = acme.order(ORDER).id();

        for (var iccid : new String[] {sold, FOREIGN_ICCID}) {
            assertThat(resolve(id, "succeeded", Map.of("iccid", iccid)).code()).isEqualTo("result-refused");
        }
        assertThat(resolve(id, "succeeded", List.of()).code()).isEqualTo("invalid-resolution");
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(known(sold)).isEqualTo("Released");
    }

    @Test
    void givenALostConfirmThatAPersonCallsSucceeded_thenTheMatchingIdMustBeGiven() {
        fault("drop", "confirmOrder");
        var id = acme.order(ORDER).id();

        assertThat(operator.resolve(id, "succeeded").code()).isEqualTo("result-needed");

        var resolved = resolve(id, "succeeded", Map.of("matchingId", "AB-1"));
        assertThat(resolved.json().at("/result/activationCode").asText()).isEqualTo("1$smdp.example.com$AB-1");
    }

    @Test
    void givenALostConfirmThatANotificationProves_thenTheStatusSaysThatThereIsNoActivationCode() {
        fault("drop", "confirmOrder");
        var id = acme.order(ORDER).id();

        play(operation(id).json().path("iccid").asText(), "installed");

        settles(id, "SUCCEEDED");
        assertThat(operation(id).json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(operation(id).text()).contains("no activation code");
    }
}
