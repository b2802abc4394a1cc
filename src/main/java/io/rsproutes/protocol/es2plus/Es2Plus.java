package io.rsproutes.protocol.es2plus;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.core.Identifiers;
import io.rsproutes.core.Json;
import io.rsproutes.core.Problem;

/**
 * ES2+ messages (SGP.22 v2.2, 5.3 and 6.5; spec/es2plus.md 1): writes exactly what the specification says, reads what real
 * peers send: keys in any case, null as absent, numbers as text, several time formats.
 */
public final class Es2Plus {

    public static final String PATH = "/gsma/rsp2/es2plus/";
    public static final String VERSION = "gsma/rsp/v2.2.0";

    /** What an answer says. {@code result}: the function's own fields. */
    public record Answer(boolean executed, String status, String subjectCode, String reasonCode, String subjectIdentifier, String message, ObjectNode result) { }

    /** A handleDownloadProgressInfo. {@code point}: as sent; {@code name}: canonical, null when unmapped; {@code at}: the peer's own time, null when unreadable. */
    public record Notification(String callId, String iccid, String eid, String profileType, Instant at, Integer point, String name,
            boolean failed, ObjectNode status, String resultData) { }

    private static final Map<Integer, String> POINTS = Map.of(1, "eligibility-checked", 2, "confirmation-failed", 3, "downloaded", 4, "installed");
    private static final Map<String, String> FAILED_POINTS = Map.of("eligibility-checked", "eligibility-failed", "downloaded", "download-failed", "installed", "install-failed");

    private Es2Plus() {
    }

    /**
     * The request of a function.
     *
     * @param parameters the command's parameters, secret ones included
     * @param known      what we know of the profile: eid, matchingId; fills fields the specification makes conditional
     */
    public static String request(String function, String requesterId, String callId, String eid, String iccid, JsonNode parameters, Map<String, String> known) {
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header").put("functionRequesterIdentifier", requesterId).put("functionCallIdentifier", callId);
        switch (function) {
            case "downloadOrder" -> {
                put(body, "eid", eid);
                put(body, "iccid", iccid);
                put(body, "profileType", text(parameters, "profileType"));
            }
            case "confirmOrder" -> {
                put(body, "iccid", iccid);
                put(body, "eid", eid);
                put(body, "matchingId", text(parameters, "matchingId"));
                put(body, "confirmationCode", text(parameters, "confirmationCode"));
                put(body, "smdsAddress", text(parameters, "smdsAddress"));
                body.put("releaseFlag", parameters.path("releaseFlag").asBoolean(true));
            }
            case "cancelOrder" -> {
                put(body, "iccid", iccid);
                put(body, "eid", eid != null ? eid : known.get("eid"));
                put(body, "matchingId", parameters.hasNonNull("matchingId") ? text(parameters, "matchingId") : known.get("matchingId"));
                body.put("finalProfileStatusIndicator", parameters.path("finalProfileStatusIndicator").asText("Available"));
            }
            case "releaseProfile" -> put(body, "iccid", iccid);
            default -> throw new IllegalArgumentException("not an ES2+ function: " + function);
        }
        return Json.write(body);
    }

