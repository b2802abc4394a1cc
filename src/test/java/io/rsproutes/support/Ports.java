package io.rsproutes.support;

import io.rsproutes.platform.database.embedded.LoopbackPort;

/** Ports for the tests' servers. */
public final class Ports {

    private Ports() {}

    public static int free() {
        return LoopbackPort.free();
    }
}
