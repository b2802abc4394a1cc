package io.rsproutes.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rsproutes.support.Api;
import io.rsproutes.support.SimulatorServer;
import org.springframework.dao.DataAccessException;

/**
 * Two bundles, one PostgreSQL, one Artemis in processes that are killed and stopped at random under a steady load; clients, peers and receivers here, which are not, and write down what they saw; and then a
 * {@link Checker}. Options: {@code --kills --items --minutes --rate --seed --cards --report}.
 */
public final class Proof {

    /** Duplicates one failure may bring: what dispatchers, deliverers and callbacks have under way. */
    private static final int UNDER_WAY = 64;
    private static final Map<String, String> OPTIONS = Map.of("kills", "10", "items", "0", "minutes", "3", "rate", "20", "seed", "1", "cards", "100", "pause", "5", "report", "");
    private final Run run;
    private final Ledger ledger = new Ledger();
    private final List<Plot.Point> progress = new CopyOnWriteArrayList<>(List.of(new Plot.Point(0, 0, 0)));

    private Proof(Run run) {
        this.run = run;
    }

    public static void main(String[] arguments) throws Exception {
        System.exit(new Proof(new Run(OPTIONS, arguments)).run().isEmpty() ? 0 : 1);
    }

    private List<Checker.Violation> run() throws Exception {
        var door = new Door(ledger);
        var hooks = new Hooks(ledger);
        var smdp = new Smdp(ledger, door.url());
        var smsr = new SimulatorServer(door.url());
        var load = new Load(ledger, door.url(), run.number("cards"));
        try (door; hooks; smdp; smsr; var cluster = new Cluster(2, 384, properties(door, smdp, smsr))) {
            run.say("database and broker are up");
            cluster.start();
            door.to(cluster.ports());
            run.say("two bundles serve");
            stock(door, smsr);
            for (var tenant : Load.TENANTS) {
                var answer = new Api(door.url(), "demo-" + tenant).post("/rsp/v1/subscriptions", "{\"channel\":\"webhook\",\"url\":\"" + hooks.url(tenant) + "\",\"types\":[\"*\"]}");
                hooks.secrets.put(tenant, answer.json().path("secret").asText());
            }
            run.say("inventory, cards and subscriptions are there; the load begins");
            var storm = new Storm(cluster.servers(), run.number("seed"), run.number("kills"), Duration.ofSeconds(run.number("pause")), load::probe);
            var storming = new Thread(storm, "storm");
            long loadBegan = System.nanoTime();
            storming.start();
            var telling = teller(loadBegan, load, storm, cluster);
            load.run(run.decimal("rate"), loadBegan + run.number("minutes") * 60_000_000_000L, run.number("items"), storming::isAlive);
            double seconds = (System.nanoTime() - loadBegan) / 1e9;
            storming.join();
            run.say("load and storm are over: waiting until all is quiet");
            quiet(cluster, load, smdp);
            telling.interrupt();
            read(cluster, smsr);
            var violations = Checker.check(ledger, UNDER_WAY * Math.max(1, storm.blows.size()));
            tell(violations, storm, load, seconds);
            return violations;
        }
    }

    private static Map<String, String> properties(Door door, Smdp smdp, SimulatorServer smsr) {
        var properties = new HashMap<String, String>();
        properties.put("rsp.operations.audit-delay", "2s");
        properties.put("rsp.callbacks.lease", "5s");
        properties.put("rsp.delivery.lease", "10s");
        properties.put("rsp.delivery.timeout", "5s");
        properties.put("rsp.delivery.max-concurrent", "16");
        // Everything shares a few processors here: a bundle that starts must get its share of them.
        properties.put("rsp.broker.dispatchers", "8");
        properties.put("rsp.broker.deliverers", "8");
        properties.put("rsp.broker.callback-workers", "4");
        properties.put("rsp.peers.smdp-idemia.url", smdp.url());
        properties.put("rsp.peers.smsr-demo.url", smsr.url() + "/smsr");
        properties.put("rsp.peers.smsr-demo.own-url", door.url());
        properties.put("rsp.peers.smsr-demo.validity.min", "1s");
        for (var peer : List.of("smdp-idemia", "smsr-demo")) {
            properties.put("rsp.peers." + peer + ".grace", "3s");
            properties.put("rsp.peers." + peer + ".max-rate", "1000/s");
            properties.put("rsp.peers." + peer + ".max-concurrent", "16");
            properties.put("rsp.peers." + peer + ".audit-rate", "50/s");
        }
        return properties;
    }

