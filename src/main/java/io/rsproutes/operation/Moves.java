package io.rsproutes.operation;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.apache.camel.Exchange;

/** What a SM-DP+ notifies of, and what an executed order makes of its profile. */
public class Moves {

    private final Settings settings;

    public Moves(Settings settings) {
        this.settings = settings;
    }

    /** Whether an ES2+ answer names an eUICC, and another than was asked about. */
    public boolean namesAnotherEid(Exchange exchange) {
        var named = exchange.getVariable("resultEid", String.class);
        return "es2plus".equals(exchange.getVariable("interface")) && named != null
                && !named.equals(exchange.getVariable("eid"));
    }

    /**
     * The eUICC an answer named without being asked is another tenant's (a row in the body): its EID is neither kept
     * nor shown.
     */
    public void hideForeignEid(Exchange exchange) {
        if (exchange.getMessage().getBody() != null) {
            exchange.setVariable("resultEid", null);
            if (json(exchange, "result") instanceof ObjectNode result) {
                result.remove("eid");
                exchange.setVariable("result", Json.write(result));
            }
        }
    }

    /**
     * The notification of a SM-DP+ in variable {@code raw}, of variable {@code kind}: {@code iccid, orderKey, notifiedEid, observedAt, what,
     * profileState, device, proves, eventId, eventType, eventData}.
     */
    public void notification(Exchange exchange) {
        // A peer that has left the configuration meanwhile still meant what SGP.22 says.
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var raw = exchange.getVariable("raw", String.class);
        var notification = peer == null ? Es2Plus.notification(raw, Es2Plus.POINTS)
                : Es2Plus.notification(raw, Es2PlusDialects.notificationNames(settings.dialectOf(peer)),
                        Es2PlusDialects.reading(settings.dialectOf(peer)));
        boolean deviceChange = "handleDeviceChangeRequest".equals(exchange.getVariable("kind"));
        var what = deviceChange ? "device-change-requested" : notification.name() == null ? "unmapped" : notification.name();
        var data = new LinkedHashMap<String, Object>();
        data.put("iccid", notification.iccid());
        put(data, "eid", notification.eid());
        put(data, "peer", exchange.getVariable("peer"));
        put(data, "profileType", notification.profileType());
        put(data, "timestamp", notification.at() == null ? null : notification.at().toString());
        put(data, "notificationPointId", number(notification.point()));
        if (!notification.status().isEmpty()) {
            data.put("status", notification.status());
        }
        data.putAll(notification.device());
        put(data, "resultData", notification.resultData());
        if (deviceChange || notification.name() == null) {
            data.put("raw", raw);
        }
        exchange.setVariable("iccid", notification.iccid());
        exchange.setVariable("orderKey", notification.iccid());
        exchange.setVariable("notifiedEid", Identifiers.isEid(notification.eid()) ? notification.eid() : null);
        exchange.setVariable("observedAt", Timestamp.from(observed(notification.at(),
                Timestamps.instant(exchange.getVariable("receivedAt")))));
        exchange.setVariable("what", what);
        exchange.setVariable("profileState", state(what));
        exchange.setVariable("device", notification.device());
        exchange.setVariable("proves", what.equals("downloaded") || what.equals("installed") || what.equals("enabled"));
        exchange.setVariable("eventId", UuidV7.next());
        exchange.setVariable("eventType", "rsp.profile." + what);
        exchange.setVariable("eventData", Json.write(data));
    }

    // By the peer's word; its clock may be wrong, but not far in the future. What has no time that can be read is
    // older than anything that has.
    private static Instant observed(Instant said, Instant received) {
        return said == null ? Instant.EPOCH : said.isAfter(received.plusSeconds(300)) ? received : said;
    }

    private static Object number(String point) {
        return point != null && point.matches("\\d{1,9}") ? Integer.valueOf(point) : point;
    }

    /** The state of a profile after an event (spec/es2plus.md 3 and 5.1), null when it says nothing of it. */
    private static String state(String what) {
        return switch (what) {
            case "downloaded" -> "Downloaded";
            case "installed" -> "Installed";
            case "enabled" -> "Enabled";
            case "disabled" -> "Disabled";
            case "deleted" -> "Deleted";
            case "confirmation-failed", "eligibility-failed", "download-failed", "install-failed" -> "Error";
            default -> null;
        };
    }

    /** Variable {@code profileState} after an executed call, as the peer reported it (variable {@code reportedState}) or as it must be; and {@code profileIccid}, whose profile it is. */
    public void orderedState(Exchange exchange) {
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        var iccid = exchange.getVariable("iccid", String.class);
        exchange.setVariable("profileIccid", iccid != null ? iccid : exchange.getVariable("resultIccid", String.class));
        var reported = exchange.getVariable("reportedState", String.class);
        exchange.setVariable("profileState", reported != null ? reported : switch (exchange.getVariable("calledFunction", String.class)) {
            case "downloadOrder" -> exchange.getVariable("eid") == null ? "Allocated" : "Linked";
            case "confirmOrder" -> parameters.path("releaseFlag").asBoolean(true) ? "Released" : "Confirmed";
            case "releaseProfile" -> "Released";
            default -> parameters.path("finalProfileStatusIndicator").asText("Available");
        });
    }

    private static JsonNode json(Exchange exchange, String variable) {
        var text = exchange.getVariable(variable, String.class);
        return text == null ? null : Json.read(text);
    }

    private static void put(Map<String, Object> data, String field, Object value) {
        if (value != null) {
            data.put(field, value);
        }
    }
}