    /** @throws Problem when the text is not an ES2+ answer */
    public static Answer answer(String text) {
        var body = folded(Json.read(text));
        var status = folded(folded(body.get("header")).get("functionexecutionstatus"));
        var word = string(status.get("status"));
        if (word == null) {
            throw new Problem(502, "malformed-answer", "the answer has no functionExecutionStatus");
        }
        var codes = folded(status.get("statuscodedata"));
        var normal = word.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]", "");
        var result = Json.MAPPER.createObjectNode();
        for (var field : new String[] {"iccid", "eid", "matchingId", "smdpAddress"}) {
            var value = string(body.get(field.toLowerCase(java.util.Locale.ROOT)));
            if (value != null) {
                result.put(field, "iccid".equals(field) && Identifiers.isIccid(value) ? Identifiers.canonicalIccid(value) : value);
            }
        }
        return new Answer(normal.equals("executedsuccess") || normal.equals("executedwithwarning"), canonicalStatus(normal, word),
                string(codes.get("subjectcode")), string(codes.get("reasoncode")), string(codes.get("subjectidentifier")), string(codes.get("message")), result);
    }

    /** @throws Problem 400 when it is not JSON or lacks the one thing we cannot do without, an ICCID */
    public static Notification notification(String text) {
        var body = folded(Json.read(text));
        var iccid = string(body.get("iccid"));
        if (!Identifiers.isIccid(iccid)) {
            throw new Problem(400, "invalid-notification", "The notification has no readable iccid.");
        }
        var status = folded(body.get("notificationpointstatus"));
        var codes = folded(status.get("statuscodedata"));
        var out = Json.MAPPER.createObjectNode();
        put(out, "status", string(status.get("status")));
        put(out, "subjectCode", string(codes.get("subjectcode")));
        put(out, "reasonCode", string(codes.get("reasoncode")));
        put(out, "message", string(codes.get("message")));
        var word = String.valueOf(string(status.get("status"))).toLowerCase(java.util.Locale.ROOT);
        boolean failed = word.startsWith("fail") || word.startsWith("expire");
        var point = integer(string(body.get("notificationpointid")));
        var name = point == null ? null : POINTS.get(point);
        if (failed && name != null) {
            name = FAILED_POINTS.getOrDefault(name, name);
        }
        var at = string(body.get("timestamp"));
        return new Notification(string(folded(body.get("header")).get("functioncallidentifier")), Identifiers.canonicalIccid(iccid), string(body.get("eid")),
                string(body.get("profiletype")), time(at), point, name, failed, out, string(body.get("resultdata")));
    }

    /** A notification as a peer sends it; the simulator's pen. */
    public static String notification(String requesterId, String callId, String eid, String iccid, String profileType, int point, Map<String, String> status) {
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header").put("functionRequesterIdentifier", requesterId).put("functionCallIdentifier", callId);
        put(body, "eid", eid);
        body.put("iccid", iccid).put("profileType", profileType)
                .put("timestamp", DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS))).put("notificationPointId", point);
        body.set("notificationPointStatus", status(status));
        return Json.write(body);
    }

    /** An answer as a peer sends it: {@code Executed-Success}, or {@code Failed} with its codes. */
    public static String answer(Map<String, String> status, Map<String, String> fields) {
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header").set("functionExecutionStatus", status(status));
        fields.forEach(body::put);
        return Json.write(body);
    }

    private static ObjectNode status(Map<String, String> status) {
        var node = Json.MAPPER.createObjectNode();
        node.put("status", status.get("status"));
        if (status.containsKey("subjectCode")) {
            var codes = node.putObject("statusCodeData").put("subjectCode", status.get("subjectCode")).put("reasonCode", status.get("reasonCode"));
            put(codes, "message", status.get("message"));
        }
        return node;
    }

    private static String canonicalStatus(String normal, String word) {
        return switch (normal) {
            case "executedsuccess" -> "Executed-Success";
            case "executedwithwarning" -> "Executed-WithWarning";
            case "failed" -> "Failed";
            case "expired" -> "Expired";
            default -> word;
        };
    }

    private static void put(ObjectNode body, String field, String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }

    // Keys in lower case, nulls gone.
    private static Map<String, JsonNode> folded(JsonNode node) {
        var folded = new LinkedHashMap<String, JsonNode>();
        if (node != null && node.isObject()) {
            node.fields().forEachRemaining(entry -> {
                if (!entry.getValue().isNull()) {
                    folded.putIfAbsent(entry.getKey().toLowerCase(java.util.Locale.ROOT), entry.getValue());
                }
            });
        }
        return folded;
    }

    private static String string(JsonNode node) {
        return node == null || node.isContainerNode() ? null : node.asText().replace("\u0000", "");
    }

    private static Integer integer(String text) {
        try {
            return text == null ? null : Integer.valueOf(text.trim());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    // ISO with offset, with or without fraction or colon; epoch seconds or milliseconds.
    private static Instant time(String text) {
        if (text == null) {
            return null;
        }
        try {
            if (text.matches("\\d{9,14}")) {
                long number = Long.parseLong(text);
                return text.length() > 11 ? Instant.ofEpochMilli(number) : Instant.ofEpochSecond(number);
            }
            return OffsetDateTime.parse(text.replaceAll("([+-]\\d{2})(\\d{2})$", "$1:$2")).withOffsetSameInstant(ZoneOffset.UTC).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
