package io.rsproutes.platform.database;

import io.rsproutes.common.Problem;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Whose rows this thread may touch: set while it works for a tenant from outside, so that the database checks it too
 * (row-level security, db/migration). Workers, who work for everybody, have none. And whether it looks something up
 * by filters that may be left out, for which PostgreSQL has to know the values before it plans.
 */
public final class TenantScope {

    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();
    private static final ThreadLocal<Boolean> LOOK_UP = new ThreadLocal<>();

    private TenantScope() {}

    /** For the rest of this exchange; null for everybody. */
    public static void enter(Exchange exchange, String tenant) {
        CURRENT.set(tenant);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                leave();
            }
        });
    }

    /** The rest of this exchange, which entered before, looks something up. */
    public static void lookUp() {
        LOOK_UP.set(true);
    }

    /**
     * For the rest of this exchange works for a tenant that is not calling now.
     *
     * @return whose rows it may touch: the tenant's, or null for an operator, who may touch all
     */
    public static String act(Exchange exchange, Settings settings, String tenant) {
        var configured = settings.tenants().get(tenant);
        if (configured == null) {
            throw new Problem(403, "tenant-unknown", "The tenant of this work is not configured any more.");
        }
        var scope = configured.roles().contains(Tenant.Role.OPERATOR) ? null : tenant;
        enter(exchange, scope);
        return scope;
    }

    /** The same for one question outside routes. */
    public static <T> T within(String tenant, java.util.function.Supplier<T> question) {
        CURRENT.set(tenant);
        LOOK_UP.set(true);
        try {
            return question.get();
        } finally {
            leave();
        }
    }

    /** What an exchange before left on this thread, if anything, does not count. */
    public static void leave() {
        CURRENT.remove();
        LOOK_UP.remove();
    }

    /** The tenant, or null. */
    public static String current() {
        return CURRENT.get();
    }

    /** Whether this thread looks something up. */
    static boolean isLookUp() {
        return LOOK_UP.get() != null;
    }
}
