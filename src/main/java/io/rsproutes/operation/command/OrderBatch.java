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

    /** A line that was read, as the statement takes it: by column, what there is of it. */
    public Map<String, Object> order(Exchange exchange) {
        var order = new LinkedHashMap<String, Object>();
        COLUMNS.forEach((column, variable) -> Json.put(order, column, exchange.getVariable(variable)));
        return order;
    }

    /** The orders, for the statement. */
    public String json(List<Map<String, Object>> orders) {
        return Json.write(orders);
    }

    /** No rows: nothing was recorded. */
    public List<Map<String, Object>> none() {
        return List.of();
    }

    /** What was found of lines (core-ownership-look-up-several), by line. */
    public Map<Long, Map<String, Object>> byLine(@Body List<Map<String, Object>> rows) {
        return rows.stream().collect(Collectors.toMap(row -> ((Number) row.get("line")).longValue(), row -> row));
    }

    /** What was found of that line; if nothing was, that it is not the tenant's. */
    public Map<String, Object> lookedUp(Map<Long, Map<String, Object>> found, long line) {
        return found.getOrDefault(line, NOT_OWNED);
    }

    /** The orders that the statement has just recorded, by its rows. */
    public List<Map<String, Object>> fresh(List<Map<String, Object>> orders, List<Map<String, Object>> rows) {
        var fresh = lines(rows.stream()
                .filter(row -> Boolean.TRUE.equals(row.get("fresh")))
                .toList());
        return orders.stream().filter(order -> fresh.contains(number(order))).toList();
    }

    /** The lines that it left out. */
    public List<Numbered> left(List<Numbered> lines, List<Map<String, Object>> rows) {
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
