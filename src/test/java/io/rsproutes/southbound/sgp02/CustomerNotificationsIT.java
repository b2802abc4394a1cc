package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What customers of the gateway are notified of in ES4: that of v3, and that of v4 where their subscription asks for it. */
class CustomerNotificationsIT extends SmsrCallbacks {

    private String subscribe(Receiver receiver, String types) {
        return acme.post(
                        "/rsp/v1/subscriptions",
                        "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"" + types + "}")
                .id();
    }

    private void sends(String name, Card card, String more) {
        takes(
                SMSR,
                "",
                Soap.notification(name, card.eid(), card.b(), Instant.now().toString())
                        .replace("<rps:CompletionTimestamp>", more + "<rps:CompletionTimestamp>"));
    }

    private static List<String> about(Receiver receiver, Card card) {
        return receiver.got.stream()
                .map(Receiver.Got::body)
                .filter(body -> body.contains(card.eid()))
                .map(body -> body.replaceAll("(?s).*<rps:ES4-(\\w+)Notification.*", "$1"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "HandleFallBackAttributeSet",
        "HandleFallBackAttributeUnset",
        "HandleEmergencyProfileAttributeSet",
        "HandleEmergencyProfileAttributeUnset",
        "HandleProfileDownloaded",
        "HandleProfilePOL2Updated"
    })
    void givenANotificationOfV4_thenItGoesUnderItsNameToWhoAsksForIt(String name) {
        try (var plain = new Receiver();
                var asking = new Receiver()) {
            var subscriptions = List.of(subscribe(plain, ""), subscribe(asking, ",\"types\":[\"rsp.profile.*\"]"));
            var card = card();
            var rules = name.endsWith("POL2Updated")
                    ? "<rps:pol2><rps:Rule><rps:Subject>PROFILE</rps:Subject><rps:Action>DELETE</rps:Action>"
                            + "<rps:Qualification>Not-Allowed</rps:Qualification></rps:Rule></rps:pol2>"
                    : "";

            sends(name, card, rules);
            sends("HandleProfileDisabled", card, "");

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(about(asking, card))
                    .containsExactly(name, "HandleProfileDisabled"));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(about(plain, card)).containsExactly("HandleProfileDisabled"));
            assertThat(asking.got.get(0).body()).contains(rules, card.b());
            subscriptions.forEach(id -> acme.delete("/rsp/v1/subscriptions/" + id));
        }
    }

    @Test
    void givenADeletionAndAChangeOfSmsr_thenEveryCustomerIsNotified() {
        try (var receiver = new Receiver()) {
            var subscription = subscribe(receiver, "");
            var card = card();

            sends("HandleProfileDeleted", card, "");
            reports(SMSR, card, "1.3.6.1.4.1.20", Instant.now());

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(about(receiver, card))
                    .containsExactly("HandleProfileDeleted", "HandleSMSRChange"));
            acme.delete("/rsp/v1/subscriptions/" + subscription);
        }
    }
}
