package io.rsproutes.delivery.relay;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.rsproutes.config.Settings;
import io.rsproutes.platform.database.SqlList;
import org.apache.camel.Exchange;

/** Deliveries to our own broker that are sent together, and who waits for whom when they must go one by one. */
public class Relay {

    /** Instead of a key: everything waits. */
    private static final String EVERY_KEY = "*";

    private final int batch;

    public Relay(Settings settings) {
        this.batch = settings.delivery().relayBatch();
    }

    /** Variable {@code rows} as claimed, null for none; {@code more}: whether there may be others behind them. */
    public void begin(Exchange exchange) {
        var rows = rows(exchange);
        exchange.setVariable("rows", rows);
        exchange.setVariable("more", String.valueOf(rows.size() == batch));
        exchange.setVariable("begun", System.nanoTime());
        exchange.setVariable("waiting", new HashSet<String>());
    }

    /**
     * The answer of {@code relay-next.sql}: variables {@code rows, passed, upto, leased, queued}, {@code sent} (nothing wanted is as
     * good), and {@code behind}, whether there may be others behind them.
     */
    @SuppressWarnings("unchecked")
    public void next(Exchange exchange) {
        var answer = (List<Map<String, Object>>) Objects.requireNonNullElse(exchange.getMessage().getBody(List.class), List.of());
        var first = answer.isEmpty() ? Map.<String, Object>of() : answer.get(0);
        var rows = answer.stream().filter(row -> row.get("id") != null).toList();
        for (var name : List.of("passed", "upto", "leased", "queued")) {
            exchange.setVariable(name, first.get(name));
        }
        exchange.setVariable("behind", !answer.isEmpty() && ((Number) first.get("examined")).intValue() == batch);
        exchange.setVariable("rows", rows);
        exchange.setVariable("sent", String.valueOf(rows.isEmpty()));
        exchange.setVariable("millis", 0L);
        exchange.setVariable("begun", System.nanoTime());
    }

    /** They are all on the broker: {@code ids, fences, details, millis} for the record. */
    public void sent(Exchange exchange) {
        long millis = (System.nanoTime() - exchange.getVariable("begun", Long.class)) / 1_000_000;
        exchange.setVariable("millis", millis);
        exchange.setVariable("ids", SqlList.of(column(exchange, "id")));
        exchange.setVariable("fences", SqlList.of(column(exchange, "attempts")));
        exchange.setVariable("details", SqlList.of(column(exchange, "detail")));
        exchange.setVariable("sent", "true");
    }

    /** {@code held}: whether the delivery in variable {@code delivery} waits for one before it. */
    public void turn(Exchange exchange) {
        exchange.setVariable("held", waiting(exchange).contains(EVERY_KEY) || waiting(exchange).contains(key(row(exchange))));
    }

    /** Its outcome is known: one that did not go holds up its key, a broker that is away everything. */
    public void took(Exchange exchange) {
        switch (exchange.getVariable("outcome", String.class)) {
            case "postponed" -> waiting(exchange).add(exchange.getVariable("held", Boolean.class) ? key(row(exchange)) : EVERY_KEY);
            case "retry" -> waiting(exchange).add(key(row(exchange)));
            default -> { }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Exchange exchange) {
        return Objects.requireNonNullElse((List<Map<String, Object>>) exchange.getVariable("rows"), List.of());
    }

    private static List<String> column(Exchange exchange, String name) {
        return rows(exchange).stream().map(row -> Objects.toString(row.get(name), "")).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> row(Exchange exchange) {
        return (Map<String, Object>) exchange.getVariable("delivery");
    }

    private static String key(Map<String, Object> row) {
        return row.get("order_key").toString();
    }

    @SuppressWarnings("unchecked")
    private static Set<String> waiting(Exchange exchange) {
        return (Set<String>) exchange.getVariable("waiting");
    }
}
