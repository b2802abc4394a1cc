package io.rsproutes.core;

import java.util.Set;

/** The states of an operation (DESIGN, canonical model). */
public final class States {

    public static final Set<String> TERMINAL = Set.of("REFUSED", "SUCCEEDED", "FAILED", "EXPIRED");
    public static final Set<String> ALL = Set.of("REFUSED", "ACCEPTED", "SENDING", "WAITING", "IN_DOUBT", "SUCCEEDED", "FAILED", "EXPIRED");

    private States() {
    }
}
