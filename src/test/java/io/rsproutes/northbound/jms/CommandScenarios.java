package io.rsproutes.northbound.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import io.rsproutes.support.BundleIT;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Orders over JMS, from a BSS's own connection (with the role bss-commands on the production pair). */
abstract class CommandScenarios extends BundleIT {

    static final String ORDER = """
            {"function":"downloadOrder","parameters":{"profileType":"P9054-1"}}""";
    Connection connection;
    Session session;

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

    String send(String body, Map<String, String> properties, Destination replyTo) throws JMSException {
        var message = session.createTextMessage(body);
        for (var property : properties.entrySet()) {
            message.setStringProperty(property.getKey(), property.getValue());
        }
        message.setJMSReplyTo(replyTo);
        session.createProducer(session.createQueue("rsp.commands")).send(message);
        return message.getJMSMessageID();
    }

    TextMessage reply(Destination queue) throws JMSException {
        try (var consumer = session.createConsumer(queue)) {
            return (TextMessage) consumer.receive(20_000);
        }
    }

    /** Dead letters of such a reason that are open. */
    long parkedNow(String reason) {
        return count("dead_letter where kind = 'command' and reason like ? and state = 'OPEN'", reason + "%");
    }

    /** The newest of them, once there is one. */
    String parked(String reason) {
        await().atMost(Duration.ofSeconds(20)).until(() -> parkedNow(reason) > 0);
        return jdbc.queryForObject(
                "select max(id) from dead_letter where kind = 'command' and reason like ? and state = 'OPEN'",
                String.class,
                reason + "%");
    }

    void discardParked() {
        jdbc.update("update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where kind = 'command'");
    }

    /** An order is answered with its operation, which succeeds. */
    void anOrderGoesThrough() throws JMSException {
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
        assertThat(count("command where idempotency_key = ?", id)).isZero();
    }
}
