package io.rsproutes.platform.database;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rsproutes.config.Settings;
import org.springframework.stereotype.Component;

/**
 * How often timed workers look: at every beat while this instance writes work, and for a moment after;
 * else only when something known falls due, and now and then ({@code rsp.sweep.idle}) for what another
 * instance left behind when it ended.
 */
@Component("workerPace")
public class WorkerPace {

    /** Longer than any transaction that writes work takes from its statement to its commit, but for one that waits. */
    private static final long ACTIVE = Duration.ofSeconds(3).toNanos();

    private final long idle;
    private final Map<String, Long> next = new ConcurrentHashMap<>();
    private volatile long wrote = System.nanoTime() - 2 * ACTIVE;

    public WorkerPace(Settings settings) {
        this.idle = settings.sweep().idle().toNanos();
    }

    /**
     * This instance has written work for its timed workers: due is true of all of them for three seconds. A
     * route need not call it for a statement that inserts an event, or inserts or updates a message of a
     * peer, a job, a service order or a command, or updates an operation, a delivery or a dead letter: that
     * counts by itself.
     */
    public void wrote() {
        wrote = System.nanoTime();
    }

    /**
     * Boolean: true when the worker of this name is to look at this beat: less than three seconds after
     * wrote, or at the time that it gave to expect, or when rsp.sweep.idle has passed since it last looked;
     * else false.
     */
    public boolean due(String worker) {
        long now = System.nanoTime();
        var at = next.get(worker);
        boolean due = now - wrote < ACTIVE || at == null || now - at >= 0;
        if (due) {
            next.put(worker, now + idle);
        }
        return due;
    }

    /**
     * Something falls due for the worker of this name in so many seconds: due is true then at the latest.
     * Null changes nothing.
     *
     * @param seconds until the next that this worker knows of falls due, or fell; null: it knows of none
     */
    public void expect(String worker, Number seconds) {
        if (seconds != null) {
            next.merge(
                    worker,
                    System.nanoTime() + (long) (Math.max(0, seconds.doubleValue()) * 1e9),
                    (a, b) -> a - b < 0 ? a : b);
        }
    }
}
