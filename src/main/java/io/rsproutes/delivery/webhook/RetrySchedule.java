package io.rsproutes.delivery.webhook;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.rsproutes.config.Settings;
import io.rsproutes.platform.http.client.RetryAfter;

/** {@code rsp.delivery.schedule}: the waits before each attempt. */
public class RetrySchedule {

    private final List<Duration> schedule;

    public RetrySchedule(Settings settings) {
        this(settings.delivery().schedule());
    }

    RetrySchedule(List<Duration> schedule) {
        this.schedule = schedule;
    }

    /**
     * Seconds (Double) until the next attempt, after so many attempts: the next wait of
     * rsp.delivery.schedule, up to a tenth longer, and at least the receiver's Retry-After: seconds or a
     * date, at most seven days, ignored when it is null or cannot be read. Null when the schedule has no wait
     * left.
     *
     * @param retryAfter the header with which the receiver asked for a longer wait; may be null
     */
    public Double waitAfter(int attempts, String retryAfter) {
        if (attempts >= schedule.size()) {
            return null;
        }
        double wait = schedule.get(attempts).toMillis() / 1000d;
        // Up to a tenth more, so that a receiver that comes back is not met by all at once.
        wait += wait * ThreadLocalRandom.current().nextDouble(0.1);
        var asked = RetryAfter.rewritten(retryAfter);
        return asked == null ? wait : Math.max(wait, asked);
    }
}
