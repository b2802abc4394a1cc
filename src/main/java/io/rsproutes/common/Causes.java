package io.rsproutes.common;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A failure and what caused it, the failure itself first. */
public final class Causes {

    private Causes() {}

    /** All of them; empty for no failure. A ring of causes is gone through once. */
    public static List<Throwable> of(Throwable failure) {
        var chain = new ArrayList<Throwable>();
        for (var cause = failure; cause != null && !chain.contains(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }

    /** Whether one of them is such. */
    public static boolean any(Throwable failure, Predicate<Throwable> such) {
        return of(failure).stream().anyMatch(such);
    }

    /** The first of this type, or null. */
    public static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        return of(failure).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    /** The one without a cause. */
    public static Throwable root(Throwable failure) {
        var chain = of(failure);
        return chain.get(chain.size() - 1);
    }
}
