package io.rsproutes.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** What a SM-DP+ notifies, beside durable messages that are committed one by one. */
final class Notifications implements Comparison {

    private static final String ACCEPTED = "notifications/s, accepted";
    private static final String DONE = "notifications/s, to their event";
    private static final String COMMITS = "JMS commits/s";
    /** As long as an event. */
    private static final String MESSAGE = "x".repeat(400);

    private static final int FASTER = 5;
    private static int notified;

    private final Load load;

    Notifications(Load load) {
        this.load = load;
    }

    @Override
    public String title() {
        return "B5 notification";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(ACCEPTED, COMMITS, Aim.ratioAtLeast(0.5)),
                new Figure(DONE, COMMITS, Aim.ratioAtLeast(0.35)));
    }

    @Override
    public void begin() {
        // Each is of a profile that was ordered, and that was not heard of since.
        int missing = notified + 3 * load.orders - load.ordered();
        if (missing > 0) {
            load.closed(load.next(missing), missing, load.bench::downloadOrder);
        }
        load.bench.quiet();
        ours();
    }

    @Override
    public Map<String, Double> ours() {
        var figures = new LinkedHashMap<String, Double>();
        var before = load.bench.quiet();
        int first = notified;
        notified += load.orders;
        double done = Load.rate(load.orders, () -> {
            figures.put(ACCEPTED, load.closed(first, load.orders, load.bench::notify));
            load.bench.come(before.plus(load.orders, 0));
        });
        figures.put(DONE, done);
        return figures;
    }

    @Override
    public Map<String, Double> baseline() throws JMSException {
        var factory = new ActiveMQConnectionFactory(load.bench.cluster.brokerUrl());
        try (factory;
                var connection = factory.createConnection("rsp", "rsp")) {
            return Map.of(COMMITS, Load.rate(load.orders * FASTER, () -> new Pace(load.clients, 0)
                    .run(0, load.clients, client -> send(connection, client))));
        }
    }

    private void send(Connection connection, int client) {
        try (var session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            var producer = session.createProducer(session.createQueue("bss.baseline"));
            producer.setDeliveryMode(DeliveryMode.PERSISTENT);
            for (int message = client; message < load.orders * FASTER; message += load.clients) {
                producer.send(session.createTextMessage(MESSAGE));
                session.commit();
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }
}