    // What the tenants own: every ICCID that will be ordered, and cards with two profiles each.
    private void stock(Door door, SimulatorServer smsr) {
        int items = Math.max(run.number("items"), (int) (run.number("minutes") * 60 * run.decimal("rate"))) * 5 / 4 + 20 * run.number("kills") + 1_000;
        var csv = new StringBuilder("tenant,eid,iccid,profileType,peer\n");
        for (int item = 0; item < items; item++) {
            csv.append(Load.owner(item)).append(",,").append(Load.iccid(item)).append(",P9054-2,smdp-idemia\n");
        }
        for (int card = 0; card < run.number("cards"); card++) {
            for (int which = 0; which < 2; which++) {
                csv.append(Load.owner(card)).append(',').append(Load.eid(card)).append(',').append(Load.profile(card, which)).append(",P9054-2,smsr-demo\n");
            }
            smsr.smsr.put(Load.eid(card), "{\"profiles\":[{\"iccid\":\"" + Load.profile(card, 0) + "\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\"" + Load.profile(card, 1) + "\",\"state\":\"Disabled\"}]}");
        }
        var answer = new Api(door.bundle(), "demo-operator").post("/rsp/v1/inventory", csv.toString(), "Content-Type", "text/csv");
        if (answer.status() != 200 || answer.json().path("rejected").asInt() > 0) {
            throw new IllegalStateException("the inventory was not loaded: " + answer.text());
        }
    }

    private Thread teller(long loadBegan, Load load, Storm storm, Cluster cluster) {
        var thread = new Thread(() -> {
            try {
                while (true) {
                    Thread.sleep(10_000);
                    progress.add(new Plot.Point((System.nanoTime() - loadBegan) / 1e9, load.accepted.get(), ledger.got.size()));
                    run.say("accepted " + load.accepted.get() + ", waiting for an answer " + load.waiting.get() + ", events delivered " + ledger.got.size() + ", calls at the SM-DP+ " + ledger.calls.size()
                            + ", blows " + storm.blows.size() + " of " + run.number("kills") + ", bundles " + cluster.resident() / 1024 + " MB");
                }
            } catch (InterruptedException e) {
                // over
            }
        }, "teller");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    // Nothing under way; what is in doubt is still so after a minute and a half.
    private void quiet(Cluster cluster, Load load, Smdp smdp) {
        await().atMost(Duration.ofMinutes(10)).pollInterval(Duration.ofSeconds(1)).until(() -> load.waiting.get() == 0 && smdp.waiting.get() == 0);
        var since = new long[] {System.nanoTime(), -1};
        await().atMost(Duration.ofMinutes(30)).pollInterval(Duration.ofSeconds(2)).ignoreExceptionsInstanceOf(DataAccessException.class).until(() -> {
            long busy = count(cluster, "operation where state in ('ACCEPTED', 'SENDING', 'WAITING')") + count(cluster, "delivery where state in ('PENDING', 'SENDING')")
                    + count(cluster, "event where position is null") + count(cluster, "inbox where state in ('RECEIVED', 'ORPHAN')");
            long doubts = count(cluster, "operation where state = 'IN_DOUBT'");
            if (doubts != since[1] || busy > 0) {
                since[0] = System.nanoTime();
                since[1] = doubts;
            }
            return busy == 0 && (doubts == 0 || System.nanoTime() - since[0] > 90e9);
        });
    }

    private static long count(Cluster cluster, String rows) {
        return cluster.jdbc().queryForObject("select count(*) from " + rows, Long.class);
    }

    private void read(Cluster cluster, SimulatorServer smsr) throws IOException {
        var database = cluster.jdbc();
        ledger.operations = database.query("select id, tenant, client_reference, function, state from operation", (row, n) -> new Ledger.Operation(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)));
        ledger.sent = database.query("select call_id, operation_id from call", (row, n) -> new Ledger.Sent(row.getString(1), row.getString(2)));
        ledger.events = database.query("select id, tenant, subject, sequence, type, operation_id from event", (row, n) -> new Ledger.Event(row.getString(1), row.getString(2), row.getString(3), row.getLong(4), row.getString(5), row.getString(6)));
        ledger.deliveries = database.query("select d.event_id, s.tenant, d.state from delivery d join subscription s on s.id = d.subscription_id where s.channel = 'webhook'", (row, n) -> new Ledger.Delivery(row.getString(1), row.getString(2), row.getString(3)));
        ledger.inbox = database.queryForList("select raw from inbox", String.class).stream().collect(Collectors.groupingBy(raw -> String.valueOf(Door.message(raw)), Collectors.counting()));
        ledger.parked = new HashSet<>(database.queryForList("select id from operation where state = 'IN_DOUBT' union select split_part(id, '.', 1) from dead_letter where state = 'OPEN'", String.class));
        for (JsonNode call : new ObjectMapper().readTree(smsr.smsr.calls()).path("items")) {
            ledger.calls.add(new Ledger.Call(call.path("function").asText(), call.path("callId").asText(), call.path("eid").asText(), call.path("executed").asBoolean()));
        }
    }

