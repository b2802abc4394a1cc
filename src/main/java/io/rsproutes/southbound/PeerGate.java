package io.rsproutes.southbound;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.rsproutes.core.Settings;
import io.rsproutes.core.Settings.Rate;

/** Lets at most {@code max-concurrent} calls be under way and {@code max-rate} begin ({@code audit-rate} of them audits), per peer and bundle; never blocks. */
public class PeerGate {

    private record Gate(Semaphore places, RateLimiter rate, RateLimiter audits) { }

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    public PeerGate(Settings settings) {
        settings.peers().forEach((id, peer) -> gates.put(id, new Gate(new Semaphore(peer.maxConcurrent()), limiter(id, peer.maxRate()), limiter(id, peer.auditRate()))));
    }

    private static RateLimiter limiter(String id, Rate rate) {
        return RateLimiter.of(id, RateLimiterConfig.custom().limitForPeriod(rate.permits()).limitRefreshPeriod(rate.per()).timeoutDuration(Duration.ZERO).build());
    }

    /** {@code open}, and a place is taken until {@link #leave}; else what the call waits for: {@code concurrency}, {@code rate-limit}, or {@code no-peer}. */
    public String enter(String peer) {
        return enter(peer, Gate::rate);
    }

    /** Whether an automatic audit may begin; then a place is taken until {@link #leave}. */
    public boolean enterAudit(String peer) {
        return "open".equals(enter(peer, Gate::audits));
    }

    private String enter(String peer, Function<Gate, RateLimiter> rate) {
        var gate = peer == null ? null : gates.get(peer);
        if (gate == null) {
            return "no-peer";
        }
        if (!gate.places().tryAcquire()) {
            return "concurrency";
        }
        if (!rate.apply(gate).acquirePermission()) {
            gate.places().release();
            return "rate-limit";
        }
        return "open";
    }

    public void leave(String peer) {
        gates.get(peer).places().release();
    }
}
