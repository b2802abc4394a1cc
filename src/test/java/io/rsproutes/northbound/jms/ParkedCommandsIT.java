package io.rsproutes.northbound.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import jakarta.jms.Message;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Orders over JMS that nobody can read or work on are parked with their reason, and the next goes through. */
class ParkedCommandsIT extends CommandScenarios {

    @Autowired
    private ActiveMQConnectionFactory connections;

    private void poison(String body, Map<String, String> properties, String code, Consumer<String> more)
            throws Exception {
        var queue = session.createTemporaryQueue();
        send(body, properties, queue);
        assertThat(reply(queue).getStringProperty("rspCode")).isEqualTo(code);
        var id = parked(code);
        var letter = operator.get("/rsp/v1/dead-letters/" + id);
        assertThat(letter.json().path("kind").asText()).isEqualTo("command");
        more.accept(letter.text());
        assertThat(operator.post("/rsp/v1/dead-letters/" + id + "/replay", "").status())
                .isEqualTo(202);
        // Nothing has changed, so it is a dead letter again.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operator.get("/rsp/v1/dead-letters/" + id).state().equals("OPEN"));
        assertThat(operator.delete("/rsp/v1/dead-letters/" + id).status()).isIn(200, 204);
    }

    @Test
    void poisonIsParkedWithItsReasonAndTheNextOrderGoesThrough() throws Exception {
        poison("{", Map.of("rspTenant", "acme"), "malformed-json", text -> assertThat(text)
                .contains("it ends too early"));
        poison("{\"function\":\"fly\"}", Map.of("rspTenant", "acme"), "invalid-command", text -> assertThat(text)
                .contains("/function"));
        poison(
                """
                {"function":"confirmOrder","parameters":{"confirmationCode":"s3cr3t-cc"}}""",
                Map.of("rspTenant", "acme"),
                "invalid-command",
                text -> assertThat(text).contains("/iccid").doesNotContain("s3cr3t-cc"));
        poison(ORDER, Map.of("rspTenant", "nobody"), "tenant-unknown", text -> {});
        poison(ORDER, Map.of(), "tenant-unknown", text -> assertThat(text).contains("missing"));
        anOrderGoesThrough();
    }

    @Test
    void givenAMessageThatIsNoText_thenItIsParkedToo() throws Exception {
        var message = session.createMapMessage();
        message.setString("function", "downloadOrder");
        message.setStringProperty("rspTenant", "acme");
        session.createProducer(session.createQueue("rsp.commands")).send(message);

        parked("malformed-json: The message is neither");

        discardParked();
    }

    /** A Java object is never read: once was for ever. */
    @Test
    void givenAMessageThatIsAnObjectOrAStream_thenItIsParkedOnceAndTheNextOrderGoesThrough() throws Exception {
        var object = session.createObjectMessage(new java.util.ArrayList<>(java.util.List.of("downloadOrder")));
        object.setStringProperty("rspIdempotencyKey", "object-" + System.nanoTime());
        var stream = session.createStreamMessage();
        stream.writeString("downloadOrder");
        stream.setStringProperty("rspIdempotencyKey", "stream-" + System.nanoTime());
        var queue = session.createTemporaryQueue();

        for (var message : new Message[] {object, stream, session.createMessage()}) {
            message.setStringProperty("rspTenant", "acme");
            message.setJMSReplyTo(queue);
            session.createProducer(session.createQueue("rsp.commands")).send(message);
            assertThat(reply(queue).getStringProperty("rspCode")).isEqualTo("malformed-json");
        }
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> parkedNow("malformed-json: The message is neither") == 3);

        anOrderGoesThrough();
        discardParked();
    }

    /** The other queues we read: what is no nudge is dropped, and the next is worked on. */
    @Test
    void givenAnObjectOnAnInternalQueue_thenItDoesNotComeBack() throws Exception {
        try (var inside = connections.createConnection();
                var own = inside.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            for (var name : new String[] {"rsp.dispatch", "rsp.callback", "rsp.delivery"}) {
                own.createProducer(own.createQueue(name)).send(own.createObjectMessage("x"));
            }
        }

        // Whatever a worker says of it, it says once.
        var failures = new java.util.concurrent.atomic.AtomicReference<>(-1d);
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(30)).until(() -> {
            var now = failures();
            return failures.getAndSet(now) == now;
        });

        anOrderGoesThrough();
    }

    private double failures() {
        return nobody.get("/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.matches(
                        "rsp_worker_failures_total\\{.*route=\"(core-dispatch|core-callback|delivery-deliver)\".*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Nobody could tell two such orders apart, or one that comes twice from two. */
    @Test
    void givenOrdersWithoutAnyId_thenTheyAreParkedAndNeverTakenForOne() throws Exception {
        var producer = session.createProducer(session.createQueue("rsp.commands"));
        producer.setDisableMessageID(true);
        for (var type : new String[] {"P9054-1", "P9054-2"}) {
            var message = session.createTextMessage(ORDER.replace("P9054-1", type));
            message.setStringProperty("rspTenant", "acme");
            producer.send(message);
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> parkedNow("invalid-command: The message has neither") == 2);

        discardParked();
    }

    @Test
    void givenAParkedOrderWhoseCauseIsMended_thenReplayMakesItAnOperation() throws Exception {
        var key = "mend-" + System.nanoTime();
        send("{\"function\":\"fly\"}", Map.of("rspTenant", "acme", "rspIdempotencyKey", key), null);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> count("command where idempotency_key = ? and state = 'DEAD'", key) == 1);

        var id = jdbc.queryForObject("select id from command where idempotency_key = ?", String.class, key);
        assertThat(globex.get("/rsp/v1/dead-letters/" + id).status()).isEqualTo(404);
        assertThat(acme.get("/rsp/v1/dead-letters/" + id).status()).isEqualTo(200);

        jdbc.update("update command set raw = ? where id = ?", ORDER, id);

        assertThat(acme.post("/rsp/v1/dead-letters/" + id + "/replay", "").status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + id).state().equals("CLOSED"));
        assertThat(count("idempotency where idempotency_key = ?", key)).isEqualTo(1);
        assertThat(count("command where id = ?", id)).isZero();
    }

    @Test
    void givenAnOrderWhoseProcessingAlwaysDies_thenItIsParkedAfterItsAttempts() throws Exception {
        var key = "crash-" + System.nanoTime();
        // As if the process had died with it three times, each attempt counted before the work.
        var id = Strings.sha256(Json.write(new Object[] {"acme", key}));
        jdbc.update(
                """
                insert into command (id, tenant, idempotency_key, raw, state, attempts, received_at)
                values (?, 'acme', ?, ?, 'RECEIVED', 3, current_timestamp)""",
                id,
                key,
                ORDER);

        send(ORDER, Map.of("rspTenant", "acme", "rspIdempotencyKey", key), null);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + id).text().contains("processing-failed"));
        assertThat(acme.post("/rsp/v1/dead-letters/" + id + "/replay", "").status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + id).state().equals("CLOSED"));
    }
}
