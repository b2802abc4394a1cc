package io.rsproutes.security;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.core.Settings;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.stereotype.Component;

/** How fast, and how many at once, a tenant may call, on either listener; counted in this bundle ({@code rsp.tenants.<id>.max-rate, max-concurrent}). */
@Component
public class TenantLimits {

    private record Limit(RateLimiter rate, Semaphore places, int seconds) { }

    private static final Place FREE = new Place(null, null);

    private final Map<String, Limit> limits = new HashMap<>();
    private final MeterRegistry meters;

    public TenantLimits(Settings settings, MeterRegistry meters) {
        this.meters = meters;
        settings.tenants().forEach((id, tenant) -> limits.put(id, new Limit(
                RateLimiter.of("tenant-" + id, RateLimiterConfig.custom().limitForPeriod(tenant.maxRate().permits()).limitRefreshPeriod(tenant.maxRate().per()).timeoutDuration(Duration.ZERO).build()),
                new Semaphore(tenant.maxConcurrent()), (int) Math.max(1, tenant.maxRate().per().toSeconds()))));
    }

    /** A place for one request; refused when the tenant has too many, or is too fast. */
    Place enter(Caller caller) {
        var limit = caller.tenant() == null ? null : limits.get(caller.tenant());
        if (limit == null) {
            return FREE;
        }
        if (!limit.places().tryAcquire()) {
            return refused(caller.tenant(), "concurrency", 1);
        }
        if (!limit.rate().acquirePermission()) {
            limit.places().release();
            return refused(caller.tenant(), "rate", limit.seconds());
        }
        return new Place(limit.places(), null);
    }

    private Place refused(String tenant, String reason, int seconds) {
        meters.counter("rsp.tenant.limited", "tenant", tenant, "reason", reason).increment();
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
