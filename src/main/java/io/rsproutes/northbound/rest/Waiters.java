package io.rsproutes.northbound.rest;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import io.rsproutes.common.Json;
import io.rsproutes.common.States;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.database.SqlList;
import io.rsproutes.platform.metrics.Telemetry;
import io.rsproutes.security.Bulkhead;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Callers that prefer to wait (RFC 7240). Woken by this instance's own moves at once, and by one look every
 * 250 ms at all operations waited for, since the end may have come on another instance. No connection is held
 * meanwhile.
 */
public class Waiters {

    private static final Logger LOG = LoggerFactory.getLogger(Waiters.class);
    private static final Pattern WAIT =
            Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,6})(?!\\d)", Pattern.CASE_INSENSITIVE);

    // Of doubts, those about which the peer is being asked do come soon.
    private static final String STATES =
            "select case when state = 'IN_DOUBT' and waiting_for is not null then waiting_for"
                    + " else state end as state, id from operation where id = any(cast(:ids as varchar[]))";

    private static final Set<String> TIMES = Set.of("created_at", "deadline", "finished_at");
    private static final int REMEMBERED = 4_096;

    private final Settings settings;
    private final NamedParameterJdbcTemplate jdbc;
    private final Bulkhead bulkhead;
    private final Telemetry telemetry;
    private final Map<String, CountDownLatch> latches = new ConcurrentHashMap<>();
    /** The last operations that this instance settled: one may end before its caller begins to wait. */
    private final Map<String, Telemetry.Move> settled = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Telemetry.Move> eldest) {
            return size() > REMEMBERED;
        }
    });

    private volatile Thread poller;

    public Waiters(Settings settings, javax.sql.DataSource dataSource, Telemetry telemetry) {
        this.settings = settings;
        this.bulkhead =
                new Bulkhead(settings.rest().maxWaiters(), settings.rest().maxWaitersPerTenant());
        this.jdbc = new NamedParameterJdbcTemplate(dataSource);
        this.telemetry = telemetry;
        telemetry.onMove(move -> {
            var known = settled.get(move.operationId());
            if (known != null && States.TERMINAL.contains(known.state())) {
                // Two threads may report their moves in another order than they made them; an end is the last.
                return;
            }
            if (States.settled(move.state())) {
                settled.put(move.operationId(), move);
                var latch = latches.get(move.operationId());
                if (latch != null) {
                    latch.countDown();
                }
            } else {
                settled.remove(move.operationId());
            }
        });
    }

    /**
     * Of the headers Prefer of a request (RFC 7240), as one text, what we honour: {@code wait=<seconds>}, or
     * null.
     */
    static String preference(String prefer) {
        var match = prefer == null ? null : WAIT.matcher(prefer);
        return match == null || !match.find() ? null : "wait=" + match.group(1);
    }

    /** Seconds the caller would wait, 0 when it would not; variable {@code prefer}. */
    public int preferred(Exchange exchange) {
        var prefer = exchange.getVariable("prefer", String.class);
        var match = prefer == null ? null : WAIT.matcher(prefer);
        return match == null || !match.find()
                ? 0
                : (int) Math.min(
                        Integer.parseInt(match.group(1)),
                        settings.rest().maxWait().toSeconds());
    }

    /**
     * Waits until the operation of variable {@code operationId} has ended, or is in doubt while its peer is
     * not being asked; for the seconds of variable {@code prefer} (wait=seconds), at most {@code
     * rsp.rest.max-wait}. It does not wait when prefer is null, nor when {@code rsp.rest.max-waiters} callers
     * in all, or {@code max-waiters-per-tenant} of its tenant, wait already; it stops waiting when the
     * instance stops. Returns the operation's row, as operations.show takes it, if this instance ended the
     * operation meanwhile; else null, also when it ended before or on another instance, so the route then
     * looks it up.
     */
    public Map<String, Object> await(Exchange exchange) throws InterruptedException {
        int seconds = preferred(exchange);
        var tenant = exchange.getVariable("tenant", String.class);
        if (seconds == 0 || bulkhead.enter(tenant) != Bulkhead.Entry.IN) {
            return null;
        }
        var id = exchange.getVariable("operationId", String.class);
        telemetry.watch(id);
        try {
            awaitEnd(id, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds), exchange.getContext()::isStopping);
        } finally {
            latches.remove(id);
            telemetry.unwatch(id);
            bulkhead.leave(tenant);
        }
        return row(settled.get(id));
    }

    // The poller looks for all; who waits for an operation of before, or of another instance, is woken by it.
    private void awaitEnd(String id, long until, BooleanSupplier stopping) throws InterruptedException {
        ensurePoller();
        while (!settled.containsKey(id) && System.nanoTime() < until && !stopping.getAsBoolean()) {
            var latch = latches.computeIfAbsent(id, key -> new CountDownLatch(1));
            long wait = Math.min(until - System.nanoTime(), TimeUnit.SECONDS.toNanos(1));
            if (settled.containsKey(id) || latch.await(wait, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    private static Map<String, Object> row(Telemetry.Move move) {
        // What is in doubt another instance may settle: it is read anew.
        if (move == null || move.row() == null || !States.TERMINAL.contains(move.state())) {
            return null;
        }
        var row = new LinkedHashMap<String, Object>();
        Json.read(move.row())
                .properties()
                .forEach(field -> row.put(
                        field.getKey(),
                        field.getValue().isNull()
                                ? null
                                : TIMES.contains(field.getKey())
                                        ? Timestamps.read(field.getValue().asText())
                                        : field.getValue().asText()));
        row.put("timeline", move.timeline());
        return row;
    }

    private void ensurePoller() {
        if (poller == null || !poller.isAlive()) {
            synchronized (this) {
                if (poller == null || !poller.isAlive()) {
                    poller = new Thread(this::poll, "rsp-waiters");
                    poller.setDaemon(true);
                    poller.start();
                }
            }
        }
    }

    private void poll() {
        try {
            while (bulkhead.taken()) {
                Thread.sleep(250);
                var ids = Set.copyOf(latches.keySet());
                if (ids.isEmpty()) {
                    continue;
                }
                try {
                    jdbc.query(STATES, Map.of("ids", SqlList.of(List.copyOf(ids))), row -> {
                        var latch = latches.get(row.getString("id"));
                        if (latch != null && States.settled(row.getString("state"))) {
                            latch.countDown();
                        }
                    });
                } catch (org.springframework.dao.DataAccessException e) {
                    LOG.debug("waiters could not look: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
