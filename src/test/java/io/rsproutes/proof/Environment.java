package io.rsproutes.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

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

/** The bundles, and everybody around them: clients, their webhooks, a SM-DP+, a SM-SR and the one load balancer of all bundles, in this process, which is never killed. */
final class Environment implements AutoCloseable {

    /** Orders of a burst. */
    static final int BURST_SIZE = 300;

    private static final int POISON_SIZE = 20;
    private static final String HALF = "{\"function\": \"download";
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
        targets.add(clients());
        return targets;
    }

    private Target clients() {
        return new Target() {
            @Override
            public String name() {
                return "clients";
            }

            @Override
            public List<String> faults() {
                return List.of(BURST, POISON);
            }

            @Override
            public void begin(String fault) {
                if (fault.equals(POISON)) {
                    poison();
                } else {
                    for (int i = 0; i < BURST_SIZE; i++) {
                        load.order();
                    }
                }
            }

            @Override
            public void end(String fault) {
                // it is over by itself
            }
        };
    }

    private void poison() {
        for (int i = 0; i < POISON_SIZE; i++) {
            var letters = unreadable();
            if (send(letters)) {
                ledger.poison += letters.size();
            }
            for (var face : List.of(
                    "/rsp/v1/operations",
                    "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                    "/tmf-api/serviceOrdering/v4/serviceOrder")) {
                api("acme").post(face, HALF);
            }
            api("acme")
                    .post(
                            "/esim-messaging/3/ES4/ES4MnoService?EntityId=1.3.6.1.4.1.99999",
                            "<Envelope>",
                            "Content-Type",
                            "application/soap+xml");
        }
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
        properties.put("rsp.sweep.turns", "2h");
        properties.put("rsp.operations.audit-delay", "2s");
        properties.put("rsp.callbacks.lease", "5s");
        properties.put("rsp.delivery.lease", "10s");
        properties.put("rsp.delivery.timeout", "5s");
        properties.put("rsp.delivery.max-concurrent", "16");
        // Everything shares a few processors here: a bundle that starts must get its share of them.
        properties.put("rsp.broker.dispatchers", "8");
        properties.put("rsp.broker.deliverers", "8");
        properties.put("rsp.broker.callback-workers", "4");
        properties.put("rsp.peers.smdp-idemia.url", "http://127.0.0.1:" + smdpAt);
        properties.put("rsp.peers.smsr-demo.url", "http://127.0.0.1:" + smsrAt + "/smsr");
        properties.put("rsp.peers.smsr-demo.own-url", loadBalancer.url());
        properties.put("rsp.peers.smsr-demo.validity.min", "1s");
        // Every order leaves, whatever the faults made of the one before.
        properties.put("rsp.peers.smsr-demo.precheck-within", "0s");
        for (var peer : List.of("smdp-idemia", "smsr-demo")) {
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

    /** The bundles serve, the tenants own what will be ordered (so many items, and the cards) and have subscribed to every event. */
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
        var csv = new StringBuilder("tenant,eid,iccid,profileType,peer\n");
        for (int item = 0; item < items; item++) {
            csv.append(Load.owner(item)).append(",,").append(Load.iccid(item)).append(",P9054-2,smdp-idemia\n");
        }
        for (int card = 0; card < cards; card++) {
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
        }
        var answer = new Api(loadBalancer.bundle(), "demo-operator")
                .post("/rsp/v1/inventory", csv.toString(), "Content-Type", "text/csv");
        if (answer.status() != 200 || answer.json().path("rejected").asInt() > 0) {
            throw new IllegalStateException("the inventory was not loaded: " + answer.text());
        }
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
                        var counts = cluster.jdbc()
                                .queryForMap(
                                        "select (select count(*) from operation where state in ('ACCEPTED', 'SENDING', 'WAITING')) as operations,"
                                                + " (select count(*) from delivery where state in ('PENDING', 'SENDING')) as deliveries, (select count(*) from event where position > (select position from fan_out where id = 1)) as events,"
                                                + " (select count(*) from event e join subscription s on s.channel in ('queue', 'topic') and e.position > s.relayed_to and e.position <= (select position from fan_out where id = 1)) as relayed,"
                                                + " (select count(*) from inbox where state in ('RECEIVED', 'ORPHAN')) as inbox, (select count(*) from command where state in ('RECEIVED', 'REPLAYING')) as commands,"
                                                + " (select count(*) from bulk_job where finished_at is null) as jobs, (select count(*) from service_order where next_at is not null) as orders,"
                                                + " (select count(*) from operation where state = 'IN_DOUBT') as doubts");
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
        long accepted = load.accepted.get();
        return cluster.jdbc()
                .queryForObject(
                        "select (select count(*) from operation) as operations, (select count(*) from operation where state in "
                                + in(Checker.ENDED) + ") as ended,"
                                + " (select count(*) from event where operation_id is not null and type in "
                                + in(Checker.ENDS)
                                + ") as ends, (select count(*) from event where position <= (select position from fan_out where id = 1)) as placed, d.*,"
                                + " (select count(*) from dead_letter where kind = 'delivery' and state = 'OPEN') as parked"
                                + " from (select count(*) as deliveries, count(*) filter (where d.state = 'DELIVERED') as delivered, count(*) filter (where d.state in ('PENDING', 'SENDING')) as pending,"
                                + " count(*) filter (where d.state = 'DEAD') as dead from delivery d join subscription s on s.id = d.subscription_id where s.channel = 'webhook') d",
                        (row, n) -> new Ledger.Balance(
                                accepted,
                                row.getLong("operations"),
                                row.getLong("ended"),
                                row.getLong("ends"),
                                row.getLong("placed"),
                                row.getLong("deliveries"),
                                row.getLong("delivered"),
                                row.getLong("pending"),
                                row.getLong("dead"),
                                row.getLong("parked"),
                                ledger.distinct()));
    }

    private static String in(Collection<String> values) {
        return "('" + String.join("', '", values) + "')";
    }

    /** The database's side of the observations, once all is quiet, joined with what was seen outside. */
    List<Checker.Violation> check(int duplicatesAllowed) {
        var database = cluster.jdbc();
        ledger.operations = database.query(
                "select id, tenant, client_reference, function, state from operation",
                (row, n) -> new Ledger.Operation(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)));
        ledger.sent = database.query(
                "select call_id, operation_id from call",
                (row, n) -> new Ledger.Sent(row.getString(1), row.getString(2)));
        ledger.events = database.query(
                "select id, tenant, subject, sequence, type, operation_id from event",
                (row, n) -> new Ledger.Event(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getString(6)));
        ledger.deliveries = database.query(
                "select d.event_id, s.tenant, d.state from delivery d join subscription s on s.id = d.subscription_id where s.channel = 'webhook'",
                (row, n) -> new Ledger.Delivery(row.getString(1), row.getString(2), row.getString(3)));
        ledger.inbox = database.queryForList("select raw from inbox", String.class).stream()
                .collect(
                        Collectors.groupingBy(raw -> String.valueOf(LoadBalancer.message(raw)), Collectors.counting()));
        ledger.deadMessages = database.queryForList("select id from inbox where state = 'DEAD'", String.class);
        ledger.parkedCommands = database.queryForObject(
                "select count(*) from dead_letter where kind = 'command' and state = 'OPEN'", Integer.class);
        ledger.parked = new HashSet<>(database.queryForList(
                "select split_part(id, '.', 1) from dead_letter where state = 'OPEN'", String.class));
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
