package io.rsproutes.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Servers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Broker or database killed under the bundle: what was accepted is finished, what cannot be accepted is told so. */
@EnabledIfSystemProperty(named = "rsp.it", matches = "production")
class OutageIT extends BundleIT {

    private static final String ORDER = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";
    private static final String NOTIFICATIONS = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";

    private static String notification(String iccid) {
        return "{\"header\":{\"functionCallIdentifier\":\"TX-" + System.nanoTime() + "\"},\"iccid\":\"" + iccid
                + "\",\"notificationPointId\":3,\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}";
    }

    @Test
    void givenTheBrokerIsDown_thenOrdersAndNotificationsAreAcceptedAndFinishedWhenItReturns() {
        var iccid = ordered();
        broker.kill();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> nobody.get("/actuator/health").json().at("/components/broker/status").asText().equals("DOWN"));
            var order = acme.post("/rsp/v1/operations", ORDER);
            assertThat(order.status()).isEqualTo(202);
            assertThat(nobody.post(NOTIFICATIONS, notification(iccid)).status()).isEqualTo(204);
            assertThat(acme.get("/rsp/v1/operations/" + order.id()).state()).isEqualTo("ACCEPTED");
            broker.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> acme.get("/rsp/v1/operations/" + order.id()).state().equals("SUCCEEDED"));
            await().atMost(Duration.ofSeconds(60)).until(() -> acme.get("/rsp/v1/events?type=rsp.profile.downloaded&subject=" + iccid).json().path("items").size() == 1);
            // The topic's own deliveries were postponed, not spent.
            await().atMost(Duration.ofSeconds(60)).until(() -> jdbc.queryForObject("select count(*) from delivery where subscription_id = 'rsp.events' and state <> 'DELIVERED'", Integer.class) == 0);
        } finally {
            await().atMost(Duration.ofSeconds(60)).until(() -> nobody.get("/actuator/health").json().at("/components/broker/status").asText().equals("UP"));
        }
    }

    @Test
    void givenTheDatabaseIsDown_thenNothingIsAcceptedAndTheCallerIsTold() {
        var iccid = ordered();
        Servers.postgres().kill();
        try {
            var order = acme.post("/rsp/v1/operations", ORDER);
            assertThat(order.status()).isEqualTo(503);
            assertThat(order.code()).isEqualTo("database-unavailable");
            assertThat(order.headers().firstValue("Retry-After")).isPresent();
            assertThat(order.text()).doesNotContain("postgres", "Connection", "127.0.0.1");
            assertThat(nobody.post(NOTIFICATIONS, notification(iccid)).status()).isEqualTo(503);
        } finally {
            Servers.postgres().start();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> acme.post("/rsp/v1/operations", ORDER).status() == 202);
        assertThat(nobody.post(NOTIFICATIONS, notification(iccid)).status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(60)).until(() -> acme.get("/rsp/v1/events?type=rsp.profile.downloaded&subject=" + iccid).json().path("items").size() == 1);
    }
}
