package io.rsproutes.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.HdrHistogram.ConcurrentHistogram;

/** How late the events of 19 webhooks come while the twentieth takes requests and never answers; and while it does. */
final class DeadReceiver implements Comparison {

    private static final String P50 = "p50 from event to receiver, ms";
    private static final String P99 = "p99 from event to receiver, ms";
    private static final int SUBSCRIPTIONS = 20;
    private static final double ORDERS_A_SECOND = 3;
    private static final Pattern TIME = Pattern.compile("\"time\"\\s*:\\s*\"([^\"]+)\"");
    private static final int BACKLOG = 1_000;
    private static final int DIGITS = 3;

    private final Load load;
    private final int orders;
    private ServerSocket dead;

    DeadReceiver(Load load) {
        this.load = load;
        orders = load.quick() ? 15 : 45;
    }

    @Override
    public String title() {
        return "B7 one dead receiver of 20";
    }

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(P50, P50, Aim.NONE), new Figure(P99, P99, Aim.NONE));
    }

    @Override
    public void begin() throws IOException {
        dead = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public Map<String, Double> ours() {
        load.bench.subscribe("http://127.0.0.1:" + dead.getLocalPort());
        return take(SUBSCRIPTIONS - 1);
    }

    @Override
    public Map<String, Double> baseline() {
        load.bench.subscribe();
        return take(SUBSCRIPTIONS - 1);
    }

    private Map<String, Double> take(int others) {
        for (int webhook = 0; webhook < others; webhook++) {
            load.bench.subscribe();
        }
        var late = new ConcurrentHistogram(DIGITS);
        var before = load.bench.quiet();
        load.bench.delivered(body -> late.recordValue(Math.max(0, age(body))));
        load.open(load.next(orders), orders, ORDERS_A_SECOND, load.bench::acceptOrder);
        int events = orders * Measure.DOWNLOAD_ORDER.events;
        load.bench.come(before.plus(events, events * others));
        load.bench.quiet();
        load.bench.delivered(body -> {});
        load.bench.unsubscribe();
        var figures = new LinkedHashMap<String, Double>();
        figures.put(P50, late.getValueAtPercentile(50) / 1e3);
        figures.put(P99, late.getValueAtPercentile(99) / 1e3);
        return figures;
    }

    // Microseconds: the database's clock is this machine's.
    private static long age(byte[] body) {
        var time = TIME.matcher(new String(body, StandardCharsets.UTF_8));
        if (!time.find()) {
            throw new IllegalStateException("an event without its time");
        }
        return Duration.between(Instant.parse(time.group(1)), Instant.now()).toNanos() / 1_000;
    }

    @Override
    public void close() throws IOException {
        load.bench.delivered(body -> {});
        load.bench.unsubscribe();
        dead.close();
    }
}
