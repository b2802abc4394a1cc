package io.rsproutes.common;

/** How long something took, by a clock that nobody sets. */
public class Stopwatch {

    /** The moment to measure from. */
    public long start() {
        return System.nanoTime();
    }

    /** Milliseconds since {@code start}. */
    public long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
