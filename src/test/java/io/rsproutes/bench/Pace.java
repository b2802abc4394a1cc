package io.rsproutes.bench;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Clients that work side by side and begin so many units a second in all, however long one takes. At a set rate the
 * instance's timers tick equally often for each order on every machine that keeps up.
 *
 * @param rate units a second; 0: each client begins the next when its last has ended
 */
record Pace(int clients, double rate) {

    private static final int DIGITS = 3;

    /**
     * Units {@code from} to {@code to - 1}; the first that fails ends it all.
     *
     * @return how long each took, in microseconds, from when it was due: one that waited for a client took longer
     */
    Histogram run(int from, int to, IntConsumer unit) {
        var took = new ConcurrentHistogram(DIGITS);
        var next = new AtomicInteger(from);
        var failure = new AtomicReference<RuntimeException>();
        long begun = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int client = 0; client < clients; client++) {
            var thread = new Thread(
                    () -> {
                        for (int n = next.getAndIncrement();
                                n < to && failure.get() == null;
                                n = next.getAndIncrement()) {
                            long due = rate == 0 ? System.nanoTime() : begun + (long) ((n - from) / rate * 1e9);
                            try {
                                until(due);
                                unit.accept(n);
                                took.recordValue((System.nanoTime() - due) / 1_000);
                            } catch (RuntimeException e) {
                                failure.compareAndSet(null, e);
                            }
                        }
                    },
                    "client-" + client);
            threads.add(thread);
            thread.start();
        }
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return took;
    }

    private static void until(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
