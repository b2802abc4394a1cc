package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why something happened to a profile or an eUICC, as its event tells it (docs/guides/webhooks.md, causes). */
class CausesIT extends SmsrCallbacks {

    private static final String AUTO_DELETE =
            "[{\"subject\":\"PROFILE\",\"action\":\"DISABLE\",\"qualification\":\"Auto-Delete\"}]";

    private void notifies(String name, Card card, String iccid) {
        takes(SMSR, "", Soap.notification(name, card.eid(), iccid, Instant.now().toString()));
    }

    private JsonNode event(String subject, String type) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events(subject, type) > 0);
        return Json.read(jdbc.queryForObject(
                "select data from event where subject = ? and type = ? limit 1", String.class, subject, type));
    }

    private static void because(JsonNode event, String cause, String function, String operation) {
        assertThat(event.path("cause").asText()).as(event.toString()).isEqualTo(cause);
        assertThat(event.path("function").asText("none")).isEqualTo(function);
        assertThat(event.path("operationId").asText("none")).isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void givenAnOrder_thenItsEventHasItAsCause_withTheProfilesType(boolean notificationFirst) {
        var card = card();
        jdbc.update("update inventory set profile_type = 'M2M-7' where eid = ?", card.eid());
        var order = waiting(card, "enableProfile");

        if (notificationFirst) {
            notifies("HandleProfileEnabled", card, card.b());
            event(card.eid(), "rsp.profile.enabled");
        }
        takes(SMSR, Soap.relatesTo(messageId(order)), Soap.response("EnableProfile", "EXECUTED_SUCCESS"));
        settles(order.id(), "SUCCEEDED");

        var event = event(card.eid(), "rsp.profile.enabled");
        because(event, "order", "enableProfile", order.id());
        assertThat(event.path("profileType").asText()).isEqualTo("M2M-7");
    }

    @Test
    void givenAnOrderOfACustomerThroughTheGateway_thenThatIsTheCause() {
        var card = card(
                """
                {"profiles":[{"iccid":"%s","state":"Enabled","fallback":true},
                             {"iccid":"%s","state":"Disabled","fallback":false}]}""");
        try (var receiver = new Receiver()) {
            var customer = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);

            assertThat(customer.es4("enableProfile", "cause-1", card.eid(), card.b(), receiver.url())
                            .statusCode())
                    .isEqualTo(202);

            var event = event(card.eid(), "rsp.profile.enabled");
            assertThat(event.path("cause").asText()).isEqualTo("customer");
            assertThat(event.path("function").asText()).isEqualTo("enableProfile");
            // the profile that was enabled is disabled by it
            assertThat(event(card.eid(), "rsp.profile.disabled").path("cause").asText())
                    .isEqualTo("customer");
        }
    }

    @ParameterizedTest
    @CsvSource({"disableProfile, DisableProfile", "none, none"})
    void givenTheFallBackProfile_thenItIsEnabledByFallBack_whetherOrNotAnOrderLedToThat(
            String function, String response) {
        var card = card();
        fact(card, card.a(), "fallback", "true");
        var order = function.equals("none") ? "none" : waiting(card, function).id();

        notifies("HandleProfileEnabled", card, card.a());

        because(event(card.eid(), "rsp.profile.enabled"), "fall-back", function, order);
    }

    @Test
    void givenTheFallBackProfile_whenAnOrderEnablesIt_thenThatIsTheCause() {
        var card = card();
        fact(card, card.b(), "fallback", "true");
        var order = waiting(card, "enableProfile");

        notifies("HandleProfileEnabled", card, card.b());

        because(event(card.eid(), "rsp.profile.enabled"), "order", "enableProfile", order.id());
    }

    @ParameterizedTest
    @CsvSource({"HandleProfileEnabled, enabled", "HandleProfileDisabled, disabled"})
    void givenAnEmergencyProfile_thenThatIsTheCause_unlessAnOrderDidIt(String name, String what) {
        var card = card();
        fact(card, card.b(), "emergency", "true");
        notifies(name, card, card.b());
        because(event(card.eid(), "rsp.profile." + what), "emergency", "none", "none");

        var ordered = card();
        fact(ordered, ordered.b(), "emergency", "true");
        var order = waiting(ordered, "enableProfile");
        notifies("HandleProfileEnabled", ordered, ordered.b());
        because(event(ordered.eid(), "rsp.profile.enabled"), "order", "enableProfile", order.id());
    }

    @Test
    void givenRulesThatDeleteAProfile_thenTheyAreTheCause_andTheOrderThatLedToItIsNamed() {
        var card = card();
        fact(card, card.b(), "policyRules", AUTO_DELETE);
        notifies("HandleProfileDeleted", card, card.b());
        because(event(card.eid(), "rsp.profile.deleted"), "auto-delete", "none", "none");

        var ordered = card();
        fact(ordered, ordered.a(), "policyRules", AUTO_DELETE);
        var order = waiting(ordered, "enableProfile");
        notifies("HandleProfileDeleted", ordered, ordered.a());
        because(event(ordered.eid(), "rsp.profile.deleted"), "auto-delete", "enableProfile", order.id());
    }

    @Test
    void givenAnOrderOfAnotherTenant_thenTheOwnerLearnsNothingOfIt() {
        var card = card();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        waiting(card, "enableProfile");

        notifies("HandleProfileDisabled", card, card.a());

        because(event(card.a(), "rsp.profile.disabled"), "server", "none", "none");
    }

    @Test
    void givenWhatNobodyOrdered_thenTheServerReportedIt() {
        var card = card();

        notifies("HandleProfileDisabled", card, card.b());

        because(event(card.eid(), "rsp.profile.disabled"), "server", "none", "none");
    }

    @Test
    void givenThatAnSmsrReportsAnother_thenTheChangeIsTheCause() {
        var card = card();

        reports(SMSR, card, "1.3.6.1.4.1.20", Instant.now());

        because(event(card.eid(), "rsp.euicc.smsr-changed"), "smsr-change", "none", "none");
    }

    @Test
    void givenAnSmsrChangeOfOurs_thenTheOrderIsTheCause() {
        var card = cardFor("smsrChange");
        jdbc.update("update euicc set peer = 'smsr-demo' where eid = ?", card.eid());

        var order = acme.order(order("smsrChange", card, null, io.rsproutes.support.Es4Orders.members("smsrChange")));

        assertThat(order.state()).as(order.text()).isEqualTo("SUCCEEDED");
        because(event(card.eid(), "rsp.euicc.smsr-changed"), "order", "smsrChange", order.id());
    }

    @Test
    void givenDrift_thenTheReadingIsTheCause() {
        var card = card();
        jdbc.update("update euicc set peer = 'smsr-demo' where eid = ?", card.eid());
        audited(card);
        jdbc.update("update fact set observed_at = observed_at - interval '1 minute' where eid = ?", card.eid());
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + card.a() + "\",\"state\":\"Enabled\",\"fallback\":true}]}");

        audited(card);

        because(event(card.eid(), "rsp.profile.drifted"), "audit", "none", "none");
    }
}
