package io.rsproutes.common;

/** How long something took, by a clock that nobody sets. */
public class Stopwatch {

    /**
     * The moment to measure from: a number for {@code millis} or telemetry.called, in this process only. It
     * is no time of day.
     */
    public long start() {
        return System.nanoTime();
    }

    /** Whole milliseconds since the given {@code start}. */
    public long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
