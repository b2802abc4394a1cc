package io.rsproutes.northbound.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.support.BundleIT;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Orders over JMS, from a BSS's own connection (with the role bss-commands on the production pair). */
class CommandsIT extends BundleIT {

    private static final String ORDER = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";

    @Autowired
    private ActiveMQConnectionFactory connections;

    private Connection connection;
    private Session session;

    @BeforeEach
    void connect() throws JMSException {
        connection = new ActiveMQConnectionFactory(broker.url()).createConnection("orders", "orders");
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @AfterEach
    void close() throws JMSException {
        connection.close();
    }

    private String send(String body, Map<String, String> properties, Destination replyTo) throws JMSException {
        var message = session.createTextMessage(body);
        for (var property : properties.entrySet()) {
            message.setStringProperty(property.getKey(), property.getValue());
        }
        message.setJMSReplyTo(replyTo);
        session.createProducer(session.createQueue("rsp.commands")).send(message);
        return message.getJMSMessageID();
    }

    private TextMessage reply(Destination queue) throws JMSException {
        try (var consumer = session.createConsumer(queue)) {
            return (TextMessage) consumer.receive(20_000);
        }
    }

    private String parked(String reason) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from dead_letter where kind = 'command' and reason like ? and state = 'OPEN'",
                                Integer.class,
                                reason + "%")
                        > 0);
        return jdbc.queryForObject(
                "select max(id) from dead_letter where kind = 'command' and reason like ? and state = 'OPEN'",
                String.class,
                reason + "%");
    }

    @Test
    void givenAnOrder_thenItIsAnsweredWithItsOperation() throws Exception {
        var queue = session.createTemporaryQueue();
        var id = send(ORDER, Map.of("rspTenant", "acme"), queue);
        var reply = reply(queue);
        assertThat(reply).isNotNull();
        assertThat(reply.getJMSCorrelationID()).isEqualTo(id);
        var operation = acme.get("/rsp/v1/operations/" + reply.getStringProperty("rspOperationId"));
        assertThat(operation.json().path("tenant").asText()).isEqualTo("acme");
        assertThat(reply.getText()).contains(operation.id());
        assertThat(reply.getStringProperty("rspState")).isIn("ACCEPTED", "SENDING", "SUCCEEDED");
        settles(operation.id(), "SUCCEEDED");
        assertThat(jdbc.queryForObject("select count(*) from command where idempotency_key = ?", Integer.class, id))
                .isZero();
    }

    @Test
    void givenTheSameKeyTwice_thenOneOperationAndTheSameAnswer() throws Exception {
        var queue = session.createTemporaryQueue();
        var key = "key-" + System.nanoTime();
        send(ORDER, Map.of("rspTenant", "acme", "rspIdempotencyKey", key), queue);
        var first = reply(queue).getStringProperty("rspOperationId");
        send(ORDER, Map.of("rspTenant", "acme", "rspIdempotencyKey", key), queue);
        assertThat(reply(queue).getStringProperty("rspOperationId")).isEqualTo(first);
        // The same key over REST is the same order too.
        assertThat(acme.post("/rsp/v1/operations", ORDER, "Idempotency-Key", key)
                        .id())
                .isEqualTo(first);
        send(ORDER.replace("P9054-1", "P9054-2"), Map.of("rspTenant", "acme", "rspIdempotencyKey", key), queue);
        assertThat(reply(queue).getStringProperty("rspCode")).isEqualTo("idempotency-key-reused");
        parked("idempotency-key-reused");
    }

    @Test
    void givenAForeignProfile_thenTheOperationIsRefusedAndNothingParked() throws Exception {
        var queue = session.createTemporaryQueue();
        long before = calls(FOREIGN_ICCID);
        send(
                "{\"function\":\"downloadOrder\",\"iccid\":\"" + FOREIGN_ICCID + "\"}",
                Map.of("rspTenant", "acme"),
                queue);
        var reply = reply(queue);
        assertThat(reply.getStringProperty("rspState")).isEqualTo("REFUSED");
        assertThat(reply.getText()).contains("ownership-refused").doesNotContain("globex");
        assertThat(calls(FOREIGN_ICCID)).isEqualTo(before);
    }

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
                "{\"function\":\"confirmOrder\",\"parameters\":{\"confirmationCode\":\"s3cr3t-cc\"}}",
                Map.of("rspTenant", "acme"),
                "invalid-command",
                text -> assertThat(text).contains("/iccid").doesNotContain("s3cr3t-cc"));
        poison(ORDER, Map.of("rspTenant", "nobody"), "tenant-unknown", text -> {});
        poison(ORDER, Map.of(), "tenant-unknown", text -> assertThat(text).contains("missing"));
        givenAnOrder_thenItIsAnsweredWithItsOperation();
    }

    @Test
    void givenAMessageThatIsNoText_thenItIsParkedToo() throws Exception {
        var message = session.createMapMessage();
        message.setString("function", "downloadOrder");
        message.setStringProperty("rspTenant", "acme");
        session.createProducer(session.createQueue("rsp.commands")).send(message);
        parked("malformed-json: The message is neither");
        jdbc.update("update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where kind = 'command'");
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
                .until(() -> jdbc.queryForObject(
                                "select count(*) from dead_letter where kind = 'command' and reason like 'malformed-json: The message is neither%' and state = 'OPEN'",
                                Integer.class)
                        == 3);
        givenAnOrder_thenItIsAnsweredWithItsOperation();
        jdbc.update("update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where kind = 'command'");
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
        givenAnOrder_thenItIsAnsweredWithItsOperation();
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

    /** As STOMP and AMQP clients write where the answer goes; the broker hands on what they wrote. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bss.acme.replies",
                "/queue/bss.acme.replies",
                "queue/bss.acme.replies",
                "queue://bss.acme.replies",
                "jms.queue.bss.acme.replies"
            })
    void givenAReplyToInAnotherSpelling_thenTheAnswerComesThere(String spelling) throws Exception {
        var message = session.createTextMessage(ORDER);
        message.setStringProperty("rspTenant", "acme");
        ((ActiveMQMessage) message).getCoreMessage().putStringProperty("JMSReplyTo", spelling);
        session.createProducer(session.createQueue("rsp.commands")).send(message);
        var id = message.getJMSMessageID();
        try (var other = new ActiveMQConnectionFactory(broker.url()).createConnection("bss", "bss");
                var plain = other.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            other.start();
            // The queue is there from its first message on.
            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
                try (var consumer = plain.createConsumer(
                        plain.createQueue("bss.acme.replies"), "JMSCorrelationID = '" + id + "'")) {
                    var reply = consumer.receive(2_000);
                    assertThat(reply.getStringProperty("rspOperationId")).isNotBlank();
                    assertThat(reply.getStringProperty("JMS_AMQP_ContentType")).isEqualTo("application/json");
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/queue/bss.globex",
                "/queue/rsp.dispatch",
                "/topic/rsp.events",
                "topic://bss.acme",
                "/queue/queue/bss.acme"
            })
    void givenAReplyToInAnotherSpellingThatIsNotTheTenants_thenNothingIsOrdered(String spelling) throws Exception {
        var message = session.createTextMessage(ORDER);
        message.setStringProperty("rspTenant", "acme");
        ((ActiveMQMessage) message).getCoreMessage().putStringProperty("JMSReplyTo", spelling);
        session.createProducer(session.createQueue("rsp.commands")).send(message);
        parked("reply-to-refused");
        jdbc.update("update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where kind = 'command'");
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
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from dead_letter where kind = 'command' and reason like 'invalid-command: The message has neither%' and state = 'OPEN'",
                                Integer.class)
                        == 2);
        jdbc.update("update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where kind = 'command'");
    }

    @Test
    void givenAReplyToThatIsNotTheTenants_thenNothingIsOrderedAndNothingSentThere() throws Exception {
        long before = jdbc.queryForObject("select count(*) from operation", Long.class);
        send(ORDER, Map.of("rspTenant", "acme"), session.createQueue("rsp.dispatch"));
        parked("reply-to-refused");
        send(ORDER, Map.of("rspTenant", "acme"), session.createQueue("bss.globex"));
        send(ORDER, Map.of("rspTenant", "acme"), ActiveMQDestination.fromPrefixedName("temp-queue://bss.globex"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from dead_letter where kind = 'command' and reason like 'reply-to-refused%' and state = 'OPEN'",
                                Integer.class)
                        == 3);
        assertThat(jdbc.queryForObject("select count(*) from operation", Long.class))
                .isEqualTo(before);
        jdbc.update("update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where kind = 'command'");
    }

    @Test
    void givenAParkedOrderWhoseCauseIsMended_thenReplayMakesItAnOperation() throws Exception {
        var key = "mend-" + System.nanoTime();
        send("{\"function\":\"fly\"}", Map.of("rspTenant", "acme", "rspIdempotencyKey", key), null);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from command where idempotency_key = ? and state = 'DEAD'",
                                Integer.class,
                                key)
                        == 1);
        var id = jdbc.queryForObject("select id from command where idempotency_key = ?", String.class, key);
        assertThat(globex.get("/rsp/v1/dead-letters/" + id).status()).isEqualTo(404);
        assertThat(acme.get("/rsp/v1/dead-letters/" + id).status()).isEqualTo(200);
        jdbc.update("update command set raw = ? where id = ?", ORDER, id);
        assertThat(acme.post("/rsp/v1/dead-letters/" + id + "/replay", "").status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + id).state().equals("CLOSED"));
        assertThat(jdbc.queryForObject(
                        "select count(*) from idempotency where idempotency_key = ?", Integer.class, key))
                .isEqualTo(1);
        assertThat(jdbc.queryForObject("select count(*) from command where id = ?", Integer.class, id))
                .isZero();
    }

    @Test
    void givenAnOrderWhoseProcessingAlwaysDies_thenItIsParkedAfterItsAttempts() throws Exception {
        var key = "crash-" + System.nanoTime();
        // As if the process had died with it three times, each attempt counted before the work.
        var id = Strings.sha256(Json.write(new Object[] {"acme", key}));
        jdbc.update(
                "insert into command (id, tenant, idempotency_key, raw, state, attempts, received_at) values (?, 'acme', ?, ?, 'RECEIVED', 3, current_timestamp)",
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

    @Test
    void withoutTheRoleNobodySendsOrdersThere() throws Exception {
        try (var other = new ActiveMQConnectionFactory(broker.url()).createConnection("bss", "bss");
                var plain = other.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> plain.createProducer(plain.createQueue("rsp.commands"))
                                    .send(plain.createTextMessage(ORDER)))
                    .isInstanceOf(JMSException.class);
        }
    }
}
