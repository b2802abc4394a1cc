package io.rsproutes.northbound.rest;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;

/** What is shown of a card and its profiles besides observations: maker, device, activation codes, downloads. */
final class CardInfo {

    /** Digits of an EID that say who made the eUICC. */
    private static final int EUM = 8;

    /** Digits of an IMEI that say which device it is. */
    private static final int TAC = 8;

    private final Settings settings;

    CardInfo(Settings settings) {
        this.settings = settings;
    }

    /** {@code eum}, and {@code eumName} where rsp.euiccs.eums has it. */
    void eum(ObjectNode view, String eid) {
        var eum = eid.substring(0, EUM);
        view.put("eum", eum);
        Json.put(view, "eumName", settings.euiccs().eums().get(eum));
    }

    /**
     * What the row of a profile says of it at its SM-DP+: {@code smdp}, {@code activation} and {@code downloads}; none
     * of these when its state there is not known.
     */
    void smdp(ObjectNode view, Map<String, Object> row) {
        if (row.get("state") == null) {
            return;
        }
        var smdp = view.putObject("smdp");
        Json.put(smdp, "peer", row.get("peer"));
        Json.put(smdp, "state", row.get("state"));
        Json.put(smdp, "smdpAddress", row.get("smdp_address"));
        Json.put(smdp, "matchingId", row.get("matching_id"));
        Json.put(smdp, "at", moment(row.get("observed_at")));
        var activation = view.putObject("activation").put("state", activation((String) row.get("state")));
        Json.put(activation, "operationId", row.get("ordered_by"));
        if (row.get("link_state") != null) {
            var link = activation.putObject("link");
            Json.put(link, "state", row.get("link_state"));
            Json.put(link, "at", Timestamps.text(row.get("link_at")));
        }
        int count = ((Number) row.get("downloads")).intValue();
        var downloads = view.putObject("downloads").put("count", count);
        int limit = settings.activation().maxDownloads();
        if (limit > 0) {
            downloads.put("limit", limit).put("exceeded", count > limit);
        }
    }

    /** What became of the activation code of a profile that is in this state at its SM-DP+. */
    static String activation(String state) {
        return switch (state) {
            case "Allocated", "Linked", "Confirmed" -> "pending";
            case "Released" -> "issued";
            case "Downloaded" -> "downloaded";
            case "Installed", "Enabled", "Disabled" -> "installed";
            case "Deleted" -> "deleted";
            case "Error" -> "failed";
            case "Available", "Unavailable" -> "cancelled";
            default -> "unknown";
        };
    }

    /**
     * {@code device}, by rows of what was told of devices, newest first: what the newest of them says, and the others
     * that were told with it. Nothing for no rows.
     *
     * @param column of the profile that it was told of
     */
    static void device(ObjectNode view, List<Map<String, Object>> rows, String column) {
        if (rows.isEmpty()) {
            return;
        }
        var newest = rows.get(0);
        var device = view.putObject("device");
        rows.stream()
                .filter(row -> row.get(column).equals(newest.get(column))
                        && row.get("observed_at").equals(newest.get("observed_at")))
                .forEach(row -> Json.put(device, row.get("name").toString(), row.get("content")));
        var imei = device.path("imei").asText("");
        if (!device.has("tac") && imei.length() >= TAC) {
            device.put("tac", imei.substring(0, TAC));
        }
        Json.put(device, "iccid", newest.get(column));
        Json.put(device, "source", newest.get("source"));
        Json.put(device, "peer", newest.get("peer"));
        Json.put(device, "at", moment(newest.get("observed_at")));
    }

    /** One thing that happened; of its event what a timeline says, too. */
    static ObjectNode moment(Map<String, Object> row) {
        var moment = Json.MAPPER.createObjectNode();
        Json.put(moment, "at", Timestamps.text(row.get("at")));
        Json.put(moment, "type", row.get("type"));
        Json.put(moment, "operationId", row.get("operation_id"));
        for (var field : new String[] {"function", "eid", "iccid", "peer", "note"}) {
            Json.put(moment, field, row.get(field));
        }
        if (row.get("data") != null) {
            var data = Json.read(row.get("data").toString());
            for (var field :
                    new String[] {"function", "eid", "iccid", "peer", "source", "cause", "note", "timestamp", "status"
                    }) {
                if (data.hasNonNull(field)) {
                    moment.set(field, data.get(field));
                }
            }
        }
        return moment;
    }

    /** A time as text; null for 1970, which is what has no time of its own. */
    static String moment(Object at) {
        return Instant.EPOCH.equals(Timestamps.instant(at)) ? null : Timestamps.text(at);
    }
}
