package io.rsproutes.delivery.webhook;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import io.rsproutes.config.Settings;

/**
 * So many deliverers for one subscription at once; one at most while its receiver does not
 * answer, or it would hold them all.
 */
public class SubscriptionBulkheads {

    private final int most;
    private final Map<String, Semaphore> free = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    public SubscriptionBulkheads(Settings settings) {
        this.most = settings.delivery().maxConcurrent();
    }

    /**
     * Whether one more deliverer may work for the subscription: at most {@code rsp.delivery.max-concurrent}, one while
     * its receiver does not answer. Who may must {@link #leave}. Each instance counts for itself.
     */
    public boolean enter(String subscription) {
        var places = free.computeIfAbsent(subscription, id -> new Semaphore(most));
        return (!silent.contains(subscription) || places.availablePermits() == most) && places.tryAcquire();
    }

    /** The deliverer has ended, and its place is free for the next. */
    public void leave(String subscription) {
        free.get(subscription).release();
    }

    /** Its receiver answered, whatever it said: so many may work again at once. */
    public void answered(String subscription) {
        silent.remove(subscription);
    }

    /** Its receiver did not answer: one at a time may try until it does. */
    public void unanswered(String subscription) {
        silent.add(subscription);
    }
}
