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
     * Boolean: true when one more deliverer may work for the subscription; it has a place then, until leave.
     * False when rsp.delivery.max-concurrent deliverers work for it, or when one does and its receiver did
     * not answer (unanswered).
     */
    public boolean enter(String subscription) {
        var places = free.computeIfAbsent(subscription, id -> new Semaphore(most));
        return (!silent.contains(subscription) || places.availablePermits() == most) && places.tryAcquire();
    }

    /** Gives the place back that enter gave. */
    public void leave(String subscription) {
        free.get(subscription).release();
    }

    /**
     * The subscription's receiver has answered, whatever it said: as many deliverers as
     * rsp.delivery.max-concurrent may work for it at once.
     */
    public void answered(String subscription) {
        silent.remove(subscription);
    }

    /**
     * The subscription's receiver has not answered: until it does (answered), only one deliverer at a time
     * may work for it.
     */
    public void unanswered(String subscription) {
        silent.add(subscription);
    }
}
