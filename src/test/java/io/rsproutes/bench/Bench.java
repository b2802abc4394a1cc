package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.core.Identifiers;
import io.rsproutes.proof.Cluster;
import io.rsproutes.proof.Setting;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Eids;
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
    private static final String ICCIDS = "894705";
    private static final String CARDS = "890490320000000000";
    private static final String CARD_PROFILES = "894706";
    private static final int FIRST_CARD = 700_000_000;
    private static final Pattern ICCID = Pattern.compile("\"iccid\"\\s*:\\s*\"([0-9F]+)\"");
    /** Profiles of one inventory file. */
    private static final int CHUNK = 5_000;
    private static final String LEFT = """
            select 'operation' as what, state, count(*) from operation group by state
            union all select 'inbox', state, count(*) from inbox group by state
            union all select 'event ' || type, case when position > placed then 'not placed' end, count(*)
                      from event, (select position as placed from fan_out where id = 1) fan_out
                      group by type, position > placed
            union all select 'delivery', state, count(*) from delivery group by state
            """;
    /** What follows the last answer comes within this time. */
    private static final Duration TAIL = Duration.ofSeconds(60);
    private static final long SETTLED_MILLIS = 700;

    final Cluster cluster;
    final Api acme;
    private final Api partner;
    private final Api operator;
    private final HttpServer smdp = Loopback.serve(Map.of("/", Bench::execute));
    private final AtomicInteger delivered = new AtomicInteger();
    private final HttpServer receiver = Loopback.serve(Map.of("/", exchange -> {
        exchange.getRequestBody().readAllBytes();
        delivered.incrementAndGet();
        answer(exchange, 204, "");
    }));
    private final SimulatorServer smsr;
    private final AtomicInteger published = new AtomicInteger();
    private final Connection subscriber;
    private final List<String> subscriptions = new CopyOnWriteArrayList<>();
    private int stocked;

    /** @param optimised whether the instance is compiled as in production; else only by the quick compiler */
    Bench(boolean optimised) throws JMSException {
        var setting = new Setting();
        setting.heap = 512;
        if (optimised) {
            setting.jvm.add("-XX:TieredStopAtLevel=4");
            setting.jvm.addAll(BundleJvm.steady(setting.heap));
        }
        setting.database.putAll(Map.of("shared_preload_libraries", "pg_stat_statements",
                "pg_stat_statements.track_utility", "on", "pg_stat_statements.track_planning", "on",
                // Vacuum and checkpoints would fall into one measure and spare the next.
                "autovacuum", "off", "checkpoint_timeout", "1h", "max_wal_size", "16GB"));
        smsr = new SimulatorServer("http://127.0.0.1:1");
        // Not so soon that a result overtakes the answer to its call: then there is one event less.
        smsr.smsr.setFaults("{\"delay\":200}");
        setting.properties.putAll(Map.of("rsp.peers.smdp-demo.url", smdpUrl(),
                "rsp.peers.smsr-demo.url", smsr.url() + "/smsr",
                // As in production, and not as in the demo.
                "logging.structured.format.console", "logstash"));
        for (var limited : List.of("peers.smdp-demo", "peers.smdp-demo.inbound", "peers.smsr-demo",
                "peers.smsr-demo.inbound", "tenants.acme")) {
            setting.properties.put("rsp." + limited + ".max-rate", "100000/s");
        }
        cluster = new Cluster(setting);
        cluster.start();
        var url = "http://127.0.0.1:" + cluster.ports().get(0);
        acme = new Api(url, "demo-acme");
        operator = new Api(url, "demo-operator");
        partner = new Api(url, null);
        subscriber = new ActiveMQConnectionFactory(cluster.brokerUrl()).createConnection("bss", "bss");
        var session = subscriber.createSession(false, Session.AUTO_ACKNOWLEDGE);
        var events = session.createConsumer(session.createTopic("rsp.events"));
        events.setMessageListener(message -> published.incrementAndGet());
        subscriber.start();
    }

    /** What acme owns: so many profiles at the SM-DP+, and cards with two profiles at the SM-SR. */
    void stock(int profiles, int cards) {
        stocked = profiles;
        var csv = new StringBuilder();
        for (int n = 0; n < Math.max(profiles, cards); n++) {
            if (n < profiles) {
                csv.append("acme,,").append(profile(n)).append(",P9054-1,smdp-demo\n");
            }
            if (n < cards) {
                for (int which = 0; which < 2; which++) {
                    csv.append(String.join(",", "acme", eid(n), cardProfile(n, which), "P9054-1", "smsr-demo\n"));
                }
                smsr.smsr.put(eid(n), "{\"profiles\":[{\"iccid\":\"" + cardProfile(n, 0)
                        + "\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\"" + cardProfile(n, 1)
                        + "\",\"state\":\"Disabled\"}]}");
            }
            if (n % CHUNK == CHUNK - 1) {
                load(csv);
            }
        }
        load(csv);
    }

    private void load(StringBuilder csv) {
        var answer = operator.post("/rsp/v1/inventory", "tenant,eid,iccid,profileType,peer\n" + csv,
                "Content-Type", "text/csv");
        if (answer.status() != 200 || answer.json().path("rejected").asInt() > 0) {
            throw new IllegalStateException("the inventory was not loaded: " + answer.text());
        }
        csv.setLength(0);
    }

    private static String profile(int profile) {
        return Identifiers.canonicalIccid(String.format(ICCIDS + "%012d", profile));
    }

    private static String eid(int card) {
        return Eids.eid(String.format(CARDS + "%012d", FIRST_CARD + card));
    }

    private static String cardProfile(int card, int which) {
        return Identifiers.canonicalIccid(String.format(CARD_PROFILES + "%012d", card * 2 + which));
    }

    /** The n-th downloadOrder, until it has ended; profiles come again when all were ordered. */
    void downloadOrder(int n) {
        order("download-" + n, download(n));
    }

    /** The same, only until it is accepted. */
    void acceptOrder(int n) {
        var answer = acme.post(OPERATIONS, download(n), "Idempotency-Key", "download-" + n);
        if (answer.status() != 202) {
            throw new IllegalStateException("an order was not accepted: " + answer.status());
        }
    }

    String download(int n) {
        return "{\"function\":\"downloadOrder\",\"iccid\":\"" + profile(n % stocked) + "\"}";
    }

    /** The card's other profile is enabled, and the result is there. */
    void enableProfile(int card) {
        order("enable-" + card, "{\"function\":\"enableProfile\",\"eid\":\"" + eid(card)
                + "\",\"iccid\":\"" + cardProfile(card, 1) + "\"}");
    }

    private void order(String key, String command) {
        var answer = acme.post(OPERATIONS, command, "Prefer", "wait=10", "Idempotency-Key", key);
        if (answer.status() != 200 || !answer.state().equals("SUCCEEDED")) {
            throw new IllegalStateException("an order did not succeed: " + answer.status() + " " + answer.state()
                    + " " + answer.json().path("status"));
        }
    }

    /** The n-th time, the SM-DP+ tells that a profile was downloaded, and is answered. */
    void notify(int n) {
        var answer = partner.post("/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.20\","
                        + "\"functionCallIdentifier\":\"bench-" + n + "\"},"
                        + "\"iccid\":\"" + profile(n % stocked) + "\",\"profileType\":\"P9054-1\","
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
        var answer = acme.post(SUBSCRIPTIONS,
                "{\"channel\":\"webhook\",\"url\":\"" + receiverUrl() + "\",\"types\":[\"*\"]}");
        if (answer.status() != 201) {
            throw new IllegalStateException("no subscription: " + answer.text());
        }
        subscriptions.add(answer.id());
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
            await().atMost(TAIL).pollInterval(Duration.ofMillis(5)).until(
                    () -> published.get() >= expected.events() && delivered.get() >= expected.deliveries());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("of " + expected + " there came only " + out() + "; " + left());
        }
    }

    // Where what did not come is.
    private String left() {
        var jdbc = new JdbcTemplate(new SingleConnectionDataSource(cluster.postgres().url(Cluster.DATABASE), "postgres", "", true));
        return jdbc.queryForList(LEFT).toString();
    }

    /** All that was to come has come, and nothing more comes. */
    void settle(Out expected) {
        come(expected);
        Out before;
        do {
            before = out();
            sleep(SETTLED_MILLIS);
        } while (!before.equals(out()));
        if (!before.equals(expected)) {
            throw new IllegalStateException("expected were " + expected + ", and there came " + before);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void execute(HttpExchange exchange) throws IOException {
        var iccid = ICCID.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        answer(exchange, 200, "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"
                + (iccid.find() ? ",\"iccid\":\"" + iccid.group(1) + "\"" : "") + "}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
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
