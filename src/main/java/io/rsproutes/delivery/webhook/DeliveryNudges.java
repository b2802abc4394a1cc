package io.rsproutes.delivery.webhook;

import java.util.List;
import java.util.Map;

/** What wakes a deliverer: {@code subscription|key}. */
public class DeliveryNudges {

    /** The subscription's id in the nudge (the body). */
    public String subscription(String nudge) {
        return nudge.substring(0, nudge.indexOf('|'));
    }

    /** The order key in the nudge (the body). */
    public String key(String nudge) {
        return nudge.substring(nudge.indexOf('|') + 1);
    }

    /**
     * The nudge for this subscription and order key, as delivery-deliver-nudge-all takes it: a list of one
     * row, {due}.
     */
    public List<Map<String, String>> of(String subscription, String key) {
        return List.of(Map.of("due", subscription + "|" + key));
    }
}
