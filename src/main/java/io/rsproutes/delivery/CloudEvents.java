package io.rsproutes.delivery;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Globs;
import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import org.apache.camel.Exchange;

/**
 * Rows of {@code event} as CloudEvents 1.0 JSON. {@code sequence} counts per subject; the published extension
 * has it as a text that sorts by its characters, hence ten digits. {@code position} is the reader's cursor.
 */
public class CloudEvents {

    /** One row (SQL column names) as an event; the position only in lists, for subscribers' bodies never change. */
    public static ObjectNode event(Map<String, Object> row) {
        var event = Json.MAPPER.createObjectNode();
        event.put("specversion", "1.0")
                .put("id", text(row, "id"))
                .put("source", "/rsp/v1/tenants/" + text(row, "tenant"))
                .put("type", text(row, "type"))
                .put("subject", text(row, "subject"))
                .put("time", Timestamps.text(row.get("at")))
                .put("datacontenttype", "application/json")
                .put("sequence", String.format("%010d", ((Number) row.get("sequence")).longValue()));
        event.set("data", Json.read(text(row, "data")));
        return event;
    }

    /** The event of a delivery, or of a dead letter. */
    public static ObjectNode ofDelivery(Map<String, Object> row) {
        return event(Map.of(
                "id",
                row.get("event_id"),
                "tenant",
                row.get("tenant"),
                "type",
                row.get("type"),
                "subject",
                row.get("subject"),
                "at",
                row.get("at"),
                "sequence",
                row.get("sequence"),
                "data",
                row.get("data")));
    }

    /**
     * A regular expression for the glob in variable {@code type} (* stands for any run of characters); null
     * when there is no type, which finds all.
     */
    public String typePattern(Exchange exchange) {
        var type = exchange.getVariable("type", String.class);
        return type == null ? null : "^" + Globs.regex(type) + "$";
    }

    /**
     * The rows (the body, oldest first) as JSON, {items: [...], cursor}: CloudEvents, each with its position.
     * The cursor (text) is the last row's position; without rows the position asked for ({@code after}), or
     * 0.
     */
    public String list(List<Map<String, Object>> rows, Object after) {
        var list = Json.MAPPER.createObjectNode();
        var items = list.putArray("items");
        Object cursor = after;
        for (var row : rows) {
            cursor = row.get("position");
            items.add(event(row).put("position", ((Number) cursor).longValue()));
        }
        list.put("cursor", String.valueOf(cursor == null ? 0 : cursor));
        return Json.write(list);
    }

    public static String text(Map<String, Object> row, String column) {
        var value = row.get(column);
        return value == null ? null : value.toString();
    }
}
