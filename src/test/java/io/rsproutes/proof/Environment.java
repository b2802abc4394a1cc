package io.rsproutes.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rsproutes.support.Api;
import io.rsproutes.support.Processes;
import io.rsproutes.support.SimulatorServer;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.springframework.dao.DataAccessException;

/** The instances, and everybody around them: clients, their webhooks, a SM-DP+, a SM-SR and the one load balancer of all instances, in this process, which is never killed. */
final class Environment implements AutoCloseable {

    /** An order that ends too early. */
    static final String HALF = "{\"function\": \"download";

    private static final String INVENTORY = "tenant,eid,iccid,profileType,peer\n";

    static final String SUBSCRIPTIONS = "/rsp/v1/subscriptions";
    final Ledger ledger = new Ledger();
    final LoadBalancer loadBalancer = new LoadBalancer(ledger);
    final WebhookReceiver webhooks = new WebhookReceiver(ledger);
    final Smdp smdp = new Smdp(ledger, loadBalancer.url());
    final SimulatorServer smsr = new SimulatorServer(loadBalancer.url());
    final Cluster cluster;
    final Load load;
    private final List<FaultyProxy> proxies = new ArrayList<>();
    private final int webhookPort;
    private final int cards;
    private int taken;

    Environment(Setting setting) {
        cards = setting.cards;
        ledger.owners = Load::ownerOf;
        load = new Load(ledger, loadBalancer.url(), cards, setting.validity);
        webhookPort = setting.proxied ? proxy("the webhooks", webhooks.port()) : webhooks.port();
        var properties = properties(
                setting.proxied ? proxy("the SM-DP+", smdp.port()) : smdp.port(),
                setting.proxied ? proxy("the SM-SR", smsr.port()) : smsr.port());
        properties.putAll(setting.properties);
        setting.properties.putAll(properties);
        cluster = new Cluster(setting);
        loadBalancer.to(cluster.ports());
    }

    private int proxy(String name, int to) {
        var proxy = new FaultyProxy(name, to);
        proxies.add(proxy);
        return proxy.port();
    }

    /** What the fault injector may hit: processes, and proxies if there are any. */
    List<Target> targets() {
        var targets = cluster.targets();
        targets.addAll(proxies);
        targets.add(new Clients(this));
        return targets;
    }

    /** An order over JMS. text: null for a message that is none. */
    record Letter(String key, String text) {}

    /** What nobody can read: one that ends too early, one without a text. */
    static List<Letter> unreadable() {
        return List.of(
                new Letter(UUID.randomUUID().toString(), HALF),
                new Letter(UUID.randomUUID().toString(), null));
    }

    /** All or none of them; false when the broker did not say that it has them. */
    boolean send(List<Letter> letters) {
        try (var connection = new ActiveMQConnectionFactory(cluster.brokerUrl()).createConnection("orders", "orders");
                var session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
            var producer = session.createProducer(session.createQueue("rsp.commands"));
            for (var letter : letters) {
                var message =
                        letter.text() == null ? session.createBytesMessage() : session.createTextMessage(letter.text());
                message.setStringProperty("rspTenant", "acme");
                message.setStringProperty("rspIdempotencyKey", letter.key());
                producer.send(message);
            }
            session.commit();
            return true;
        } catch (JMSException e) {
            return false;
        }
    }

    /** Answers that came and were not let through. */
    int cut() {
        return targets().stream()
                .mapToInt(target -> target instanceof FaultyProxy proxy ? proxy.cut() : 0)
                .sum();
    }

    private Map<String, String> properties(int smdpAt, int smsrAt) {
        var properties = new HashMap<String, String>();
        properties.put("rsp.bulk.spool", Processes.folder("rsp-spool-").toString());
        properties.put("rsp.rest.drain", "2s");
        // What only this sweeper finds is found to be stuck.
        properties.put("rsp.sweep.stalled-deliveries", "2h");
        properties.put("rsp.operations.audit-delay", "2s");
        properties.put("rsp.callbacks.lease", "5s");
        properties.put("rsp.delivery.lease", "10s");
        properties.put("rsp.delivery.timeout", "5s");
        properties.put("rsp.delivery.max-concurrent", "16");
        // Everything shares a few processors here: an instance that starts must get its share of them.
        properties.put("rsp.broker.dispatchers", "8");
        properties.put("rsp.broker.deliverers", "8");
        properties.put("rsp.broker.callback-workers", "4");
        properties.put("rsp.peers.smdp-idemia.url", "http://127.0.0.1:" + smdpAt);
        properties.put("rsp.peers.smsr-demo.url", "http://127.0.0.1:" + smsrAt + "/smsr");
        properties.put("rsp.peers.smsr-next.url", "http://127.0.0.1:" + smsrAt + "/smsr/as/next");
        properties.put("rsp.peers.smdp-sgp02.url", "http://127.0.0.1:" + smsrAt + "/smsr");
        for (var peer : List.of("smsr-demo", "smsr-next", "smdp-sgp02")) {
            properties.put("rsp.peers." + peer + ".own-url", loadBalancer.url());
            properties.put("rsp.peers." + peer + ".validity.min", "1s");
            // Every order leaves, whatever the faults made of the one before.
            properties.put("rsp.peers." + peer + ".precheck-within", "0s");
        }
        for (var peer : List.of("smdp-idemia", "smsr-demo", "smsr-next", "smdp-sgp02")) {
            properties.put("rsp.peers." + peer + ".grace", "3s");
            properties.put("rsp.peers." + peer + ".max-rate", "1000/s");
            properties.put("rsp.peers." + peer + ".max-concurrent", "16");
            properties.put("rsp.peers." + peer + ".audit-rate", "50/s");
        }
        return properties;
    }

