package io.rsproutes.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Loopback;

/**
 * So many events wait for a receiver that is not there: what that costs in memory, how long a restart takes, and, when it returns, how fast and in what order they come. Options:
 * {@code --deliveries --keys --minutes} (the longest that is waited for the end).
 */
public final class PendingProof {

    private static final Map<String, String> OPTIONS =
            Map.of("deliveries", "1000000", "keys", "10000", "minutes", "240");
    private static final int CHUNK = 50_000;
    /** What the instance and the broker have touched of their heaps before it counts. */
    private static final int WARM = 5_000;

    private static final int BROKER_HEAP = 512;
    private static final Pattern LIVE = Pattern.compile("Total +\\d+ +(\\d+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Run run;
    private final int deliveries;
    private final int keys;
    private final Map<String, Integer> last = new ConcurrentHashMap<>();
    private final AtomicInteger came = new AtomicInteger();
    private final AtomicInteger twice = new AtomicInteger();
    private final AtomicInteger overtaken = new AtomicInteger();
    private final Setting setting = new Setting();
    private long highest;

    private PendingProof(Run run) {
        this.run = run;
        this.deliveries = run.number("deliveries");
        this.keys = run.number("keys");
    }

    public static void main(String[] arguments) throws Exception {
        Run.endServersAtExit();
        System.exit(new PendingProof(new Run(OPTIONS, arguments)).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        var receiver = receiver();
        var proxy = new FaultyProxy("the receiver", receiver.getAddress().getPort());
        setting.properties.put("rsp.delivery.max-concurrent", "16");
        setting.properties.put("logging.level.io.rsproutes", "WARN");
        // It lives long enough for the second compiler to be worth its while.
        setting.jvm.add("-XX:TieredStopAtLevel=4");
        setting.jvm.addAll(BundleJvm.steady(setting.heap));
        setting.brokerHeap = BROKER_HEAP;
        try (var cluster = new Cluster(setting)) {
            cluster.start();
            var acme = new Api("http://127.0.0.1:" + cluster.ports().get(0), "demo-acme");
            var subscription = acme.post(
                            Environment.SUBSCRIPTIONS,
                            "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:" + proxy.port()
                                    + "\",\"types\":[\"*\"]}")
                    .id();
            insert(cluster, "warm", WARM, 100);
            until(cluster, "state = 'PENDING'", 0, WARM);
            run.say(WARM + " delivered, to begin with");
            came.set(0);
            twice.set(0);
            proxy.begin(FaultyProxy.REFUSED);
            highest = 0;
            long before = held(cluster);
            long resident = memory(cluster);
            run.say("instance and broker hold " + before + " MB (their heaps of " + setting.heap + " and " + BROKER_HEAP
                    + " MB as far as in use after a collection, and all the rest); resident are " + resident
                    + " MB; the receiver goes");
            long began = System.nanoTime();
            insert(cluster, "key", deliveries, keys);
            until(cluster, "position > (select position from fan_out where id = 1)", 0, -1);
            run.say(deliveries + " deliveries wait, " + Math.round(deliveries / seconds(began))
                    + "/s given to the subscriber; resident are " + memory(cluster) + " MB, at most " + highest
                    + " MB");
            watch(cluster, 60);
            long grown = held(cluster) - before;
            long grownResident = highest - resident;
            run.say("instance and broker hold " + grown + " MB more; resident were at most " + grownResident
                    + " MB more");
            long restart = restart(cluster);
            proxy.end(FaultyProxy.REFUSED);
            acme.post(Environment.SUBSCRIPTIONS + "/" + subscription + "/retry", "");
            run.say("the receiver is back");
            long drained = System.nanoTime();
            boolean all = drain(cluster);
            double rate = came.get() / seconds(drained);
            run.say(deliveries + " deliveries to a receiver that was away: memory in use grew by " + grown
                    + " MB, resident by at most " + grownResident + " MB, an instance restarts in " + restart + " s, "
                    + came.get() + " delivered since, " + Math.round(rate) + "/s, " + twice.get() + " twice, "
                    + overtaken.get() + " out of order");
            return all && Math.max(grown, grownResident) <= 128 && restart <= 30 && overtaken.get() == 0;
        } finally {
            proxy.close();
            receiver.stop(0);
        }
    }

    private HttpServer receiver() {
        return Loopback.serve(Map.of("/", exchange -> {
            var event = JSON.readTree(exchange.getRequestBody().readAllBytes());
            int sequence = event.path("sequence").asInt();
            last.compute(event.path("subject").asText(), (subject, before) -> {
                int known = before == null ? 0 : before;
                if (sequence == known) {
                    twice.incrementAndGet();
                } else if (sequence != known + 1) {
                    overtaken.incrementAndGet();
                }
                return Math.max(known, sequence);
            });
            came.incrementAndGet();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }));
    }

    // As the instance writes them, each under its key in turn.
    private void insert(Cluster cluster, String name, int number, int among) {
        for (int from = 0; from < number; from += CHUNK) {
            int to = Math.min(number, from + CHUNK) - 1;
            cluster.jdbc()
                    .update(
                            "insert into event (id, tenant, subject, sequence, type, data, at) select ? || n, 'acme', ? || '-' || n % ?, n / ? + 1, 'rsp.operation.succeeded', ?, current_timestamp from generate_series(?, ?) n",
                            name + "-",
                            name,
                            among,
                            among,
                            "{\"operationId\":\"00000000-0000-7000-8000-000000000000\",\"state\":\"SUCCEEDED\"}",
                            from,
                            to);
            memory(cluster);
        }
    }

    /** Until so many events or deliveries are in that state; or, where {@code delivered} is not -1, so many have come. */
    private void until(Cluster cluster, String state, int wanted, int delivered) throws InterruptedException {
        var count = "select count(*) from " + (state.startsWith("position") ? "event" : "delivery") + " where " + state;
        for (long told = System.nanoTime();
                cluster.jdbc().queryForObject(count, Integer.class) > wanted
                        || delivered >= 0 && came.get() < delivered; ) {
            Thread.sleep(1_000);
            long now = memory(cluster);
            if (seconds(told) > 20) {
                told = System.nanoTime();
                run.say(cluster.jdbc().queryForObject(count, Integer.class)
                        + " events not yet given to the subscriber; resident are " + now + " MB");
            }
        }
    }

    private void watch(Cluster cluster, int seconds) throws InterruptedException {
        for (int second = 0; second < seconds; second++) {
            Thread.sleep(1_000);
            memory(cluster);
        }
        run.say("a minute later resident are " + memory(cluster) + " MB, at most " + highest + " MB");
    }

    private long restart(Cluster cluster) {
        cluster.bundle(0).kill();
        long began = System.nanoTime();
        cluster.bundle(0).start();
        long took = Math.round(seconds(began));
        cluster.broker().kill();
        cluster.broker().start();
        run.say("killed and started again: the instance serves after " + took + " s; the broker, too, was killed");
        return took;
    }

    private boolean drain(Cluster cluster) throws InterruptedException {
        long began = System.nanoTime();
        int before = 0;
        while (came.get() - twice.get() < deliveries && seconds(began) < run.number("minutes") * 60L) {
            Thread.sleep(10_000);
            int now = came.get();
            run.say(now + " came, " + (now - before) / 10 + "/s; resident are " + memory(cluster) + " MB");
            before = now;
        }
        return came.get() - twice.get() >= deliveries;
    }

    /** Resident of instance and broker, MB. */
    private long memory(Cluster cluster) {
        long now = (cluster.resident() + Server.resident(jvm(cluster.broker().process()))) / 1024;
        highest = Math.max(highest, now);
        return now;
    }

    /** What instance and broker have in use, MB: resident, less what of their heaps is free after a collection. */
    private long held(Cluster cluster) throws IOException {
        long inUse = inUse(jvm(cluster.bundle(0).process()))
                + inUse(jvm(cluster.broker().process()));
        return memory(cluster) - setting.heap - BROKER_HEAP + (inUse >> 20);
    }

    // Bytes of live objects: the histogram is taken where the collection has ended.
    private static long inUse(long pid) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var said = new String(
                new ProcessBuilder(jcmd, String.valueOf(pid), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start()
                        .getInputStream()
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        var total = LIVE.matcher(said);
        if (!total.find()) {
            throw new IllegalStateException("jcmd did not say what lives: " + said);
        }
        return Long.parseLong(total.group(1));
    }

    // The broker's script is its parent.
    private static long jvm(Process process) {
        return process.descendants().mapToLong(ProcessHandle::pid).max().orElse(process.pid());
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
