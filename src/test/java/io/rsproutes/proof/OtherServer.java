package io.rsproutes.proof;

import java.util.function.Supplier;

/** One that is started elsewhere. */
class OtherServer extends Server {
    private final Supplier<Process> process;
    private final Runnable start;

    OtherServer(String name, Supplier<Process> process, Runnable start) {
        super(name);
        this.process = process;
        this.start = start;
    }

    @Override
    public Process process() {
        return process.get();
    }

    @Override
    void start() {
        start.run();
    }
}
