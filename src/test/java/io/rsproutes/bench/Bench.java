package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.sun.net.httpserver.HttpServer;
import io.rsproutes.proof.Cluster;
import io.rsproutes.support.Api;
import io.rsproutes.support.Loopback;
import io.rsproutes.support.SimulatorServer;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What is measured: one instance in cluster profile, PostgreSQL and Artemis, each in a process of its own. In this
 * process, which is not measured: a SM-DP+ that answers at once, a SM-SR whose results come soon, a webhook receiver,
 * and a subscriber of the topic.
 */
final class Bench implements AutoCloseable {

    static final String OPERATIONS = "/rsp/v1/operations";
    private static final String SUBSCRIPTIONS = "/rsp/v1/subscriptions";
    private static final String LEFT =
            """
            select 'operation' as what, state, count(*) from operation group by state
            union all select 'inbox', state, count(*) from inbox group by state
            union all select 'event ' || type, case when position > placed then 'not placed' end, count(*)
                      from event, (select position as placed from fan_out where id = 1) fan_out
                      group by type, position > placed
            union all select 'delivery', state, count(*) from delivery group by state
            """;
    private static final int HEAP = 512;
    /** What follows the last answer comes within this time. */
    private static final Duration TAIL = Duration.ofSeconds(60);

    private static final long SETTLED_MILLIS = 700;

    final Cluster cluster;
    final Api acme;
    private final Caller orders;
    private final Caller partner;
    final Api operator;
    private final HttpServer smdp = Loopback.serve(Map.of("/", Answers::executed));
    private volatile Consumer<byte[]> hook = body -> {};
    private final AtomicInteger delivered = new AtomicInteger();
    private final HttpServer receiver = Loopback.serve(Map.of("/", exchange -> {
        hook.accept(exchange.getRequestBody().readAllBytes());
        delivered.incrementAndGet();
        Answers.taken(exchange);
    }));
    private final SimulatorServer smsr;
    private final AtomicInteger published = new AtomicInteger();
    private final Connection subscriber;
    private final List<String> subscriptions = new CopyOnWriteArrayList<>();
    private int stocked;
    private int cards;

    /** @param optimised whether the instance is compiled as in production; else only by the quick compiler */
    Bench(boolean optimised) throws JMSException {
        // Vacuum and checkpoints would fall into one measure and spare the next.
        this(
                optimised,
                HEAP,
                Map.of(),
                Map.of("autovacuum", "off", "checkpoint_timeout", "1h", "max_wal_size", "16GB"));
    }

    /**
     * @param heap of the instance, MB
     * @param properties of the instance, and {@code database} of PostgreSQL, beyond those of every bench
     */
    Bench(boolean optimised, int heap, Map<String, String> properties, Map<String, String> database)
            throws JMSException {
        smsr = new SimulatorServer("http://127.0.0.1:1");
        // Not so soon that a result overtakes the answer to its call: then there is one event less.
        answerAfter(200);
        cluster = new Cluster(BenchSetting.of(optimised, heap, properties, database, smdpUrl(), smsr.url() + "/smsr"));
        cluster.start();
        int port = cluster.ports().get(0);
        var url = "http://127.0.0.1:" + port;
        acme = new Api(url, "demo-acme");
        operator = new Api(url, "demo-operator");
        orders = new Caller(port, "Content-Type", "application/json", "Authorization", "Bearer demo-acme");
        partner = new Caller(port, "Content-Type", "application/json");
        subscriber = new ActiveMQConnectionFactory(cluster.brokerUrl()).createConnection("bss", "bss");
        var session = subscriber.createSession(false, Session.AUTO_ACKNOWLEDGE);
        var events = session.createConsumer(session.createTopic("rsp.events"));
        events.setMessageListener(message -> published.incrementAndGet());
        subscriber.start();
    }

    /** What acme owns: so many profiles at the SM-DP+, and cards with two profiles at the SM-SR. */
    void stock(int profiles, int cards) {
        stocked = profiles;
        this.cards = cards;
        Stock.profiles(Stock.ICCIDS, profiles, "smdp-demo", this::load);
        Stock.cards(cards, this::load, smsr.smsr::put);
    }

    /** An inventory file. */
    void load(String csv) {
        var answer = operator.post("/rsp/v1/inventory", csv, "Content-Type", "text/csv");
        if (answer.status() != 200 || answer.json().path("rejected").asInt() > 0) {
            throw new IllegalStateException("the inventory was not loaded: " + answer.text());
        }
    }

    /** The n-th downloadOrder, until it has ended; profiles come again when all were ordered. */
    void downloadOrder(int n) {
        order("download-" + n, download(n));
    }

