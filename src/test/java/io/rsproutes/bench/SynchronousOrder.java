package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;

/** What an order costs the process that takes it, and how long it takes at half the load that it bears. */
final class SynchronousOrder implements Comparison {

    private static final String OWN_CPU = "CPU of the process, ms an order";
    private static final String ALL_CPU = "CPU with PostgreSQL and Artemis, ms an order";
    private static final String RATE = "orders/s";
    private static final String P50 = "p50 at half of that, ms";
    private static final String P99 = "p99 at half of that, ms";

    private final Load load;
    private final int port = Ports.free();
    private final Caller caller = new Caller(port, "Content-Type", "application/json");
    private Process bare;

    SynchronousOrder(Load load) {
        this.load = load;
    }

    @Override
    public String title() {
        return "B1 synchronous order";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(OWN_CPU, OWN_CPU, Aim.ratioAtMost(5)),
                new Figure(ALL_CPU, null, Aim.atMost(5)),
                new Figure(RATE, RATE, Aim.NONE),
                new Figure(P50, P50, Aim.atMost(6)),
                new Figure(P99, P99, Aim.atMost(25)));
    }

    @Override
    public void begin() {
        bare = BareCamel.start(
                "passthrough.camel.yaml",
                port,
                "--passthrough.peer=" + load.bench.smdpUrl() + "/gsma/rsp2/es2plus/downloadOrder");
        await().atMost(Duration.ofMinutes(1))
                .ignoreException(UncheckedIOException.class)
                .until(() ->
                        caller.post(Bench.OPERATIONS, load.bench.download(0)).status() == 200);
        load.closed(0, load.warmUp, this::pass);
    }

    private void pass(int n) {
        var answer = caller.post(
                Bench.OPERATIONS, load.bench.download(n), "Prefer", "wait=10", "Idempotency-Key", "download-" + n);
        if (answer.status() != 200) {
            throw new IllegalStateException("the baseline answered " + answer);
        }
    }

    @Override
    public Map<String, Double> ours() {
        var figures = take(load.next(load.orders * 3 / 2), load.instance(), load.bench::downloadOrder);
        load.bench.quiet();
        return figures;
    }

    @Override
    public Map<String, Double> baseline() {
        return take(0, bare, this::pass);
    }

    private Map<String, Double> take(int first, Process process, IntConsumer unit) {
        var figures = new LinkedHashMap<String, Double>();
        long before = ProcessTimes.millis(process);
        double all = load.millis();
        double rate = load.closed(first, load.orders, unit);
        figures.put(OWN_CPU, (ProcessTimes.millis(process) - before) / (double) load.orders);
        if (process != bare) {
            load.bench.quiet();
            figures.put(ALL_CPU, (load.millis() - all) / load.orders);
        }
        figures.put(RATE, rate);
        var took = load.open(first + load.orders, load.orders / 2, rate / 2, unit);
        figures.put(P50, took.getValueAtPercentile(50) / 1e3);
        figures.put(P99, took.getValueAtPercentile(99) / 1e3);
        return figures;
    }

    @Override
    public void close() {
        Processes.kill(bare);
        caller.close();
    }
}
