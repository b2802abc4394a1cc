package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Servers;
import io.rsproutes.support.Soap;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcUtils;

/** Broker or database killed under the bundle: what was accepted is finished, what cannot be accepted is told so. */
class DatabaseOutageIT extends BundleIT {

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
            await().atMost(Duration.ofSeconds(30)).until(() -> nobody.get("/actuator/health")
                    .json()
                    .at("/components/broker/status")
                    .asText()
                    .equals("DOWN"));
            var order = acme.post("/rsp/v1/operations", ORDER);
            assertThat(order.status()).isEqualTo(202);
            assertThat(nobody.post(NOTIFICATIONS, notification(iccid)).status()).isEqualTo(204);
            assertThat(acme.get("/rsp/v1/operations/" + order.id()).state()).isEqualTo("ACCEPTED");
            broker.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() ->
                            acme.get("/rsp/v1/operations/" + order.id()).state().equals("SUCCEEDED"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> acme.get("/rsp/v1/events?type=rsp.profile.downloaded&subject=" + iccid)
                                    .json()
                                    .path("items")
                                    .size()
                            == 1);
            // The topic's own events waited, and none was spent.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from event e join subscription s on s.id = 'rsp.events' where e.position > s.relayed_to",
                                    Integer.class)
                            == 0);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from delivery where subscription_id = 'rsp.events' and state <> 'DELIVERED'",
                                    Integer.class)
                            == 0);
        } finally {
            await().atMost(Duration.ofSeconds(60)).until(() -> nobody.get("/actuator/health")
                    .json()
                    .at("/components/broker/status")
                    .asText()
                    .equals("UP"));
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
            rests();
        } finally {
            Servers.postgres().start();
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> resting().contains("rsp_workers_resting 0.0"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.post("/rsp/v1/operations", ORDER).status() == 202);
        assertThat(nobody.post(NOTIFICATIONS, notification(iccid)).status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/events?type=rsp.profile.downloaded&subject=" + iccid)
                                .json()
                                .path("items")
                                .size()
                        == 1);
    }

    /** Three attempts make a dead letter of a message; one that the database left in the middle is none. */
    @Test
    void givenTheDatabaseGoesAwayUnderTheWork_thenNoAttemptIsSpent() throws SQLException {
        var iccid = ordered();
        // Its work waits for this key, and loses its connection.
        var holder = hold(iccid);
        assertThat(nobody.post(NOTIFICATIONS, notification(iccid)).status()).isEqualTo(204);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from pg_stat_activity where wait_event_type = 'Lock'", Integer.class)
                        > 0);
        Servers.postgres().kill();
        JdbcUtils.closeConnection(holder);
        Servers.postgres().start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/events?type=rsp.profile.downloaded&subject=" + iccid)
                                .json()
                                .path("items")
                                .size()
                        == 1);
        assertThat(jdbc.queryForObject(
                        "select attempts from inbox where iccid = ? and state = 'DONE'", Integer.class, iccid))
                .isEqualTo(1);
    }

    private Connection hold(String orderKey) throws SQLException {
        var connection = jdbc.getDataSource().getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.prepareStatement("insert into order_key (order_key, sequence) values (?, 0)")) {
            statement.setString(1, orderKey);
            statement.execute();
        }
        return connection;
    }

    private void rests() {
        await().atMost(Duration.ofSeconds(30)).until(() -> resting().contains("rsp_workers_resting 1.0"));
    }

    private String resting() {
        return nobody.get("/actuator/prometheus").text();
    }

    @Test
    void givenTheDatabaseIsDown_thenAnOrderOverJmsWaitsAndIsRecordedOnce() throws Exception {
        var key = "outage-" + System.nanoTime();
        try (var connection = new ActiveMQConnectionFactory(broker.url()).createConnection("orders", "orders");
                var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            var replies = session.createTemporaryQueue();
            var message = session.createTextMessage(ORDER);
            message.setStringProperty("rspTenant", "acme");
            message.setStringProperty("rspIdempotencyKey", key);
            message.setJMSReplyTo(replies);
            Servers.postgres().kill();
            try {
                session.createProducer(session.createQueue("rsp.commands")).send(message);
                rests();
            } finally {
                Servers.postgres().start();
            }
            var reply = session.createConsumer(replies).receive(60_000);
            assertThat(reply).isNotNull();
            settles(reply.getStringProperty("rspOperationId"), "SUCCEEDED");
        }
        assertThat(jdbc.queryForObject(
                        "select count(*) from idempotency where idempotency_key = ?", Integer.class, key))
                .isEqualTo(1);
    }

    @Test
    void givenTheBrokerIsDown_thenCallbacksAreAcceptedAndWorkedOnWhenItReturns() {
        var card = card();
        smsr("{\"delay\":8000}");
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""))
                .id();
        settles(id, "WAITING");
        broker.kill();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from inbox where kind = 'ES4-EnableProfileResponse' and state = 'RECEIVED'",
                                    Long.class)
                            > 0);
            assertThat(operation(id).state()).isEqualTo("WAITING");
        } finally {
            broker.start();
        }
        settles(id, "SUCCEEDED");
        await().atMost(Duration.ofSeconds(60)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> nobody.get("/actuator/health")
                .json()
                .at("/components/broker/status")
                .asText()
                .equals("UP"));
    }

    @Test
    void givenTheDatabaseStopsWhileCallbacksArrive_thenEachIsAFaultAndNoneIsLost() {
        var cards = List.of(card(), card(), card());
        smsr("{\"delay\":6000}");
        var ids = cards.stream()
                .map(card -> acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""))
                        .id())
                .toList();
        ids.forEach(id -> settles(id, "WAITING"));
        Servers.postgres().kill();
        try {
            var answer = nobody.post(
                    Soap.ADDRESS,
                    Soap.envelope(
                            Soap.from("1.3.6.1.4.1.20"),
                            Soap.notification(
                                    "HandleProfileDisabled",
                                    cards.get(0).eid(),
                                    cards.get(0).a(),
                                    "2026-01-01T00:00:00Z")),
                    "Content-Type",
                    Soap.TYPE);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text())
                    .contains("soap:Receiver", "send it again later")
                    .doesNotContain("postgres", "Connection");
            // The simulator executes the calls meanwhile, and is refused too.
            await().atMost(Duration.ofSeconds(20)).until(() -> cards.stream()
                    .allMatch(card -> onCard(card, card.b()).equals("Enabled")));
        } finally {
            Servers.postgres().start();
        }
        ids.forEach(id -> settles(id, "SUCCEEDED"));
        for (var card : cards) {
            await().atMost(Duration.ofSeconds(60)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        }
    }
}
