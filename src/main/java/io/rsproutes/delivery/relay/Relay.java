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
     * What relay.next answered: the events to relay, as rows of deliveries ({@code rows}); of all that were
     * looked at, how many ({@code examined}); the positions they lie between ({@code passed, upto}); whether
     * earlier ones wait ({@code queued}); the fence ({@code leased}).
     */
    public record Next(
            List<Map<String, Object>> rows, int examined, Object passed, Object upto, Object leased, Object queued) {}

    /**
     * The rows of the statement relay.next (the body) as an object: {@code rows}, a list of the events to
     * send, maybe empty; {@code examined}, how many events it looked at; {@code passed, upto}: their
     * positions are after passed, and up to upto; {@code leased}, the fence; {@code queued}, true when
     * earlier deliveries wait. When the statement gave no row, rows is empty, examined 0, and the rest null.
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

    /** This column of the rows, as SQL takes a list; null becomes an empty text. */
    public Object column(List<Map<String, Object>> rows, String name) {
        return SqlList.of(
                rows.stream().map(row -> Objects.toString(row.get(name), "")).toList());
    }

    /** A text for each row, as SQL takes a list: this one when the row's payload is null, else an empty one. */
    public Object details(List<Map<String, Object>> rows, String nothing) {
        return SqlList.of(rows.stream()
                .map(row -> row.get("payload") == null ? nothing : "")
                .toList());
    }

    /** A new set of order keys, in memory and empty; hold and holdAll add to it. */
    public Set<String> noneWaiting() {
        return new HashSet<>();
    }

    /**
     * Boolean: true when hold has added this delivery's order key to the set, or holdAll every key; else
     * false.
     */
    public boolean waits(Set<String> waiting, Map<String, Object> delivery) {
        return waiting.contains(EVERY_KEY) || waiting.contains(key(delivery));
    }

    /** Adds this delivery's order key to the set: from now on waits is true of the deliveries under it. */
    public void hold(Set<String> waiting, Map<String, Object> delivery) {
        waiting.add(key(delivery));
    }

    /** Adds every key to the set: from now on waits is true of all deliveries. */
    public void holdAll(Set<String> waiting) {
        waiting.add(EVERY_KEY);
    }

    private static String key(Map<String, Object> delivery) {
        return delivery.get("order_key").toString();
    }
}
