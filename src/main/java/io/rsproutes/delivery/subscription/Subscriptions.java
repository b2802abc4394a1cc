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

    /** A row as JSON, with the secret if that has just been made; 404 when there is none. */
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

    /** Rows of subscriptions as a JSON list, without their secrets. */
    public String list(List<Map<String, Object>> rows) {
        var list = Json.MAPPER.createObjectNode();
        var items = list.putArray("items");
        rows.forEach(row -> items.add(view(row)));
        list.putNull("cursor");
        return Json.write(list);
    }

    /** 409 when the tenant has as many as it may. */
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
     * 409 unless the statement before changed its row: the subscription exists, but its channel does not support
     * this action (only webhooks have a secret; replies are not deleted).
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

    /** 409 while what a disabled subscription still had to get is being kept as dead letters. */
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
