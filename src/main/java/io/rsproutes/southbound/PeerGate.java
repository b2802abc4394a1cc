package io.rsproutes.southbound;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.rsproutes.core.Settings;

/** Lets at most {@code max-concurrent} calls be under way and {@code max-rate} begin, per peer and bundle; never blocks. */
public class PeerGate {

    private record Gate(Semaphore places, RateLimiter rate) { }

    private final Map<String, Gate> gates = new ConcurrentHashMap<>();

    public PeerGate(Settings settings) {
        settings.peers().forEach((id, peer) -> gates.put(id, new Gate(new Semaphore(peer.maxConcurrent()),
                RateLimiter.of(id, RateLimiterConfig.custom().limitForPeriod(peer.maxRate().permits()).limitRefreshPeriod(peer.maxRate().per())
                        .timeoutDuration(java.time.Duration.ZERO).build()))));
    }

    /** {@code open}, and a place is taken until {@link #leave}; else what the call waits for: {@code concurrency}, {@code rate-limit}, or {@code no-peer}. */
    public String enter(String peer) {
        var gate = peer == null ? null : gates.get(peer);
        if (gate == null) {
            return "no-peer";
        }
        if (!gate.places().tryAcquire()) {
            return "concurrency";
        }
        if (!gate.rate().acquirePermission()) {
            gate.places().release();
            return "rate-limit";
        }
        return "open";
    }

    public void leave(String peer) {
        gates.get(peer).places().release();
    }
}
