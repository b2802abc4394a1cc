package io.rsproutes.platform.camel;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;

/** Lists of the API: {@code {items: [...], cursor}}. */
public final class PageWriter {

    private PageWriter() {}

    /**
     * These rows as a page, each as its view shows it. The cursor is the last row's row_key, or its id where rows
     * have none; null when fewer rows came than were asked for.
     */
    public static String page(
            List<Map<String, Object>> rows, int limit, Function<Map<String, Object>, ObjectNode> view) {
        var page = Json.MAPPER.createObjectNode();
        var items = page.putArray("items");
        rows.forEach(row -> items.add(view.apply(row)));
        page.put(
                "cursor",
                rows.size() < limit ? null : key(rows.get(rows.size() - 1)).toString());
        return Json.write(page);
    }

    private static Object key(Map<String, Object> row) {
        return row.containsKey("row_key") ? row.get("row_key") : row.get("id");
    }
}
