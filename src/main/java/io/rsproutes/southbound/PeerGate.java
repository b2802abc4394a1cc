package io.rsproutes.southbound;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Rate;
import io.rsproutes.config.Settings;
import org.springframework.stereotype.Component;

/**
 * Lets at most {@code max-concurrent} calls be under way and {@code max-rate} begin ({@code audit-rate} of
 * them audits), per peer and instance, none while the peer's breaker is open, and never so many that the
 * other peers find no dispatcher left; never blocks. Operations whose peer is full queue here: who gives a
 * place back goes on with the {@link #next}. What is queued when the instance ends, or the breaker opens, is
 * still due in the database.
 */
@Component("gate")
public class PeerGate {

    /** Nudges of so many operations are kept for each peer. */
    private static final int MOST_QUEUED = 2_000;

    private static final class Gate {
        final String id;
        final int places;
        final RateLimiter rate;
        final RateLimiter audits;
        /** By operation, the oldest first. */
        final NavigableMap<String, String> queue = new TreeMap<>();

        int taken;

        Gate(String id, Peer peer) {
            this.id = id;
            places = peer.maxConcurrent();
            rate = limiter(id, peer.maxRate());
            audits = limiter(id, peer.auditRate());
        }
    }

    private final Map<String, Gate> gates = new TreeMap<>();
    private final PeerBreakers breakers;
    private final int dispatchers;
    private final int reserved;
    private final int spare;

    public PeerGate(Settings settings, PeerBreakers breakers) {
        this.breakers = breakers;
        this.dispatchers = settings.broker().dispatchers();
        int peers = Math.max(1, settings.peers().size());
        this.reserved = peers > dispatchers ? 0 : Math.max(1, dispatchers / (2 * peers));
        // Where there are too many peers for that, one dispatcher stays free to see who waits.
        this.spare = reserved == 0 && dispatchers > 1 ? 1 : 0;
        settings.peers().forEach((id, peer) -> {
            var gate = new Gate(id, peer);
            gates.put(id, gate);
            breakers.gauge("rsp.peer.in-flight", id, () -> gate.taken);
            breakers.gauge("rsp.peer.queued", id, () -> gate.queue.size());
        });
    }

    private static RateLimiter limiter(String id, Rate rate) {
        return RateLimiter.of(
                id,
                RateLimiterConfig.custom()
                        .limitForPeriod(rate.permits())
                        .limitRefreshPeriod(rate.per())
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    /**
     * Text: open, and the call has a place at the peer until leave; else why not, the first that holds:
     * no-peer, there is none of this id; breaker, it is open; concurrency: max-concurrent calls are under way
     * (three, while the breaker tries the peer), or the free dispatchers (rsp.broker.dispatchers) are kept
     * for other peers; rate-limit, max-rate is used up. All but no-peer are counted in {@code rsp.peer.held}.
     * In any case the operation is no longer queued. Places and rates are of this instance alone.
     */
    public synchronized String enter(String peer, String operation) {
        var gate = gate(peer);
        if (gate != null) {
            gate.queue.remove(operation);
        }
        return enter(gate, one -> one.rate);
    }

    /**
     * Boolean: true when an audit or status query may begin now, by the same rules as enter, with audit-rate
     * instead of max-rate; it has a place then, until leave. Else false, which is counted as in enter.
     */
    public synchronized boolean enterAudit(String peer) {
        return "open".equals(enter(gate(peer), gate -> gate.audits));
    }

    /** Boolean: as enterAudit, for a periodic read that no operation waits for; but false is not counted. */
    public synchronized boolean enterPeriodic(String peer) {
        var gate = gate(peer);
        boolean open = gate != null && waitsFor(gate, gate.audits) == null;
        if (open) {
            gate.taken++;
        }
        return open;
    }

    private Gate gate(String peer) {
        return peer == null ? null : gates.get(peer);
    }

    private String enter(Gate gate, Function<Gate, RateLimiter> rate) {
        if (gate == null) {
            return "no-peer";
        }
        var waitsFor = waitsFor(gate, rate.apply(gate));
        if (waitsFor != null) {
            breakers.held(gate.id, waitsFor);
            return waitsFor;
        }
        gate.taken++;
        return "open";
    }

    // Null: nothing.
    private String waitsFor(Gate gate, RateLimiter rate) {
        return breakers.open(gate.id)
                ? "breaker"
                : !hasPlace(gate) ? "concurrency" : !rate.acquirePermission() ? "rate-limit" : null;
    }

    private boolean hasPlace(Gate gate) {
        return gate.taken < gate.places
                && (!breakers.trying(gate.id) || gate.taken < PeerBreakers.TRIALS)
                && fair(gate);
    }

    // Every other peer keeps its reserve of the dispatchers, however slow this one is.
    private boolean fair(Gate gate) {
        int taken = 0;
        int kept = 0;
        for (var other : gates.values()) {
            taken += other.taken;
            kept += other == gate ? 0 : Math.max(0, reserved - other.taken);
        }
        return gate.taken < reserved || taken + Math.max(kept, spare) < dispatchers;
    }

    /**
     * Boolean: true, and the operation queues for a place in this instance's memory, until next gives its
     * nudge back or enter is called for it; false when 2,000 operations queue for this peer.
     */
    public synchronized boolean queue(String peer, String operation, String nudge) {
        var queue = gates.get(peer).queue;
        if (queue.size() >= MOST_QUEUED && !queue.containsKey(operation)) {
            return false;
        }
        queue.put(operation, nudge);
        return true;
    }

    /**
     * Takes one operation out of the queue, and gives its nudge: the one that was ordered first at a peer
     * that has a place and whose breaker is not open, and of several such peers at the one with the fewest
     * calls under way. Null when there is none. It gives no place: that is up to enter.
     */
    public synchronized String next() {
        return gates.values().stream()
                .filter(gate -> !gate.queue.isEmpty() && !breakers.open(gate.id) && hasPlace(gate))
                .min(Comparator.<Gate>comparingInt(gate -> gate.taken).thenComparing(gate -> gate.queue.firstKey()))
                .map(gate -> gate.queue.pollFirstEntry().getValue())
                .orElse(null);
    }

    /**
     * Text: what a call to the peer would wait for now, as enter says it; open, if for nothing. Nothing is taken
     * or counted by it.
     */
    public synchronized String now(String peer) {
        var gate = gate(peer);
        return gate == null
                ? "no-peer"
                : breakers.open(peer)
                        ? "breaker"
                        : !hasPlace(gate)
                                ? "concurrency"
                                : gate.rate.getMetrics().getAvailablePermissions() > 0 ? "open" : "rate-limit";
    }

    /** The call has ended: gives back its place at the peer. */
    public synchronized void leave(String peer) {
        gates.get(peer).taken--;
    }
}
