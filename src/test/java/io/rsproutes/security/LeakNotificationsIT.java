package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notifications and results go to the customers that they are about, in ES4, and to nobody else. */
class LeakNotificationsIT extends BundleIT {

    private final Receiver acmes = new Receiver();
    private final Receiver globexs = new Receiver();
    private final Map<Receiver, String> subscriptions = new HashMap<>();

    @BeforeEach
    void subscribe() {
        for (var one : List.of(acmes, globexs)) {
            var api = one == acmes ? acme : globex;
            var made = api.post("/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + one.url() + "\"}");
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            subscriptions.put(one, made.id());
        }
    }

    @AfterEach
    void close() {
        acme.delete("/rsp/v1/subscriptions/" + subscriptions.get(acmes));
        globex.delete("/rsp/v1/subscriptions/" + subscriptions.get(globexs));
        acmes.close();
        globexs.close();
    }

    private void give(String tenant, Card card, String... iccids) {
        if (iccids.length == 0) {
            jdbc.update("update euicc set tenant = ? where eid = ?", tenant, card.eid());
        }
        for (var iccid : iccids.length == 0 ? new String[] {card.a(), card.b()} : iccids) {
            jdbc.update("update inventory set tenant = ? where iccid = ?", tenant, iccid);
        }
    }

    private void notified(String body) {
        var header =
                Soap.from("1.3.6.1.4.1.20") + Soap.messageId(UUID.randomUUID().toString(), null);
        assertThat(nobody.post(Soap.ADDRESS, Soap.envelope(header, body), "Content-Type", Soap.TYPE)
                        .status())
                .isEqualTo(202);
    }

    private void enabled(Card card, String iccid) {
        notified(Soap.notification("HandleProfileEnabled", card.eid(), iccid, "2026-11-01T10:00:00Z"));
    }

    private static boolean got(Receiver receiver, String... texts) {
        return receiver.delivered().stream()
                .anyMatch(one -> List.of(texts).stream().allMatch(one.body()::contains));
    }

    private static void awaited(Receiver receiver, String... texts) {
        await().atMost(Duration.ofSeconds(30)).until(() -> got(receiver, texts));
    }

    // Events get their subscribers one by one: those of all that was published before are known by now.
    private void nothingOf(Card card, Receiver receiver) {
        var last = card();
        give(receiver == acmes ? "acme" : "globex", last);
        enabled(last, last.b());
        awaited(receiver, last.b());

        assertThat(jdbc.queryForObject(
                        "select count(*) from delivery d join event e on e.id = d.event_id where d.subscription_id = ? and e.subject in (?, ?, ?)",
                        Long.class,
                        subscriptions.get(receiver),
                        card.eid(),
                        card.a(),
                        card.b()))
                .isZero();
        assertThat(got(receiver, card.eid())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HandleProfileEnabled", "HandleProfileDisabled", "HandleProfileDeleted"})
    void givenANotification_thenItGoesToItsOwnerOnly(String name) {
        var card = card();
        var other = card();
        give("globex", other);

        notified(Soap.notification(name, card.eid(), card.b(), "2026-11-01T10:00:00Z"));
        notified(Soap.notification(name, other.eid(), other.b(), "2026-11-01T10:00:00Z"));

        awaited(acmes, name + "Notification", card.b());
        awaited(globexs, name + "Notification", other.b());
        nothingOf(other, acmes);
        nothingOf(card, globexs);
    }

    /** acme has given leave that globex be told of acme's profiles on eUICCs of globex; globex has not. */
    @Test
    void givenAProfileOnAnothersEuicc_thenTheEuiccsOwnerIsToldOnlyWhereItsOwnerGaveLeave() {
        var acmesCard = card();
        give("globex", acmesCard, acmesCard.b());
        var globexsCard = card();
        give("globex", globexsCard);
        give("acme", globexsCard, globexsCard.b());

        enabled(acmesCard, acmesCard.b());
        enabled(globexsCard, globexsCard.b());

        awaited(globexs, acmesCard.b());
        awaited(acmes, globexsCard.b());
        awaited(globexs, globexsCard.b());
        nothingOf(acmesCard, acmes);
    }

    @Test
    void givenAnotherSmsr_thenEachIsToldOfItsOwnProfilesOnly() {
        var card = card();
        give("globex", card, card.b());
        var profiles = Soap.profile(card.a(), "Enabled") + Soap.profile(card.b(), "Disabled");

        notified(Soap.smsrChange(Soap.eis(card.eid(), Soap.smsr("1.3.6.1.4.1.21") + profiles), "2026-11-01T10:00:00Z"));

        awaited(acmes, "HandleSMSRChangeNotification", card.eid());
        awaited(globexs, "HandleSMSRChangeNotification", card.eid());
        assertThat(got(acmes, card.b())).isFalse();
        assertThat(got(globexs, card.a())).isFalse();
    }

    @Test
    void givenACustomersCall_thenNothingOfItReachesAnother() {
        var card = card();
        var answer = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES)
                .es4("enableProfile", UUID.randomUUID().toString(), card.eid(), card.b(), acmes.url());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);

        awaited(acmes, "EnableProfileResponse", "EXECUTED_SUCCESS");
        awaited(acmes, "HandleProfileDisabledNotification", card.a());
        nothingOf(card, globexs);
        assertThat(HOOLI.got).noneMatch(got -> got.body().contains(card.eid()));
    }
}
