package io.rsproutes.platform.broker;

import jakarta.jms.JMSException;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/** Opens a session: a broker with a full disk still has a process and a port. */
@Component("brokerHealthIndicator")
public class BrokerHealthIndicator extends AbstractHealthIndicator {

    private final JmsPoolConnectionFactory connections;

    public BrokerHealthIndicator(JmsPoolConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        try (var connection = connections.createConnection();
                var session = connection.createSession()) {
            session.createTextMessage();
            builder.up();
        } catch (JMSException e) {
            builder.down()
                    .withDetail(
                            "reason",
                            "the broker cannot be reached;"
                                    + " orders and notifications are accepted, and worked on when it returns");
        }
    }
}
