package io.rsproutes.southbound.es4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;

/** Notifications of SM-SRs by their times: which of them stands, and which settles a doubt. */
class NotificationOrderIT extends SmsrCallbacks {

    @Test
    void givenANotificationFromBeforeTheCallLeft_thenItSettlesNothing() {
        var card = card();
        STUB.reply = new Reply(500, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileEnabled",
                                card.eid(),
                                card.b(),
                                Instant.now().minusSeconds(30).toString())))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileEnabled",
                                card.eid(),
                                card.b(),
                                Instant.now().toString())))
                .isEqualTo(202);
        settles(id, "SUCCEEDED");
    }

    @Test
    void givenEnablingsInAnyOrder_thenOneProfileIsEnabledInTheView() {
        var card = card();
        var now = Instant.now();
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileDisabled",
                        card.eid(),
                        card.b(),
                        now.minusSeconds(100).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.a(),
                        now.minusSeconds(50).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.b(),
                        now.minusSeconds(80).toString()));
        var other = card();
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        other.eid(),
                        other.a(),
                        now.minusSeconds(50).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        other.eid(),
                        other.b(),
                        now.minusSeconds(80).toString()));
        for (var one : List.of(card, other)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> events(one.eid(), "rsp.profile.enabled") == 2);
            assertThat(acme.get("/rsp/v1/profiles/" + one.a())
                            .json()
                            .at("/facts/state/value")
                            .asText())
                    .isEqualTo("Enabled");
            assertThat(acme.get("/rsp/v1/profiles/" + one.b())
                            .json()
                            .at("/facts/state/value")
                            .asText())
                    .isEqualTo("Disabled");
        }
    }

    @Test
    void givenAnEnablingFromBeforeTheProfileWasDeleted_thenItStaysDeleted() {
        var card = card();
        var now = Instant.now();
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileDeleted",
                        card.eid(),
                        card.a(),
                        now.minusSeconds(60).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.b(),
                        now.minusSeconds(50).toString()));
        post(
                fresh(),
                Soap.notification(
                        "HandleProfileEnabled",
                        card.eid(),
                        card.a(),
                        now.minusSeconds(70).toString()));
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 2);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Deleted");
    }

    @Test
    void givenNotificationsOutOfOrder_thenTheNewestStandsAndAllArePublished() {
        var card = card();
        var now = Instant.now();
        assertThat(post(fresh(), Soap.notification("HandleProfileEnabled", card.eid(), card.a(), now.toString())))
                .isEqualTo(202);
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled",
                                card.eid(),
                                card.a(),
                                now.minusSeconds(5).toString())))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
        assertThat(acme.get("/rsp/v1/profiles/" + card.a())
                        .json()
                        .at("/facts/state/value")
                        .asText())
                .isEqualTo("Enabled");
        // A message without ids, sent twice, is one.
        var twice = Soap.envelope(
                Soap.from(SMSR),
                Soap.notification(
                        "HandleProfileDisabled",
                        card.eid(),
                        card.a(),
                        now.plusSeconds(1).toString()));
        assertThat(postRaw(twice).status()).isEqualTo(202);
        assertThat(postRaw(twice).status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 2);
        await().during(Duration.ofMillis(600))
                .atMost(Duration.ofSeconds(5))
                .until(() -> events(card.eid(), "rsp.profile.disabled") == 2);
    }
}
