package io.rsproutes.delivery.relay;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.rsproutes.platform.database.SqlList;

/** Deliveries to our own broker that are sent together, and who waits for whom when they must go one by one. */
public class Relay {

    /** Instead of a key: everything waits. */
    private static final String EVERY_KEY = "*";

    /**
     * What relay.next answered: the events to relay, as rows of deliveries ({@code rows}); of all that were looked at,
     * how many ({@code examined}); the positions they lie between ({@code passed, upto}); whether earlier ones wait
     * ({@code queued}); the fence ({@code leased}).
     */
    public record Next(
            List<Map<String, Object>> rows, int examined, Object passed, Object upto, Object leased, Object queued) {}

    /**
     * The rows of the statement relay.next, taken apart: {@code rows}, the events to send; {@code examined}, how many
     * it looked at; {@code passed, upto}, the positions they lie between; {@code leased}, the fence; {@code queued},
     * whether earlier deliveries wait.
     */
    public Next next(List<Map<String, Object>> answer) {
        if (answer == null || answer.isEmpty()) {
            return new Next(List.of(), 0, null, null, null, null);
        }
        var first = answer.get(0);
        return new Next(
                answer.stream().filter(row -> row.get("id") != null).toList(),
                ((Number) first.get("examined")).intValue(),
                first.get("passed"),
                first.get("upto"),
                first.get("leased"),
                first.get("queued"));
    }

    /** A column of the rows, as SQL takes a list; null becomes an empty text. */
    public Object column(List<Map<String, Object>> rows, String name) {
        return SqlList.of(
                rows.stream().map(row -> Objects.toString(row.get(name), "")).toList());
    }

    /**
     * For each row the detail of its attempt, as SQL takes a list: the text {@code nothing} when it has no payload,
     * else an empty one.
     */
    public Object details(List<Map<String, Object>> rows, String nothing) {
        return SqlList.of(rows.stream()
                .map(row -> row.get("payload") == null ? nothing : "")
                .toList());
    }

    /** An empty set of keys, to which hold adds those whose deliveries must wait. */
    public Set<String> noneWaiting() {
        return new HashSet<>();
    }

    /** Whether the delivery must wait, as one before it under its key does. */
    public boolean waits(Set<String> waiting, Map<String, Object> delivery) {
        return waiting.contains(EVERY_KEY) || waiting.contains(key(delivery));
    }

    /** From now on the deliveries under the key of this one must wait. */
    public void hold(Set<String> waiting, Map<String, Object> delivery) {
        waiting.add(key(delivery));
    }

    /** From now on the deliveries of every key must wait. */
    public void holdAll(Set<String> waiting) {
        waiting.add(EVERY_KEY);
    }

    private static String key(Map<String, Object> delivery) {
        return delivery.get("order_key").toString();
    }
}
