package io.rsproutes.security;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.config.Rate;
import io.rsproutes.config.Settings;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/**
 * How fast, and how many at once, a tenant may call, on either listener, and a peer its notifications and results;
 * counted in this instance ({@code rsp.tenants.<id>.max-rate, max-concurrent}, {@code
 * rsp.peers.<id>.inbound.max-rate, max-concurrent}); and end users together ({@code rsp.activation.max-rate,
 * max-concurrent}), as nothing tells one from another.
 */
@Component
public class CallerLimits {

    /** {@code kind}: tenant, peer or end user. */
    private record Limit(String kind, String id, RateLimiter rate, Semaphore places, int seconds) {}

    private static final Place FREE = new Place(null, null);

    private final Map<String, Limit> limits = new HashMap<>();
    private final Limit endUsers;
    private final MeterRegistry meters;

    public CallerLimits(Settings settings, MeterRegistry meters) {
        this.meters = meters;
        endUsers = limit(
                "end.user",
                "all",
                settings.activation().maxRate(),
                settings.activation().maxConcurrent());
        settings.tenants()
                .forEach((id, tenant) ->
                        limits.put("tenant " + id, limit("tenant", id, tenant.maxRate(), tenant.maxConcurrent())));
        settings.peers()
                .forEach((id, peer) -> limits.put(
                        "peer " + id,
                        limit(
                                "peer",
                                id,
                                peer.inbound().maxRate(),
                                peer.inbound().maxConcurrent())));
    }

    private static Limit limit(String kind, String id, Rate rate, int places) {
        var config = RateLimiterConfig.custom()
                .limitForPeriod(rate.permits())
                .limitRefreshPeriod(rate.per())
                .timeoutDuration(Duration.ZERO)
                .build();
        return new Limit(kind, id, RateLimiter.of(kind + "-" + id, config), new Semaphore(places), (int)
                Math.max(1, rate.per().toSeconds()));
    }

    /**
     * A place for one request; refused when whoever calls has too many, or is too fast. A certificate that several
     * peers share counts as the first of them, by name.
     */
    Place enter(Caller caller) {
        var limit = limit(caller);
        if (limit == null) {
            return FREE;
        }
        if (!limit.places().tryAcquire()) {
            return refused(limit, "concurrency", 1);
        }
        if (!limit.rate().acquirePermission()) {
            limit.places().release();
            return refused(limit, "rate", limit.seconds());
        }
        return new Place(limit.places(), null);
    }

    private Limit limit(Caller caller) {
        if (caller == Caller.END_USER) {
            return endUsers;
        }
        return caller.tenant() != null
                ? limits.get("tenant " + caller.tenant())
                : caller.peers().stream()
                        .min(Comparator.naturalOrder())
                        .map(id -> limits.get("peer " + id))
                        .orElse(null);
    }

    private Place refused(Limit limit, String reason, int seconds) {
        meters.counter("rsp." + limit.kind() + ".limited", limit.kind(), limit.id(), "reason", reason)
                .increment();
        return new Place(null, seconds);
    }

    /** Held while a request is worked on, beyond the filter when the answer comes asynchronously. */
    static final class Place implements AsyncListener {

        private final Semaphore places;
        private final Integer retryAfter;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(Semaphore places, Integer retryAfter) {
            this.places = places;
            this.retryAfter = retryAfter;
        }

        boolean refused() {
            return retryAfter != null;
        }

        /** Seconds. */
        Integer retryAfter() {
            return retryAfter;
        }

        void leaveWhenDone(HttpServletRequest request) {
            if (places == null) {
                return;
            }
            try {
                if (request.isAsyncStarted()) {
                    request.getAsyncContext().addListener(this);
                    return;
                }
            } catch (IllegalStateException e) {
                // it has been answered meanwhile
            }
            leave();
        }

        private void leave() {
            if (left.compareAndSet(false, true)) {
                places.release();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            leave();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // onComplete follows
        }

        @Override
        public void onError(AsyncEvent event) {
            leave();
        }

        @Override
        public void onStartAsync(AsyncEvent event) throws IOException {
            event.getAsyncContext().addListener(this);
        }
    }
}
