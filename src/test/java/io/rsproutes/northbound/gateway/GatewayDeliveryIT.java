package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

import io.rsproutes.support.HostileReceiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Results and notifications on their way to customers, whose endpoints may be in trouble. */
class GatewayDeliveryIT extends GatewayBundle {

    @Test
    void givenACustomerWhoseEndpointIsDown_thenTheDeadLetterIsItsOwnAndReplayedInOrder() {
        var card = card();
        receiver.status = 500;
        var first = id();
        var second = id();
        ACME.es4("enableProfile", first, card.eid(), card.b(), receiver.url());
        ACME.es4("enableProfile", second, card.eid(), card.a(), receiver.url());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from dead_letter where subject = ? and state = 'OPEN'",
                                Long.class,
                                card.eid())
                        == 2);
        var own = acme.get("/rsp/v1/dead-letters?limit=1000").text();
        assertThat(own).contains(card.eid()).contains("reply.acme");
        assertThat(globex.get("/rsp/v1/dead-letters?limit=1000").text()).doesNotContain(card.eid());
        receiver.status = 202;
        assertThat(globex.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":\"" + card.eid() + "\"}}")
                        .json()
                        .path("replayed")
                        .asInt())
                .isZero();
        assertThat(acme.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":\"" + card.eid() + "\"}}")
                        .json()
                        .path("replayed")
                        .asInt())
                .isEqualTo(2);
        assertThat(body(0)).contains(first);
        assertThat(body(1)).contains(second);
    }

    @Test
    void givenANotification_thenTheCustomerGetsItInItsProtocolButNotOfItsOwnEnabling() {
        var card = card();
        var subscription =
                acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"" + receiver.url() + "\"}");
        assertThat(subscription.status()).as(subscription.text()).isEqualTo(201);
        try {
            ACME.es4("enableProfile", id(), card.eid(), card.b(), receiver.url());
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                    .anyMatch(one -> one.body().contains("HandleProfileDisabledNotification")));
            nobody.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.a() + "/enable", "");
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                    .anyMatch(one -> one.body().contains("HandleProfileEnabledNotification")));
            var enabled = receiver.delivered().stream()
                    .filter(one -> one.body().contains("HandleProfileEnabledNotification"))
                    .toList();
            assertThat(enabled).hasSize(1);
            assertThat(enabled.get(0).body())
                    .contains(card.a())
                    .contains("CompletionTimestamp")
                    .doesNotContain(card.b());
        } finally {
            acme.delete(
                    "/rsp/v1/subscriptions/" + subscription.json().path("id").asText());
        }
        assertThat(acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es4\",\"url\":\"https://evil.example/x\"}")
                        .text())
                .contains("not registered");
        assertThat(acme.post(
                                "/rsp/v1/subscriptions",
                                "{\"channel\":\"es4\",\"url\":\"" + receiver.url()
                                        + "\",\"types\":[\"rsp.operation.*\"]}")
                        .text())
                .contains("nothing that can be said");
        assertThat(acme.post(
                                "/rsp/v1/subscriptions",
                                "{\"channel\":\"es4\",\"tenant\":\"globex\",\"url\":\"" + receiver.url() + "\"}")
                        .text())
                .contains("is for operators");
    }

    /** What the device said of itself reaches the customer as it reached us. */
    @Test
    void givenANotificationWithTacAndImei_thenTheCustomersHasThemToo() {
        var whole = receiver.url() + "/gsma/rsp2/es2plus/handleDownloadProgressInfo";
        var subscription = acme.post("/rsp/v1/subscriptions", "{\"channel\":\"es2plus\",\"url\":\"" + whole + "\"}");
        assertThat(subscription.json().path("url").asText()).isEqualTo(receiver.url());
        try {
            var iccid = ordered();
            assertThat(nobody.post(
                                    "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                                    "{\"iccid\":\"" + iccid
                                            + "\",\"notificationPointId\":3,\"timestamp\":\"2026-11-01T10:05:00Z\",\"tac\":\"35203000\",\"imei\":\"352030001234560\","
                                            + "\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}")
                            .status())
                    .isEqualTo(204);
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().stream()
                    .anyMatch(one -> one.body().contains(iccid)));
            var told = receiver.delivered().stream()
                    .filter(one -> one.body().contains(iccid))
                    .findFirst()
                    .orElseThrow();
            assertThat(told.json().path("tac").asText()).isEqualTo("35203000");
            assertThat(told.json().path("imei").asText()).isEqualTo("352030001234560");
            assertThat(told.path()).isEqualTo("/hook/gsma/rsp2/es2plus/handleDownloadProgressInfo");
        } finally {
            acme.delete("/rsp/v1/subscriptions/" + subscription.id());
        }
    }

    /** What its endpoint says behind a 2xx changes nothing, as with a webhook. */
    @ParameterizedTest
    @EnumSource(
            value = HostileReceiver.Behaviour.class,
            names = {"SHORT_BODY", "LONG_BODY", "BROKEN_GZIP"})
    void givenAnEndpointWhose2xxHasABodyThatIsTrouble_thenTheResultIsDeliveredOnce(
            HostileReceiver.Behaviour behaviour) {
        try (var endpoint = new HostileReceiver(behaviour)) {
            var card = card();
            ACME.es4("enableProfile", id(), card.eid(), card.b(), endpoint.url());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from delivery d join event e on e.id = d.event_id where d.subscription_id = 'reply.acme' and e.subject = ? and d.state = 'DELIVERED' and d.attempts = 1",
                                    Integer.class,
                                    card.eid())
                            == 1);
            assertThat(endpoint.requests).hasValue(1);
        }
    }

    @Test
    void givenAnEndpointThatAsksForPatienceByDate_thenItGetsIt() {
        var card = card();
        receiver.status = 503;
        receiver.headers = Map.of(
                "Retry-After",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusHours(1)));
        ACME.es4("enableProfile", id(), card.eid(), card.b(), receiver.url());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from delivery d join event e on e.id = d.event_id where d.subscription_id = 'reply.acme' and e.subject = ? "
                                        + "and d.state = 'PENDING' and d.next_at > current_timestamp + interval '50' minute",
                                Integer.class,
                                card.eid())
                        == 1);
        receiver.status = 200;
        receiver.headers = Map.of();
        jdbc.update(
                "update delivery set next_at = current_timestamp where subscription_id = 'reply.acme' and state = 'PENDING'");
        await().atMost(Duration.ofSeconds(30)).until(() -> !receiver.delivered().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=b", "#x", "/gsma/rsp2/es2plus/releaseProfile"})
    void givenAnEs2PlusAddressThatIsNoBase_thenItIsRefusedWithTheReason(String more) {
        var answer = acme.post(
                "/rsp/v1/subscriptions", "{\"channel\":\"es2plus\",\"url\":\"" + receiver.url() + more + "\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("is not a base address").contains("handleDownloadProgressInfo is added");
    }
}
