package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SM-SRs notify, as its tenants and customers hear of it. */
class SoapNotificationsIT extends SoapScenarios {

    @ParameterizedTest
    @CsvSource({"iccid, 89x", "iccid, ''", "eid, 8904"})
    void givenANotificationWhoseIdentifiersCannotBeRead_thenItIsUnmappedWithItsText(String what, String value) {
        var card = card();
        var message = Soap.notification(
                "HandleProfileEnabled",
                what.equals("eid") ? value : card.eid(),
                what.equals("iccid") ? value : card.b(),
                Instant.now().toString());

        assertThat(callback(Soap.envelope(from(DEMO), message)).status()).isEqualTo(202);
        var subject = what.equals("eid") ? card.b() : card.eid();
        assertThat(data(subject, "rsp.profile.unmapped")).contains("HandleProfileEnabledNotification", "Envelope");
        assertThat(events(subject, "rsp.profile.enabled")).isZero();
        assertThat(jdbc.queryForObject("select count(*) from fact where eid = ?", Long.class, card.eid()))
                .isZero();
    }

    @Test
    void givenADeletedProfile_thenItIsKnownAndCustomersAreNotified() {
        try (var receiver = new Receiver()) {
            var subscription = acme.post(
                            "/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}")
                    .id();
            var card = card();
            nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/delete", "");
            assertThat(data(card.eid(), "rsp.profile.deleted"))
                    .contains(card.b())
                    .doesNotContain("raw");
            assertThat(acme.get("/rsp/v1/profiles/" + card.b())
                            .json()
                            .at("/facts/state/value")
                            .asText())
                    .isEqualTo("Deleted");
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.stream()
                    .anyMatch(one -> one.body().contains("ES4-HandleProfileDeletedNotification")
                            && one.body().contains(card.b())));
            acme.delete("/rsp/v1/subscriptions/" + subscription);
        }
    }

    @Test
    void givenAnotherSmsr_thenEveryTenantOfTheCardIsToldOfItsOwnProfiles() {
        try (var receiver = new Receiver()) {
            var subscription = acme.post(
                            "/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}")
                    .id();
            var card = card();
            jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.b());
            assertThat(callback(Soap.envelope(from(STUBBED), changed(card, STUBBED)))
                            .status())
                    .isEqualTo(202);
            assertThat(data(card.eid(), "rsp.euicc.smsr-changed"))
                    .contains(STUBBED, card.a())
                    .doesNotContain(card.b(), "0123456789ABCDEF");
            assertThat(data(card.b(), "rsp.euicc.smsr-changed"))
                    .contains(card.b())
                    .doesNotContain(card.a());
            assertThat(jdbc.queryForObject("select tenant from event where subject = ?", String.class, card.b()))
                    .isEqualTo("globex");
            assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                            .json()
                            .at("/facts/smsrId/value")
                            .asText())
                    .isEqualTo(STUBBED);
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.stream()
                    .anyMatch(one -> one.body().contains("ES4-HandleSMSRChangeNotification")
                            && one.body().contains(card.a())
                            && one.body().contains(STUBBED)));
            acme.delete("/rsp/v1/subscriptions/" + subscription);
        }
    }

    @Test
    void givenAnSmsrThatIsNeitherTheOldNorTheNewOne_thenItsWordIsAnOrphan() {
        var card = card();

        assertThat(callback(Soap.envelope(from(STUBBED), changed(card, "1.3.6.1.4.1.77")))
                        .status())
                .isEqualTo(202);
        orphan("no tenant holds this EID, or neither%");
        assertThat(events(card.eid(), "rsp.euicc.smsr-changed")).isZero();
    }

    private static String changed(Card card, String smsr) {
        var profiles = Soap.profile(card.a(), "Disabled") + Soap.profile(card.b(), "Disabled");
        return Soap.smsrChange(
                Soap.eis(card.eid(), Soap.smsr(smsr) + profiles), Instant.now().toString());
    }
}
