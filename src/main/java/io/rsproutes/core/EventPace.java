package io.rsproutes.core;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

/**
 * How often the workers look that carry events out: at every beat while this instance writes events, and for a moment
 * after, else only now and then, for what another instance left behind when it ended.
 */
@Component("eventPace")
public class EventPace {

    /** Longer than any transaction that writes an event takes from its statement to its commit, but for one that waits. */
    private static final long ACTIVE = Duration.ofSeconds(3).toNanos();

    private final long idle;
    private final Map<String, Long> looked = new ConcurrentHashMap<>();
    private volatile long wrote = System.nanoTime() - 2 * ACTIVE;

    public EventPace(Settings settings) {
        this.idle = settings.fanOut().idle().toNanos();
    }

    /** An event or a delivery is being written. */
    public void wrote() {
        wrote = System.nanoTime();
    }

    /** Whether the worker of this name looks at this beat. */
    public boolean due(String worker) {
        long now = System.nanoTime();
        var last = looked.get(worker);
        boolean due = now - wrote < ACTIVE || last == null || now - last >= idle;
        if (due) {
            looked.put(worker, now);
        }
        return due;
    }
}
