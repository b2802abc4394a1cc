package io.rsproutes.common;

import java.util.Set;

/** The states of an operation (docs/reference/states.md). */
public final class States {

    public static final Set<String> TERMINAL = Set.of("REFUSED", "SUCCEEDED", "FAILED", "EXPIRED");
    public static final Set<String> ALL =
            Set.of("REFUSED", "ACCEPTED", "SENDING", "WAITING", "IN_DOUBT", "SUCCEEDED", "FAILED", "EXPIRED");

    /** It has ended, or will not without an audit or a person: nobody need wait for it. */
    public static boolean settled(String state) {
        return TERMINAL.contains(state) || "IN_DOUBT".equals(state);
    }

    private States() {}
}
