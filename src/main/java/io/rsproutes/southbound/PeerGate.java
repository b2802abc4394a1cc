package io.rsproutes.southbound;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.rsproutes.core.Settings;
import io.rsproutes.core.Settings.Rate;
import org.springframework.stereotype.Component;

/**
 * Lets at most {@code max-concurrent} calls be under way and {@code max-rate} begin ({@code audit-rate} of them audits), per peer and
 * bundle, none while the peer's breaker is open, and never so many that the other peers find no dispatcher left; never blocks.
 */
@Component("gate")
public class PeerGate {

    private static final class Gate {
        final int places;
        final RateLimiter rate;
        final RateLimiter audits;
        int taken;

        Gate(String id, Settings.Peer peer) {
            places = peer.maxConcurrent();
            rate = limiter(id, peer.maxRate());
            audits = limiter(id, peer.auditRate());
        }
    }

    private final Map<String, Gate> gates = new TreeMap<>();
    private final PeerBreakers breakers;
    private final int dispatchers;
    private final int reserved;

    public PeerGate(Settings settings, PeerBreakers breakers) {
        this.breakers = breakers;
        this.dispatchers = settings.broker().dispatchers();
        int peers = Math.max(1, settings.peers().size());
        this.reserved = peers > dispatchers ? 0 : Math.max(1, dispatchers / (2 * peers));
        settings.peers().forEach((id, peer) -> {
            var gate = new Gate(id, peer);
            gates.put(id, gate);
            breakers.gauge("rsp.peer.in-flight", id, () -> gate.taken);
        });
    }

    private static RateLimiter limiter(String id, Rate rate) {
        return RateLimiter.of(id, RateLimiterConfig.custom().limitForPeriod(rate.permits()).limitRefreshPeriod(rate.per()).timeoutDuration(Duration.ZERO).build());
    }

    /**
     * {@code open}, and a place is taken until {@link #leave}; else what the call waits for: {@code breaker}, {@code concurrency},
     * {@code rate-limit}, or {@code no-peer}.
     */
    public String enter(String peer) {
        return enter(peer, gate -> gate.rate);
    }

    /** Whether an automatic audit may begin; then a place is taken until {@link #leave}. */
    public boolean enterAudit(String peer) {
        return "open".equals(enter(peer, gate -> gate.audits));
    }

    private synchronized String enter(String peer, Function<Gate, RateLimiter> rate) {
        var gate = peer == null ? null : gates.get(peer);
        if (gate == null) {
            return "no-peer";
        }
        var waitsFor = breakers.open(peer) ? "breaker"
                : gate.taken >= gate.places || breakers.trying(peer) && gate.taken >= PeerBreakers.TRIALS || !fair(gate) ? "concurrency"
                : !rate.apply(gate).acquirePermission() ? "rate-limit" : null;
        if (waitsFor != null) {
            breakers.held(peer, waitsFor);
            return waitsFor;
        }
        gate.taken++;
        return "open";
    }

    // Every other peer keeps its reserve of the dispatchers, however slow this one is.
    private boolean fair(Gate gate) {
        int taken = 0;
        int kept = 0;
        for (var other : gates.values()) {
            taken += other.taken;
            kept += other == gate ? 0 : Math.max(0, reserved - other.taken);
        }
        return gate.taken < reserved || taken + kept < dispatchers;
    }

    public synchronized void leave(String peer) {
        gates.get(peer).taken--;
    }
}
