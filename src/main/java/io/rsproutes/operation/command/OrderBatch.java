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

    /** The order of the exchange's variables, as core/submit-several.record takes it: by column, what is not null. */
    public Map<String, Object> order(Exchange exchange) {
        var order = new LinkedHashMap<String, Object>();
        COLUMNS.forEach((column, variable) -> Json.put(order, column, exchange.getVariable(variable)));
        return order;
    }

    /** The orders as the JSON array that core/submit-several.record takes. */
    public String json(List<Map<String, Object>> orders) {
        return Json.write(orders);
    }

    /** An empty list of rows: the statement recorded nothing. */
    public List<Map<String, Object>> noRows() {
        return List.of();
    }

    /** The rows of core-ownership-look-up-several (the body) by the number of their line. */
    public Map<Long, Map<String, Object>> byLine(@Body List<Map<String, Object>> rows) {
        return rows.stream().collect(Collectors.toMap(row -> ((Number) row.get("line")).longValue(), row -> row));
    }

    /**
     * The row of that line; where there is none, one that says it is not the tenant's ({@code owned} is false). Null:
     * nothing was looked up.
     */
    public Map<String, Object> lookedUp(Map<Long, Map<String, Object>> found, long line) {
        return found == null ? null : found.getOrDefault(line, NOT_OWNED);
    }

    /** Those of the orders that the statement has just recorded: its rows call them {@code fresh}. */
    public List<Map<String, Object>> fresh(List<Map<String, Object>> orders, List<Map<String, Object>> rows) {
        var fresh = lines(rows.stream()
                .filter(row -> Boolean.TRUE.equals(row.get("fresh")))
                .toList());
        return orders.stream().filter(order -> fresh.contains(number(order))).toList();
    }

    /** Those of the lines for which the statement gave no row: they are not recorded. */
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