    /** The same, only until it is accepted. */
    void acceptOrder(int n) {
        var answer = orders.post(OPERATIONS, download(n), "Idempotency-Key", "download-" + n);
        if (answer.status() != 202) {
            throw new IllegalStateException("an order was not accepted: " + answer.status());
        }
    }

    String download(int n) {
        return "{\"function\":\"downloadOrder\",\"iccid\":\"" + iccid(n) + "\"}";
    }

    /** Of the n-th downloadOrder. */
    String iccid(int n) {
        return Stock.profile(Stock.ICCIDS, n % stocked);
    }

    /** The n-th time, a card's other profile is enabled, and the result is there; cards come again, too. */
    void enableProfile(int n) {
        int card = n % cards;
        order(
                "enable-" + n,
                "{\"function\":\"enableProfile\",\"eid\":\"" + Stock.eid(card) + "\",\"iccid\":\""
                        + Stock.cardProfile(card, 1 - n / cards % 2) + "\"}");
    }

    /** The n-th time, a card is audited, and the result is there. */
    void auditEis(int n) {
        order("audit-" + n, "{\"function\":\"auditEIS\",\"eid\":\"" + Stock.eid(n % cards) + "\"}");
    }

    private void order(String key, String command) {
        var answer = orders.post(OPERATIONS, command, "Prefer", "wait=10", "Idempotency-Key", key);
        if (answer.status() != 200 || !answer.body().contains("\"state\":\"SUCCEEDED\"")) {
            throw new IllegalStateException("an order did not succeed: " + answer);
        }
    }

    /** The n-th time, the SM-DP+ tells that a profile was downloaded, and is answered. */
    void notify(int n) {
        var answer = partner.post(
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.20\","
                        + "\"functionCallIdentifier\":\"bench-" + n + "\"},"
                        + "\"iccid\":\"" + iccid(n) + "\",\"profileType\":\"P9054-1\","
                        + "\"timestamp\":\"2026-01-02T03:04:05Z\",\"notificationPointId\":3,"
                        + "\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}");
        if (answer.status() != 204) {
            throw new IllegalStateException("a notification was not taken: " + answer.status());
        }
    }

    String smdpUrl() {
        return Loopback.url(smdp);
    }

    String receiverUrl() {
        return Loopback.url(receiver);
    }

    /** From now on acme has one more webhook that is told every event. */
    void subscribe() {
        subscribe(receiverUrl());
    }

    /** The same, at that address. @return its id */
    String subscribe(String receiver) {
        var answer =
                acme.post(SUBSCRIPTIONS, "{\"channel\":\"webhook\",\"url\":\"" + receiver + "\",\"types\":[\"*\"]}");
        if (answer.status() != 201) {
            throw new IllegalStateException("no subscription: " + answer.text());
        }
        subscriptions.add(answer.id());
        return answer.id();
    }

    /** From now on each delivery's body goes there first. */
    void delivered(Consumer<byte[]> hook) {
        this.hook = hook;
    }

    /** From now on the SM-SR's results come after so many milliseconds. */
    void answerAfter(int millis) {
        smsr.smsr.setFaults("{\"delay\":" + millis + "}");
    }

    /** It has none any more. */
    void unsubscribe() {
        subscriptions.forEach(id -> acme.delete(SUBSCRIPTIONS + "/" + id));
        subscriptions.clear();
    }

    /** Events on the topic, and at the webhooks, so far. */
    record Out(int events, int deliveries) {

        Out plus(int moreEvents, int moreDeliveries) {
            return new Out(events + moreEvents, deliveries + moreDeliveries);
        }
    }

    Out out() {
        return new Out(published.get(), delivered.get());
    }

    /** All that was to come has come. */
    void come(Out expected) {
        try {
            await().atMost(TAIL)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> published.get() >= expected.events() && delivered.get() >= expected.deliveries());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("of " + expected + " there came only " + out() + "; " + left());
        }
    }

    // Where what did not come is.
    private String left() {
        return superuser().queryForList(LEFT).toString();
    }

    /** Who may read and change everything. */
    JdbcTemplate superuser() {
        return new JdbcTemplate(
                new SingleConnectionDataSource(cluster.postgres().url(Cluster.DATABASE), "postgres", "", true));
    }

    /** All that was to come has come, and nothing more comes. */
    void settle(Out expected) {
        come(expected);
        var came = quiet();
        if (!came.equals(expected)) {
            throw new IllegalStateException("expected were " + expected + ", and there came " + came);
        }
    }

    /** Nothing more comes. @return all that came */
    Out quiet() {
        Out before;
        do {
            before = out();
            sleep(SETTLED_MILLIS);
        } while (!before.equals(out()));
        return before;
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            subscriber.close();
        } catch (JMSException e) {
            // the broker ends next
        }
        cluster.close();
        smsr.close();
        smdp.stop(0);
        receiver.stop(0);
    }
}
