package io.rsproutes.delivery.subscription;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.delivery.CloudEvents;
import io.rsproutes.delivery.EventFormats;

/** Shows subscriptions; says why one cannot be made or changed. */
public class Subscriptions {

    private final Settings settings;

    public Subscriptions(Settings settings) {
        this.settings = settings;
    }

    /**
     * The row (null: 404) as JSON: {id, tenant, channel, url or queue, types, filter?, format?, state, reason,
     * createdAt, waiting?, attempts?}; format only of webhooks and queues, waiting and attempts if the row
     * has them; and {@code secret}, when the second argument is not null.
     */
    public String show(Map<String, Object> row, String secret) {
        if (row == null) {
            throw Problem.notFound("subscription");
        }
        var view = view(row);
        if (secret != null) {
            view.put("secret", secret);
        }
        return Json.write(view);
    }

    /** All rows as JSON, {items: [...], cursor: null}, each as in show, without its secret. */
    public String list(List<Map<String, Object>> rows) {
        var list = Json.MAPPER.createObjectNode();
        var items = list.putArray("items");
        rows.forEach(row -> items.add(view(row)));
        list.putNull("cursor");
        return Json.write(list);
    }

    /**
     * 409 too-many-subscriptions when {@code moved} is false: the owner has rsp.delivery.max-subscriptions
     * already.
     */
    public void checkMade(Boolean moved) {
        if (!Boolean.TRUE.equals(moved)) {
            throw new Problem(
                    409,
                    "too-many-subscriptions",
                    "There are " + settings.delivery().maxSubscriptions()
                            + " subscriptions already;"
                            + " delete one that is not needed (rsp.delivery.max-subscriptions).");
        }
    }

    /**
     * 409 not-applicable when {@code moved} is false: the statement before changed no row. As the
     * subscription was found, its channel does not allow that: only a webhook has a secret, and those to
     * results (reply) and of the topic are not deleted.
     */
    public void checkMoved(Boolean moved) {
        if (!Boolean.TRUE.equals(moved)) {
            throw new Problem(
                    409,
                    "not-applicable",
                    "That cannot be done with a subscription of this channel: only a webhook has a secret, "
                            + "and those of results (reply) and of the topic are the instance's own.");
        }
    }

    /**
     * 409 still-ending when {@code moved} is false: what the disabled subscription still had to get is yet to
     * become dead letters (delivery-sweep-ended).
     */
    public void checkEnabled(Boolean moved) {
        if (!Boolean.TRUE.equals(moved)) {
            throw new Problem(
                    409,
                    "still-ending",
                    "What it still had to get is being kept as dead letters; enable it when its \"waiting\" is 0.");
        }
    }

    private static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        var channel = CloudEvents.text(row, "channel");
        view.put("id", CloudEvents.text(row, "id"))
                .put("tenant", CloudEvents.text(row, "tenant"))
                .put("channel", channel)
                .put(
                        "queue".equals(channel) || "topic".equals(channel) ? "queue" : "url",
                        "reply".equals(channel) ? null : CloudEvents.text(row, "address"));
        view.set("types", Json.read(CloudEvents.text(row, "types")));
        if (row.get("filter") != null) {
            view.set("filter", Json.read(CloudEvents.text(row, "filter")));
        }
        if ("webhook".equals(channel) || "queue".equals(channel)) {
            view.put(
                    "format",
                    row.get("format") == null
                            ? EventFormats.CLOUDEVENTS
                            : row.get("format").toString());
        }
        view.put("state", CloudEvents.text(row, "state"))
                .put("reason", CloudEvents.text(row, "reason"))
                .put("createdAt", Timestamps.text(row.get("created_at")));
        if (row.get("waiting") != null) {
            view.put("waiting", ((Number) row.get("waiting")).longValue())
                    .put("attempts", row.get("attempts") == null ? 0 : ((Number) row.get("attempts")).intValue());
        }
        return view;
    }
}
