package io.rsproutes.northbound.tmf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.rsproutes.common.Json;

/**
 * In which TMF641 states items and orders are (docs/spec/formats.md 4.1): an item's is that of its
 * operation, or of those it relies on.
 */
final class ServiceOrderStates {

    private static final Set<String> ENDED = Set.of("completed", "failed", "rejected", "cancelled");
    /** The item's state by its operation's. */
    private static final Map<String, String> STATES = Map.of(
            "ACCEPTED",
            "inProgress",
            "SENDING",
            "inProgress",
            "WAITING",
            "inProgress",
            "IN_DOUBT",
            "held",
            "SUCCEEDED",
            "completed",
            "FAILED",
            "failed",
            "EXPIRED",
            "failed",
            "REFUSED",
            "rejected");

    private ServiceOrderStates() {}

    /** By item; in the order of the items, but what one relies on may stand anywhere, so until nothing changes. */
    static Map<String, String> ofItems(List<Map<String, Object>> rows, boolean cancelled) {
        var states = new LinkedHashMap<String, String>();
        rows.forEach(row -> states.put(row.get("item_id").toString(), first(row)));
        for (boolean changed = true; changed; ) {
            changed = false;
            for (var row : rows) {
                var item = row.get("item_id").toString();
                if (row.get("state") == null && row.get("fault") == null) {
                    changed |= !Objects.equals(states.put(item, waiting(row, states, cancelled)), states.get(item));
                }
            }
        }
        return states;
    }

    private static String first(Map<String, Object> row) {
        if (row.get("fault") != null) {
            return "rejected";
        }
        return row.get("state") == null
                ? "pending"
                : STATES.get(row.get("state").toString());
    }

    private static String waiting(Map<String, Object> row, Map<String, String> states, boolean cancelled) {
        if (cancelled) {
            return "cancelled";
        }
        var others = new ArrayList<String>();
        Json.read(row.get("relies_on").toString()).forEach(other -> others.add(states.get(other.asText())));
        if (others.stream().anyMatch(other -> ended(other) && !other.equals("completed"))) {
            return "cancelled";
        }
        return others.stream().allMatch("completed"::equals) ? "acknowledged" : "pending";
    }

    static boolean ended(String state) {
        return ENDED.contains(state) || "partial".equals(state);
    }

    /** Of an order whose items are in these. */
    static String ofOrder(Iterable<String> items) {
        var seen = new HashSet<String>();
        items.forEach(seen::add);
        if (ENDED.containsAll(seen)) {
            return seen.size() == 1 ? seen.iterator().next() : seen.contains("completed") ? "partial" : "failed";
        }
        if (seen.contains("inProgress") || seen.contains("completed") && !seen.contains("held")) {
            return "inProgress";
        }
        return seen.contains("held") ? "held" : "acknowledged";
    }
}
