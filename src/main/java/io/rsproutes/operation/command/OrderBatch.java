package io.rsproutes.operation.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/** Orders of a bulk job that are recorded together (core/submit-several). */
public class OrderBatch {

    /** What the statement reads of an order; the variable that has it, by column. */
    private static final Map<String, String> COLUMNS = Stream.of(
                    "parent_line",
                    "alone",
                    "operation_id",
                    "function",
                    "interface",
                    "step",
                    "peer",
                    "eid",
                    "iccid",
                    "profile_type",
                    "order_key",
                    "client_reference",
                    "template",
                    "next_steps",
                    "parameters",
                    "secrets",
                    "validity",
                    "owned_before",
                    "profile_peer",
                    "euicc_peer",
                    "owned_type",
                    "precheck_within",
                    "event_id",
                    "event_type",
                    "event_data")
            .collect(Collectors.toMap(column -> column, Strings::camelCase, (one, other) -> one, LinkedHashMap::new));

    private static final Map<String, Object> NOT_OWNED = Map.of("owned", false);

    /**
     * The order that the steps before left in variables, as core/submit-several.record takes it:
     * a map by column, without what is null.
     */
    public Map<String, Object> order(Exchange exchange) {
        var order = new LinkedHashMap<String, Object>();
        COLUMNS.forEach((column, variable) -> Json.put(order, column, exchange.getVariable(variable)));
        return order;
    }

    /** The orders, a list of maps, as the JSON array that core/submit-several.record takes. */
    public String json(List<Map<String, Object>> orders) {
        return Json.write(orders);
    }

    /** An empty list, as if the statement had recorded nothing. */
    public List<Map<String, Object>> noRows() {
        return List.of();
    }

    /** The rows of core-ownership-look-up-several (the body) as a map by their column line. */
    public Map<Long, Map<String, Object>> byLine(@Body List<Map<String, Object>> rows) {
        return rows.stream().collect(Collectors.toMap(row -> ((Number) row.get("line")).longValue(), row -> row));
    }

    /**
     * The row that {@code found} has for this line; where it has none, a row whose owned is false: EID or
     * ICCID is not the tenant's. Null when {@code found} is null: nothing was looked up.
     */
    public Map<String, Object> lookedUp(Map<Long, Map<String, Object>> found, long line) {
        return found == null ? null : found.getOrDefault(line, NOT_OWNED);
    }

    /**
     * Of the orders, those that the statement has just recorded, as a list: they have a row whose {@code
     * fresh} is true. One with a row, but not fresh, was recorded before.
     */
    public List<Map<String, Object>> fresh(List<Map<String, Object>> orders, List<Map<String, Object>> rows) {
        var fresh = lines(rows.stream()
                .filter(row -> Boolean.TRUE.equals(row.get("fresh")))
                .toList());
        return orders.stream().filter(order -> fresh.contains(number(order))).toList();
    }

    /** Of the lines, those for which the statement gave no row, as a list: they are not recorded. */
    public List<Numbered> notRecorded(List<Numbered> lines, List<Map<String, Object>> rows) {
        var recorded = lines(rows);
        return lines.stream().filter(line -> !recorded.contains(line.number())).toList();
    }

    /** A line of a file. */
    public interface Numbered {
        long number();
    }

    private static Set<Long> lines(List<Map<String, Object>> rows) {
        return rows.stream().map(OrderBatch::number).collect(Collectors.toSet());
    }

    private static Long number(Map<String, Object> row) {
        return ((Number) row.get("parent_line")).longValue();
    }
}