    private void tell(List<Checker.Violation> violations, Storm storm, Load load, double seconds) throws IOException {
        var states = ledger.operations.stream().collect(Collectors.groupingBy(Ledger.Operation::state, TreeMap::new, Collectors.counting()));
        long distinct = ledger.got.stream().map(got -> got.owner() + got.id()).distinct().count();
        var worst = storm.blows.stream().mapToDouble(Storm.Blow::recovered).max().orElse(0);
        var report = new StringBuilder();
        report.append("| | |\n|---|---|\n");
        report.append("| when, seed | ").append(Instant.now().truncatedTo(ChronoUnit.MINUTES)).append(", ").append(run.text("seed")).append(" |\n");
        report.append("| machine | ").append(Runtime.getRuntime().availableProcessors()).append(" processors, everything on it (2 bundles with C1 only and 384 MB, PostgreSQL, Artemis, peers, clients, receivers) |\n");
        report.append("| orders accepted | ").append(load.accepted.get()).append(" in ").append(Math.round(seconds)).append(" s: ").append(Math.round(load.accepted.get() / seconds)).append("/s, asked for ").append(run.text("rate")).append("/s |\n");
        report.append("| how they ended | ").append(states).append(" |\n");
        report.append("| events | ").append(ledger.events.size()).append(", delivered ").append(distinct).append(", of these twice ").append(ledger.got.size() - distinct).append(" |\n");
        report.append("| messages of peers | ").append(ledger.messages.size()).append(" |\n");
        report.append("| blows | ").append(storm.blows.size()).append(", the longest recovery ").append(String.format("%.1f s", worst)).append(" |\n");
        report.append("| violations | ").append(violations.size()).append(" |\n");
        report.append("\n| what was hit | times | recovered after, average | at most |\n|---|---|---|---|\n");
        storm.blows.stream().collect(Collectors.groupingBy(blow -> blow.server() + " " + blow.what(), TreeMap::new, Collectors.summarizingDouble(Storm.Blow::recovered)))
                .forEach((what, times) -> report.append(String.format("| %s | %d | %.1f s | %.1f s |%n", what, times.getCount(), times.getAverage(), times.getMax())));
        System.out.println("\n" + report);
        violations.stream().collect(Collectors.groupingBy(Checker.Violation::rule, TreeMap::new, Collectors.toList()))
                .forEach((rule, broken) -> System.out.println("BROKEN " + broken.size() + " times: " + rule + ": " + broken.stream().limit(5).map(Checker.Violation::what).toList()));
        run.say(violations.isEmpty() ? "0 lost, 0 done twice: nothing is broken" : violations.size() + " violations");
        if (!run.text("report").isBlank()) {
            var file = Path.of(run.text("report"));
            Files.writeString(file, report);
            Files.writeString(file.resolveSibling(file.getFileName().toString().replaceFirst("\\.md$", "") + ".svg"), Plot.svg(progress, storm.blows));
        }
    }
}
