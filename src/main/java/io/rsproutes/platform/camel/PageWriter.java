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
     * These rows as a page, each as its view shows it. The cursor is the last row's id, or null when fewer rows came
     * than were asked for.
     */
    public static String page(
            List<Map<String, Object>> rows, int limit, Function<Map<String, Object>, ObjectNode> view) {
        var page = Json.MAPPER.createObjectNode();
        var items = page.putArray("items");
        rows.forEach(row -> items.add(view.apply(row)));
        page.put(
                "cursor",
                rows.size() < limit ? null : rows.get(rows.size() - 1).get("id").toString());
        return Json.write(page);
    }
}
