package io.rsproutes.security;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** So many at once, in all and of one tenant, so that nobody takes the others' places. */
public final class Bulkhead {

    /** What came of asking for a place; only who is IN has one to leave. */
    public enum Entry {
        IN,
        TENANT_FULL,
        FULL
    }

    private final int most;
    private final int mostOfTenant;
    private final AtomicInteger taken = new AtomicInteger();
    private final Map<String, AtomicInteger> takenBy = new ConcurrentHashMap<>();

    public Bulkhead(int most, int mostOfTenant) {
        this.most = most;
        this.mostOfTenant = mostOfTenant;
    }

    public Entry enter(String tenant) {
        var own = takenBy.computeIfAbsent(tenant, id -> new AtomicInteger());
        if (own.incrementAndGet() > mostOfTenant) {
            own.decrementAndGet();
            return Entry.TENANT_FULL;
        }
        if (taken.incrementAndGet() > most) {
            leave(tenant);
            return Entry.FULL;
        }
        return Entry.IN;
    }

    public void leave(String tenant) {
        taken.decrementAndGet();
        takenBy.get(tenant).decrementAndGet();
    }

    /** Whether anybody is in. */
    public boolean taken() {
        return taken.get() > 0;
    }
}
