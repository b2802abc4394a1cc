package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;

/** Whom a notification of an SM-SR reaches: the tenant of the profile, that of the eUICC, nobody. */
class NotificationOwnersIT extends SmsrCallbacks {

    @Test
    void givenAProfileOfAnotherTenantOnTheCard_thenItsEventsLeaveNoTraceInTheOwnersSequence() {
        var card = card();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled",
                                card.eid(),
                                card.a(),
                                Instant.now().toString())))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.a(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForObject("select tenant from event where subject = ?", String.class, card.a()))
                .isEqualTo("globex");
        assertThat(jdbc.queryForObject("select count(*) from event where subject = ?", Long.class, card.eid()))
                .isZero();
    }

    @Test
    void givenSomebodyElseEnablesAProfile_thenBothChangesArePublishedAndShown() {
        var card = card();
        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.eid(), "rsp.profile.enabled") == 1
                        && events(card.eid(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.profile.enabled'",
                        String.class,
                        card.eid()))
                .doesNotContain("selfCaused");
        assertThat(acme.get("/rsp/v1/profiles/" + card.b())
                        .json()
                        .at("/facts/state/source")
                        .asText())
                .isEqualTo("ES4-HandleProfileEnabledNotification");
    }

    /** acme lets globex know, not the other way round (BundleIT): of a profile on the other's eUICC. */
    @Test
    void givenAProfileOnAnothersEuicc_thenItsOwnerIsToldAndTheEuiccsOwnerWithLeave() {
        var card = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.a());
        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.b(), "rsp.profile.enabled") == 1
                        && events(card.eid(), "rsp.profile.disabled") == 1
                        && events(card.eid(), "rsp.profile.enabled") == 1);
        var told = "select tenant from event where type = ? and data like '%' || ? || '%' order by tenant";
        assertThat(jdbc.queryForList(told, String.class, "rsp.profile.enabled", card.b()))
                .containsExactly("acme", "globex");
        assertThat(jdbc.queryForList(
                        "select tenant from inbox where iccid = ? and kind like '%Enabled%'", String.class, card.b()))
                .containsExactly("acme");

        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.a() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.eid(), "rsp.profile.enabled") == 2
                        && events(card.b(), "rsp.profile.disabled") == 1);
        jdbc.update("update euicc set tenant = 'acme' where eid = ?", card.eid());
        nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/enable", "");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> events(card.eid(), "rsp.profile.enabled") == 3
                        && events(card.a(), "rsp.profile.disabled") == 1);
        assertThat(jdbc.queryForList(told + ", id", String.class, "rsp.profile.disabled", card.a()))
                .containsExactly("globex", "globex");
    }

    @Test
    void givenANotificationOfOurOwnEnabling_thenItIsMarkedAndNotAnnouncedTwice() {
        for (var order : List.of(
                "{\"notifyOwn\":true}",
                "{\"notifyOwn\":true,\"shuffle\":true}",
                "{\"notifyOwn\":true,\"early\":true}")) {
            var card = card();
            smsr(order);
            assertThat(acme.order(order("enableProfile", card, card.b(), ",\"peer\":\"smsr-demo\""))
                            .state())
                    .isEqualTo("SUCCEEDED");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from inbox where order_key = ? and state = 'DONE'",
                                    Long.class,
                                    card.eid())
                            == 3);
            assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
            assertThat(jdbc.queryForObject(
                            "select data from event where subject = ? and type = 'rsp.profile.enabled'",
                            String.class,
                            card.eid()))
                    .contains("\"selfCaused\":true");
        }
    }

    @Test
    void givenANotificationNobodyKnows_thenItIsKeptRawAndPublishedAsUnmapped() {
        var card = card();
        assertThat(post(fresh(), Soap.notification("HandleSomethingNew", card.eid(), card.a(), "2026-01-01T00:00:00Z")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.unmapped") == 1);
        var data = jdbc.queryForObject(
                "select data from event where subject = ? and type = 'rsp.profile.unmapped'", String.class, card.eid());
        assertThat(data)
                .contains(
                        "HandleSomethingNewNotification",
                        "ES4-HandleSomethingNewNotification xmlns".substring(0, 30),
                        card.a());
    }

    @Test
    void givenAnEidOfNobody_thenTheNotificationIsAnOrphan() {
        var nobodys = "89049032000000000000000000000046";
        assertThat(post(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled", nobodys, "8947000000000000046", "2026-01-01T00:00:00Z")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> count("inbox where state = 'ORPHAN' and order_key = ?", nobodys) == 1);
        jdbc.update("delete from inbox where state = 'ORPHAN' and order_key = ?", nobodys);
    }
}
