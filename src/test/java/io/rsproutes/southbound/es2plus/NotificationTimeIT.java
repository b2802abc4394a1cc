package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Notifications with times of every make, or none: the newer state stays. */
class NotificationTimeIT extends NotificationScenarios {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-01-28T05:00:05 | 2026-01-28T05:00:01",
                "20260128T050005Z | 20260128T050001Z",
                "2026-01-28 05:00:05 | 2026-01-28 05:00:01",
                "2026-01-28t05:00:05z | 2026-01-28t05:00:01z",
                "2026-01-28T05:00:05,000Z | 2026-01-28T05:00:01,999Z",
                "2026-01-28T06:00:05+0100 | 2026-01-28T05:00:01",
                "2026-01-28T24:00:00 | 2026-01-28T23:59:59Z",
                "2026-01-28T05:00:05Z | in a while",
                "2026-01-28T05:00:05Z | 28/11/2026 06:00:00",
                "yesterday | today"
            })
    void givenTheLateOneWhateverItsTimeLooksLike_thenTheNewerStateStays(String installed, String downloaded) {
        var iccid = longOrdered();
        tell(iccid, "4", installed, "");
        told(iccid, "installed", 1);

        tell(iccid, "3", downloaded, "");

        told(iccid, "downloaded", 1);
        assertThat(known(iccid)).isEqualTo("Installed");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid)
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Installed");
    }

    @Test
    void givenNoTimesAtAll_thenTheProfilesLifeAndTheOrderTheyCameInDecide() {
        var iccid = orderedAt("smdp-valid", "confirmOrder");

        for (var step : List.of(
                "3 downloaded Downloaded",
                "4 installed Installed",
                "100 enabled Enabled",
                "101 disabled Disabled",
                "3 downloaded Disabled",
                "102 deleted Deleted")) {
            var parts = step.split(" ");
            long before = events(iccid, "rsp.profile." + parts[1]);

            tell(iccid, parts[0], null, "");

            told(iccid, parts[1], (int) before + 1);
            assertThat(known(iccid)).as(step).isEqualTo(parts[2]);
        }

        var fact = acme.get("/rsp/v1/profiles/" + iccid).json().at("/facts/state");
        assertThat(fact.path("value").asText()).isEqualTo("Deleted");
        assertThat(fact.has("at")).isFalse();
    }

    @Test
    void givenNoTime_thenItNeverBeatsAFactThatHasOne() {
        var iccid = orderedAt("smdp-valid", "confirmOrder");
        tell(iccid, "101", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), "");
        told(iccid, "disabled", 1);

        tell(iccid, "100", "soon", "");

        told(iccid, "enabled", 1);
        assertThat(known(iccid)).isEqualTo("Disabled");
        assertThat(acme.get("/rsp/v1/profiles/" + iccid)
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
    }

    @Test
    void givenANotificationOfASmSrWithoutATime_thenItDoesNotBeatWhatHasOne() {
        var card = card();
        var when = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();

        smsrTells(card, "Disabled", when);

        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);

        smsrTells(card, "Enabled", "in a while");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 1);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Disabled");
    }

    private void smsrTells(Card card, String what, String time) {
        var message = Soap.envelope(
                Soap.messageId("n-" + System.nanoTime(), null) + Soap.from(ENTITIES.get("smsr-demo")),
                Soap.notification("HandleProfile" + what, card.eid(), card.a(), time));
        assertThat(nobody.post(Soap.ENDPOINT, message, "Content-Type", "application/soap+xml")
                        .status())
                .isEqualTo(202);
    }
}
