package io.rsproutes.southbound.sgp02;

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
                        notification(
                                "HandleProfileEnabled",
                                card,
                                card.b(),
                                Instant.now().minusSeconds(30))))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 1);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
        assertThat(post(fresh(), notification("HandleProfileEnabled", card, card.b(), Instant.now())))
                .isEqualTo(202);
        settles(id, "SUCCEEDED");
    }

    @Test
    void givenEnablingsInAnyOrder_thenOneProfileIsEnabledInTheView() {
        var card = card();
        var now = Instant.now();
        post(fresh(), notification("HandleProfileDisabled", card, card.b(), now.minusSeconds(100)));
        post(fresh(), notification("HandleProfileEnabled", card, card.a(), now.minusSeconds(50)));
        post(fresh(), notification("HandleProfileEnabled", card, card.b(), now.minusSeconds(80)));
        var other = card();
        post(fresh(), notification("HandleProfileEnabled", other, other.a(), now.minusSeconds(50)));
        post(fresh(), notification("HandleProfileEnabled", other, other.b(), now.minusSeconds(80)));
        for (var one : List.of(card, other)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> events(one.eid(), "rsp.profile.enabled") == 2);
            assertThat(state(one.a())).isEqualTo("Enabled");
            assertThat(state(one.b())).isEqualTo("Disabled");
        }
    }

    @Test
    void givenAnEnablingFromBeforeTheProfileWasDeleted_thenItStaysDeleted() {
        var card = card();
        var now = Instant.now();
        post(fresh(), notification("HandleProfileDeleted", card, card.a(), now.minusSeconds(60)));
        post(fresh(), notification("HandleProfileEnabled", card, card.b(), now.minusSeconds(50)));
        post(fresh(), notification("HandleProfileEnabled", card, card.a(), now.minusSeconds(70)));
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.enabled") == 2);
        assertThat(state(card.a())).isEqualTo("Deleted");
    }

    @Test
    void givenNotificationsOutOfOrder_thenTheNewestStandsAndAllArePublished() {
        var card = card();
        var now = Instant.now();
        assertThat(post(fresh(), notification("HandleProfileEnabled", card, card.a(), now)))
                .isEqualTo(202);
        assertThat(post(fresh(), notification("HandleProfileDisabled", card, card.a(), now.minusSeconds(5))))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
        assertThat(state(card.a())).isEqualTo("Enabled");
        // A message without ids, sent twice, is one.
        var twice = Soap.envelope(
                Soap.from(SMSR), notification("HandleProfileDisabled", card, card.a(), now.plusSeconds(1)));
        assertThat(postRaw(twice).status()).isEqualTo(202);
        assertThat(postRaw(twice).status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 2);
        await().during(Duration.ofMillis(600))
                .atMost(Duration.ofSeconds(5))
                .until(() -> events(card.eid(), "rsp.profile.disabled") == 2);
    }

    private static String notification(String what, Card card, String iccid, Instant at) {
        return Soap.notification(what, card.eid(), iccid, at.toString());
    }

    private String state(String iccid) {
        return acme.get("/rsp/v1/profiles/" + iccid)
                .json()
                .at("/facts/state/value")
                .asText();
    }
}
