package io.rsproutes.support;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** An order over JMS, of acme's, and what it is answered. */
public final class JmsOrder {

    /** The reply's property rspState, and its text. */
    public record Reply(String state, String text) {}

    private JmsOrder() {}

    /** Sends the order to rsp.commands, and waits for its reply. */
    public static Reply send(ArtemisServer broker, String order) throws JMSException {
        try (var connection = new ActiveMQConnectionFactory(broker.url()).createConnection("orders", "orders")) {
            connection.start();
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            var queue = session.createTemporaryQueue();
            var message = session.createTextMessage(order);
            message.setStringProperty("rspTenant", "acme");
            message.setJMSReplyTo(queue);
            session.createProducer(session.createQueue("rsp.commands")).send(message);
            var reply = (TextMessage) session.createConsumer(queue).receive(20_000);
            return new Reply(reply.getStringProperty("rspState"), reply.getText());
        }
    }
}