    Api api(String tenant) {
        return new Api(loadBalancer.url(), "demo-" + tenant);
    }

    /** The instances serve, the tenants own what will be ordered (so many items, and the cards) and have subscribed to every event. */
    void open(int items) {
        cluster.start();
        stock(items);
        for (var tenant : Load.TENANTS) {
            var answer = api(tenant)
                    .post(
                            SUBSCRIPTIONS,
                            "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:" + webhookPort + "/" + tenant
                                    + "\",\"types\":[\"*\"]}");
            webhooks.secrets.put(tenant, answer.json().path("secret").asText());
        }
    }

    private void stock(int items) {
        var csv = new StringBuilder(INVENTORY);
        for (int item = 0; item < items; item++) {
            csv.append(Load.owner(item)).append(",,").append(Load.iccid(item)).append(",P9054-2,smdp-idemia\n");
        }
        for (int card = 0; card < cards; card++) {
            csv.append(issue(card));
        }
        load(csv.toString());
    }

    // The card is at the SM-SR from now on; its lines of the inventory.
    private String issue(int card) {
        var csv = new StringBuilder();
        for (int which = 0; which < 2; which++) {
            csv.append(Load.owner(card))
                    .append(',')
                    .append(Load.eid(card))
                    .append(',')
                    .append(Load.profile(card, which))
                    .append(",P9054-2,smsr-demo\n");
        }
        smsr.smsr.put(
                Load.eid(card),
                "{\"profiles\":[{\"iccid\":\"" + Load.profile(card, 0)
                        + "\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\"" + Load.profile(card, 1)
                        + "\",\"state\":\"Disabled\"}]}");
        return csv.toString();
    }

    private void load(String csv) {
        var answer = new Api(loadBalancer.bundle(), "demo-operator")
                .post("/rsp/v1/inventory", csv, "Content-Type", "text/csv");
        if (answer.status() != 200 || answer.json().path("rejected").asInt() > 0) {
            throw new IllegalStateException("the inventory was not loaded: " + answer.text());
        }
    }

    /** The EID of a fresh card of acme's, behind those that the load switches. */
    String take() {
        int card = cards + cards % 2 + 2 * taken++;
        load(INVENTORY + issue(card));
        return Load.eid(card);
    }

    /** Nothing under way; what is in doubt is still so after that time. Null, or what is not quiet within the limit. */
    String quiet(Duration doubtful, Duration limit) {
        var since = new long[] {System.nanoTime(), -1};
        var last = new String[1];
        try {
            await().atMost(limit)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreExceptionsInstanceOf(DataAccessException.class)
                    .until(() -> {
                        if (load.waiting.get() > 0 || smdp.waiting.get() > 0 || smsr.smsr.waiting() > 0) {
                            last[0] = load.waiting.get() + " orders, " + smdp.waiting.get()
                                    + " notifications without an answer; " + smsr.smsr.waiting()
                                    + " calls and messages at the SM-SR";
                            return false;
                        }
                        var counts = DatabaseObservations.underWay(cluster.jdbc());
                        last[0] = counts.toString();
                        long doubts = (long) counts.remove("doubts");
                        long busy = counts.values().stream()
                                .mapToLong(count -> (long) count)
                                .sum();
                        if (doubts != since[1] || busy > 0) {
                            since[0] = System.nanoTime();
                            since[1] = doubts;
                        }
                        return busy == 0 && (doubts == 0 || System.nanoTime() - since[0] > doubtful.toNanos());
                    });
            return null;
        } catch (ConditionTimeoutException e) {
            return last[0];
        }
    }

    /** The observations as they are now. */
    Ledger.Balance balance() {
        return DatabaseObservations.balance(cluster.jdbc(), load.accepted.get(), ledger);
    }

    /** The database's side of the observations, once all is quiet, joined with what was seen outside. */
    List<Checker.Violation> check(int duplicatesAllowed) {
        DatabaseObservations.read(cluster.jdbc(), ledger);
        try {
            ledger.cardCalls.clear();
            for (JsonNode call : new ObjectMapper().readTree(smsr.smsr.calls()).path("items")) {
                ledger.cardCalls.add(new Ledger.Call(
                        call.path("function").asText(),
                        call.path("callId").asText(),
                        call.path("eid").asText(),
                        call.path("executed").asBoolean()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Checker.check(ledger, duplicatesAllowed);
    }

    @Override
    public void close() {
        cluster.close();
        proxies.forEach(FaultyProxy::close);
        load.close();
        smdp.close();
        smsr.close();
        webhooks.close();
        loadBalancer.close();
    }
}
