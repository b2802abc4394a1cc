package io.rsproutes.protocol.es2plus;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;

/**
 * Writes ES2+ messages exactly as the specification says (SGP.22 v2.2, 5.3 and 6.5; docs/spec/es2plus.md 1),
 * or as a peer's {@link Style} has them.
 */
public final class Es2PlusWriter {

    /** How a peer wants its requests: ICCIDs of 19 digits padded with F, absent fields as null, states in capitals. */
    public record Style(boolean padIccid, boolean nulls, boolean upperStates) {
        public static final Style EXACT = new Style(false, false, false);

        String iccid(String iccid) {
            return padIccid && iccid != null && iccid.length() == 19 ? iccid + "F" : iccid;
        }

        String state(String state) {
            return upperStates ? state.toUpperCase(Locale.ROOT) : state;
        }
    }

    private Es2PlusWriter() {}

    /**
     * The request of a function.
     *
     * @param parameters the command's parameters, secret ones included
     * @param known      what we know of the profile: eid, matchingId; fills fields the specification makes conditional
     */
    public static String request(
            String function,
            String requesterId,
            String callId,
            String eid,
            List<String> iccids,
            JsonNode parameters,
            Map<String, String> known,
            Style style) {
        var body = message(requesterId, callId);
        var iccid = iccids.isEmpty() ? null : style.iccid(iccids.get(0));
        switch (function) {
            case "downloadOrder" -> {
                optional(body, "eid", eid, style);
                optional(body, "iccid", iccid, style);
                optional(body, "profileType", text(parameters, "profileType"), style);
            }
            case "confirmOrder" -> confirmOrder(body, eid, iccid, parameters, style);
            case "cancelOrder" -> cancelOrder(body, eid, iccid, parameters, known, style);
            case "releaseProfile" -> Json.put(body, "iccid", iccid);
            case "getProfileStatus" -> {
                var list = body.putArray("iccidList");
                iccids.forEach(one -> list.addObject().put("iccid", style.iccid(one)));
            }
            case "recoverProfile" -> {
                Json.put(body, "iccid", iccid);
                body.put("profileStatus", style.state(text(parameters, "profileStatus")));
            }
            case "rpmOrder" -> {
                Json.put(body, "eid", eid);
                Json.put(body, "iccid", iccid);
                body.setAll((ObjectNode) parameters.get("message"));
            }
            default -> throw new IllegalArgumentException("not an ES2+ function: " + function);
        }
        return Json.write(body);
    }

    private static void confirmOrder(ObjectNode body, String eid, String iccid, JsonNode parameters, Style style) {
        Json.put(body, "iccid", iccid);
        optional(body, "eid", eid, style);
        optional(body, "matchingId", text(parameters, "matchingId"), style);
        optional(body, "confirmationCode", text(parameters, "confirmationCode"), style);
        optional(body, "smdsAddress", text(parameters, "smdsAddress"), style);
        body.put("releaseFlag", parameters.path("releaseFlag").asBoolean(true));
    }

    private static void cancelOrder(
            ObjectNode body, String eid, String iccid, JsonNode parameters, Map<String, String> known, Style style) {
        var matchingId = text(parameters, "matchingId");
        var state = parameters.path("finalProfileStatusIndicator").asText("Available");
        Json.put(body, "iccid", iccid);
        optional(body, "eid", eid != null ? eid : known.get("eid"), style);
        optional(body, "matchingId", matchingId != null ? matchingId : known.get("matchingId"), style);
        body.put("finalProfileStatusIndicator", style.state(state));
    }

    /** A notification as a peer sends it: handleDownloadProgressInfo of SGP.22 v2. */
    public static ObjectNode notification(
            String requesterId,
            String callId,
            String eid,
            String iccid,
            String profileType,
            int point,
            Map<String, String> status) {
        var now = DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        var body = message(requesterId, callId);
        Json.put(body, "eid", eid);
        body.put("iccid", iccid)
                .put("profileType", profileType)
                .put("timestamp", now)
                .put("notificationPointId", point);
        body.set("notificationPointStatus", status(status));
        return body;
    }

    /** An answer as a peer sends it: {@code Executed-Success}, or {@code Failed} with its codes. */
    public static String answer(Map<String, String> status, Map<String, String> fields) {
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header").set("functionExecutionStatus", status(status));
        fields.forEach(body::put);
        return Json.write(body);
    }

    /**
     * The answer to a status query, as M-Connect sends it (docs/spec/es2plus.md 5.4): states in capitals;
     * what is not known of a profile is left out.
     */
    public static String statuses(Map<String, String> status, List<Es2Plus.ProfileStatus> statuses, Instant at) {
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header").set("functionExecutionStatus", status(status));
        var list = body.putArray("profileStatusList");
        statuses.forEach(one -> {
            var entry = list.addObject()
                    .put("iccid", one.iccid())
                    .put("state", one.state().toUpperCase(Locale.ROOT));
            Json.put(entry, "eid", one.eid());
            Json.put(entry, "acToken", one.matchingId());
            Json.put(entry, "status_last_update_timestamp", one.at());
        });
        Json.put(body, "completionTimestamp", at.truncatedTo(ChronoUnit.SECONDS));
        return Json.write(body);
    }

    private static ObjectNode message(String requesterId, String callId) {
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header").put("functionRequesterIdentifier", requesterId).put("functionCallIdentifier", callId);
        return body;
    }

    private static ObjectNode status(Map<String, String> status) {
        var node = Json.MAPPER.createObjectNode();
        node.put("status", status.get("status"));
        if (status.containsKey("subjectCode")) {
            var codes = node.putObject("statusCodeData")
                    .put("subjectCode", status.get("subjectCode"))
                    .put("reasonCode", status.get("reasonCode"));
            Json.put(codes, "message", status.get("message"));
        }
        return node;
    }

    private static void optional(ObjectNode body, String field, String value, Style style) {
        if (value != null || style.nulls()) {
            body.put(field, value);
        }
    }

    private static String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }
}
