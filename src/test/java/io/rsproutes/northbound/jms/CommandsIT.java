package io.rsproutes.northbound.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQDestination;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order over JMS is answered with its operation, wherever its answer goes. */
class CommandsIT extends CommandScenarios {

    @Test
    void givenAnOrder_thenItIsAnsweredWithItsOperation() throws Exception {
        anOrderGoesThrough();
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
                """
                {"function":"downloadOrder","iccid":"%s"}""".formatted(FOREIGN_ICCID),
                Map.of("rspTenant", "acme"),
                queue);
        var reply = reply(queue);

        assertThat(reply.getStringProperty("rspState")).isEqualTo("REFUSED");
        assertThat(reply.getText()).contains("ownership-refused").doesNotContain("globex");
        assertThat(calls(FOREIGN_ICCID)).isEqualTo(before);
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

        discardParked();
    }

    @Test
    void givenAReplyToThatIsNotTheTenants_thenNothingIsOrderedAndNothingSentThere() throws Exception {
        long before = count("operation");
        send(ORDER, Map.of("rspTenant", "acme"), session.createQueue("rsp.dispatch"));
        parked("reply-to-refused");

        send(ORDER, Map.of("rspTenant", "acme"), session.createQueue("bss.globex"));
        send(ORDER, Map.of("rspTenant", "acme"), ActiveMQDestination.fromPrefixedName("temp-queue://bss.globex"));

        await().atMost(Duration.ofSeconds(20)).until(() -> parkedNow("reply-to-refused") == 3);
        assertThat(count("operation")).isEqualTo(before);

        discardParked();
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
