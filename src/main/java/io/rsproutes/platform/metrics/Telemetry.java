package io.rsproutes.platform.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.common.States;
import io.rsproutes.common.Timestamps;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/** Tells the log, the metrics and whoever waits that something moved. Called after commit; never decides anything. */
@org.springframework.stereotype.Component("telemetry")
public class Telemetry {

    private static final Logger LOG = LoggerFactory.getLogger("rsp");

    private static final long LOG_EVERY = Duration.ofSeconds(30).toNanos();

    private final MeterRegistry meters;
    private final Map<String, Long> lastLogged = new ConcurrentHashMap<>();
    private final Map<String, String> warned = new ConcurrentHashMap<>();
    private final List<Consumer<Move>> listeners = new CopyOnWriteArrayList<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicReference<Double>> lags = new ConcurrentHashMap<>();

    public Telemetry(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * A move that was committed.
     *
     * @param state the new one, or what an IN_DOUBT operation waits for
     * @param row as northbound/operations.find has it, in JSON; null unless it was watched, as {@code timeline}
     */
    public record Move(String operationId, String state, String row, String timeline) {}

    public void onMove(Consumer<Move> listener) {
        listeners.add(listener);
    }

    /** From now on moves of this operation bring its row along. */
    public void watch(String operationId) {
        watched.add(operationId);
    }

    public void unwatch(String operationId) {
        watched.remove(operationId);
    }

    /**
     * Boolean: true when a caller in this instance waits for the end of the operation (waiters.await), so
     * that the statement that moves it is to return operationRow and operationTimeline; else false.
     */
    public boolean isWatched(String operationId) {
        return watched.contains(operationId);
    }

    /**
     * An operation moved: that is logged, counted in {@code rsp.operations} and, when it ended and createdAt
     * is known, timed in {@code rsp.operation.duration}. Callers in this instance that wait for it
     * (waiters.await) go on when it ended, or is in doubt and waitingFor is null. In: {@code operationId,
     * function, peer, to, note, createdAt, waitingFor}; {@code operationRow, operationTimeline}, what those
     * callers get, null unless isWatched.
     */
    public void moved(Exchange exchange) {
        var id = exchange.getVariable("operationId", String.class);
        var to = exchange.getVariable("to", String.class);
        var function = or(exchange.getVariable("function", String.class), "unknown");
        var peer = or(exchange.getVariable("peer", String.class), "none");
        meters.counter("rsp.operations", "function", function, "state", to, "peer", peer)
                .increment();
        var created = Timestamps.instant(exchange.getVariable("createdAt"));
        if (created != null && States.TERMINAL.contains(to)) {
            meters.timer("rsp.operation.duration", "function", function, "state", to, "peer", peer)
                    .record(Duration.between(created, Instant.now()).abs());
        }
        LOG.atInfo()
                .addKeyValue("operationId", id)
                .addKeyValue("function", function)
                .addKeyValue("peer", peer)
                .addKeyValue("state", to)
                .log("operation " + to + note(exchange));
        var waitingFor = exchange.getVariable("waitingFor", String.class);
        var move = new Move(
                id,
                to.equals("IN_DOUBT") && waitingFor != null ? waitingFor : to,
                exchange.getVariable("operationRow", String.class),
                exchange.getVariable("operationTimeline", String.class));
        listeners.forEach(listener -> listener.accept(move));
    }

    /**
     * An exchange of a worker or queue failed: the exception is counted in {@code rsp.worker.failures} and
     * logged. Of one route at most one in 30 seconds is logged, but each that is about an operation (variable
     * {@code operationId}).
     */
    public void workerFailed(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        meters.counter("rsp.worker.failures", "route", exchange.getFromRouteId())
                .increment();
        var cause = NestedExceptionUtils.getMostSpecificCause(failure);
        // A database that is away fails every timer every second: once in half a minute is enough to read.
        long now = System.nanoTime();
        var before = lastLogged.get(exchange.getFromRouteId());
        if (before != null && now - before < LOG_EVERY && exchange.getVariable("operationId") == null) {
            return;
        }
        lastLogged.put(exchange.getFromRouteId(), now);
        LOG.atWarn()
                .addKeyValue("operationId", exchange.getVariable("operationId", String.class))
                .addKeyValue("route", exchange.getFromRouteId())
                .log(
                        "work failed and will be taken up again: {}: {}",
                        cause.getClass().getSimpleName(),
                        String.valueOf(cause.getMessage()).replaceAll("\\s+", " "));
        LOG.debug("the failure in full", failure);
    }

    /**
     * Times a call that came to its outcome, in timer {@code rsp.calls}. In: {@code peer, calledFunction,
     * outcome, callBegan}.
     */
    public void called(Exchange exchange) {
        var took = Duration.ofNanos(System.nanoTime() - exchange.getVariable("callBegan", Long.class));
        meters.timer(
                        "rsp.calls",
                        "peer",
                        exchange.getVariable("peer", String.class),
                        "function",
                        exchange.getVariable("calledFunction", String.class),
                        "outcome",
                        exchange.getVariable("outcome", String.class))
                .record(took);
    }

    /** Adds one to the counter {@code rsp.<name>} with this tag and value. */
    public void count(String name, String tag, String value) {
        meters.counter("rsp." + name, tag, value).increment();
    }

    /** Adds so many (0: none) to the counter {@code rsp.<name>} with this tag and value. */
    public void add(String name, String tag, String value, int times) {
        meters.counter("rsp." + name, tag, value).increment(times);
    }

    /**
     * Sets the gauge {@code rsp.sweeper.lag} of this sweeper to so many seconds: for how long the oldest row
     * has waited that it should have served. Null or negative sets 0: it keeps up.
     */
    public void lag(String sweeper, Object seconds) {
        lags.computeIfAbsent(sweeper, name -> {
                    var value = new AtomicReference<>(0d);
                    Gauge.builder("rsp.sweeper.lag", value, AtomicReference::get)
                            .tag("sweeper", name)
                            .baseUnit("seconds")
                            .register(meters);
                    return value;
                })
                .set(seconds instanceof Number number ? Math.max(0, number.doubleValue()) : 0d);
    }

    /** Sets the gauge {@code rsp.<name>} to this number; null is 0. */
    public void gauge(String name, Object value) {
        lags.computeIfAbsent("level." + name, key -> {
                    var level = new AtomicReference<>(0d);
                    Gauge.builder("rsp." + name, level, AtomicReference::get).register(meters);
                    return level;
                })
                .set(value instanceof Number number ? number.doubleValue() : 0d);
    }

    /**
     * Times something that took so many milliseconds: timer {@code rsp.<name>} with this tag and value; with
     * a fifth argument, so many of them, each with these milliseconds (0: none).
     */
    public void timed(String name, String tag, String value, long millis) {
        meters.timer("rsp." + name, tag, value).record(Duration.ofMillis(millis));
    }

    /** So many of them together, each as long as the whole. */
    public void timed(String name, String tag, String value, long millis, int times) {
        for (int i = 0; i < times; i++) {
            timed(name, tag, value, millis);
        }
    }

    public void warn(String text, String operationId) {
        LOG.atWarn().addKeyValue("operationId", operationId).log(text);
    }

    /** Logs this text as a warning, unless it is what was last logged about the same (the first argument). */
    public void warnOnce(String about, String text) {
        if (!text.equals(warned.put(about, text))) {
            LOG.warn(text);
        }
    }

    private static String note(Exchange exchange) {
        var note = exchange.getVariable("note", String.class);
        return note == null || note.isBlank() ? "" : ": " + note;
    }

    private static String or(String value, String other) {
        return value == null || value.isBlank() ? other : value;
    }
}
