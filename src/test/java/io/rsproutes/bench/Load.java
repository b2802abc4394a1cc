package io.rsproutes.bench;

import java.util.function.IntConsumer;

import io.rsproutes.proof.Run;
import org.HdrHistogram.Histogram;

/** What the comparisons share: the instance and what is around it, and how they put load on it. */
final class Load {

    /** As many as are under way at once when a server hangs for a while, and begin all the same. */
    private static final int OPEN_CLIENTS = 128;

    final Run run;
    final Bench bench;
    final TlsPeer tls;
    /** Of a turn. */
    final int orders;

    final int warmUp;
    final int clients;
    private int ordered;

    Load(Run run, Bench bench, TlsPeer tls) {
        this.run = run;
        this.bench = bench;
        this.tls = tls;
        boolean quick = quick();
        orders = quick ? 300 : run.number("orders");
        warmUp = quick ? 300 : run.number("warm-up");
        clients = run.number("clients");
    }

    boolean quick() {
        return run.text("quick").equals("true");
    }

    boolean full() {
        return run.text("full").equals("true");
    }

    /** The first of so many numbers that no order over REST has had. */
    int next(int units) {
        int first = ordered;
        ordered += units;
        return first;
    }

    /** Numbers that were had so far. */
    int ordered() {
        return ordered;
    }

    /** Each client begins the next when its last has ended. @return units a second */
    double closed(int first, int units, IntConsumer unit) {
        return rate(units, () -> new Pace(clients, 0).run(first, first + units, unit));
    }

    /** Units begin at that rate however long each takes. @return how long they took, in microseconds */
    Histogram open(int first, int units, double rate, IntConsumer unit) {
        return new Pace(OPEN_CLIENTS, rate).run(first, first + units, unit);
    }

    static double rate(int units, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return units / ((System.nanoTime() - begun) / 1e9);
    }

    /** Processor time of instance, PostgreSQL and Artemis so far, ms. */
    double millis() {
        return ProcessTimes.millis(instance())
                + ProcessTimes.millis(database())
                + ProcessTimes.millis(bench.cluster.broker().process());
    }

    Process instance() {
        return bench.cluster.bundle(0).process();
    }

    Process database() {
        return bench.cluster.postgres().process();
    }
}
