package io.rsproutes.delivery.webhook;

import java.util.List;
import java.util.Map;

/** What wakes a deliverer: {@code subscription|key}. */
public class DeliveryNudges {

    /** The subscription that a nudge names. */
    public String subscription(String nudge) {
        return nudge.substring(0, nudge.indexOf('|'));
    }

    /** The order key that a nudge names. */
    public String key(String nudge) {
        return nudge.substring(nudge.indexOf('|') + 1);
    }

    /** One nudge, as the statements that look for what is due answer theirs. */
    public List<Map<String, String>> of(String subscription, String key) {
        return List.of(Map.of("due", subscription + "|" + key));
    }
}
