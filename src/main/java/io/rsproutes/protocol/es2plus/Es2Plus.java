package io.rsproutes.protocol.es2plus;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Numbers;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Timestamps;

/**
 * ES2+ messages (SGP.22 v2.2, 5.3 and 6.5; docs/spec/es2plus.md 1): writes exactly what the specification says, reads what real
 * peers send: keys in any case, null as absent, numbers as text, several time formats.
 */
public final class Es2Plus {

    /**
     * What an answer says. {@code status}: its word, in SGP.22's spelling where it is one of its own, null when it has
     * none; {@code callId}: the call it names, mostly none; {@code result}: the function's own fields; {@code
     * statuses}: of a status query.
     */
    public record Answer(
            StatusWord word,
            String status,
            String subjectCode,
            String reasonCode,
            String subjectIdentifier,
            String message,
            String callId,
            ObjectNode result,
            List<ProfileStatus> statuses) {

        public boolean executed() {
            return word.executed();
        }
    }

    /** One line of a status query's answer. {@code state}: in SGP.22's spelling where it is one of its states; {@code at}: the peer's own time, may be null. */
    public record ProfileStatus(String iccid, String state, String eid, String matchingId, Instant at) {}

    /**
     * A handleDownloadProgressInfo (v2) or handleNotification (v3). {@code point}: number or word as sent; {@code
     * name}: canonical, null when unmapped, or when its status is a word nobody knows; {@code at}: the peer's own time,
     * null when unreadable; {@code device}: tac and imei, where sent.
     */
    public record Notification(
            String callId,
            String iccid,
            String eid,
            String profileType,
            Instant at,
            String point,
            String name,
            boolean failed,
            ObjectNode status,
            String resultData,
            Map<String, String> device) {}

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

    /** Notification points of SGP.22 (1.6). */
    public static final Map<String, String> POINTS =
            Map.of("1", "eligibility-checked", "2", "confirmation-failed", "3", "downloaded", "4", "installed");

    private static final Map<String, String> FAILED_POINTS = Map.of(
            "eligibility-checked",
            "eligibility-failed",
            "downloaded",
            "download-failed",
            "installed",
            "install-failed",
            "enabled",
            "enable-failed",
            "disabled",
            "disable-failed",
            "deleted",
            "delete-failed");
    private static final List<String> STATES = List.of(
            "Available",
            "Unavailable",
            "Allocated",
            "Linked",
            "Confirmed",
            "Released",
            "Downloaded",
            "Installed",
            "Error",
            "Enabled",
            "Disabled",
            "Deleted");

    private static final String EXECUTION_STATUS = "functionexecutionstatus";

    private Es2Plus() {}

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
        var body = Json.MAPPER.createObjectNode();
        var iccid = iccids.isEmpty() ? null : style.iccid(iccids.get(0));
        body.putObject("header").put("functionRequesterIdentifier", requesterId).put("functionCallIdentifier", callId);
        switch (function) {
            case "downloadOrder" -> {
                optional(body, "eid", eid, style);
                optional(body, "iccid", iccid, style);
                optional(body, "profileType", text(parameters, "profileType"), style);
            }
            case "confirmOrder" -> {
                Json.put(body, "iccid", iccid);
                optional(body, "eid", eid, style);
                optional(body, "matchingId", text(parameters, "matchingId"), style);
                optional(body, "confirmationCode", text(parameters, "confirmationCode"), style);
                optional(body, "smdsAddress", text(parameters, "smdsAddress"), style);
                body.put("releaseFlag", parameters.path("releaseFlag").asBoolean(true));
            }
            case "cancelOrder" -> {
                Json.put(body, "iccid", iccid);
                optional(body, "eid", eid != null ? eid : known.get("eid"), style);
                optional(
                        body,
                        "matchingId",
                        parameters.hasNonNull("matchingId") ? text(parameters, "matchingId") : known.get("matchingId"),
                        style);
                body.put(
                        "finalProfileStatusIndicator",
                        style.state(
                                parameters.path("finalProfileStatusIndicator").asText("Available")));
            }
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

    private static void optional(ObjectNode body, String field, String value, Style style) {
        if (value != null || style.nulls()) {
            body.put(field, value);
        }
    }

    /** An answer as one object; what is not known of it is kept. */
    private static ObjectNode rest(JsonNode answer) {
        var rest = ((ObjectNode) answer).deepCopy();
        answer.fieldNames().forEachRemaining(name -> {
            if (name.equalsIgnoreCase("header")) {
                rest.remove(name);
            }
        });
        return rest;
    }

    /** @throws Problem when the text is not an ES2+ answer */
    public static Answer answer(String text) {
        return answer(text, false, Reading.STANDARD);
    }

    /**
     * What a peer means by words of its own (as one of SGP.22's four), and in which zone its times are that name none.
     */
    public record Reading(Map<String, String> statusWords, ZoneId zone) {
        public static final Reading STANDARD = new Reading(Map.of(), ZoneOffset.UTC);
    }

    /** @param whole whether the result is all that the answer says, of a function passed through */
    public static Answer answer(String text, boolean whole, Reading reading) {
        var node = Json.read(text);
        var body = folded(node);
        var header = folded(body.get("header"));
        var execution =
                header.containsKey(EXECUTION_STATUS) ? header.get(EXECUTION_STATUS) : body.get(EXECUTION_STATUS);
        if (execution == null) {
            throw new Problem(502, "malformed-answer", "the answer has no functionExecutionStatus");
        }
        var status = status(execution);
        var codes = folded(status.get("statuscodedata"));
        var word = string(status.get("status"));
        var meant = StatusWord.of(word, reading.statusWords());
        var result = whole ? rest(node) : Json.MAPPER.createObjectNode();
        for (var field : new String[] {"iccid", "eid", "matchingId", "smdpAddress"}) {
            var value = string(body.get(field.toLowerCase(Locale.ROOT)));
            if (value != null) {
                result.put(
                        field,
                        "iccid".equals(field)
                                ? iccid(value)
                                : "eid".equals(field) ? Numbers.digits(value.strip()) : value);
            }
        }
        return new Answer(
                meant,
                meant.spelled(word),
                string(codes.get("subjectcode")),
                string(codes.get("reasoncode")),
                string(codes.get("subjectidentifier")),
                string(codes.get("message")),
                string(header.get("functioncallidentifier")),
                result,
                statuses(body.get("profilestatuslist"), reading.zone()));
    }

    // {status, statusCodeData}, or the word alone.
    private static Map<String, JsonNode> status(JsonNode node) {
        return node == null || node.isObject() ? folded(node) : Map.of("status", node);
    }

    // In its one form, when it is one.
    private static String iccid(String value) {
        var digits = Numbers.digits(value.strip());
        return Identifiers.isIccid(digits) ? Identifiers.canonicalIccid(digits) : digits;
    }

    private static List<ProfileStatus> statuses(JsonNode list, ZoneId zone) {
        var statuses = new ArrayList<ProfileStatus>();
        if (list != null && list.isArray()) {
            for (var item : list) {
                var one = folded(item);
                var iccid = string(one.get("iccid")) == null ? null : iccid(string(one.get("iccid")));
                var state = string(one.get("state"));
                if (Identifiers.isIccid(iccid) && state != null) {
                    statuses.add(new ProfileStatus(
                            iccid,
                            state(state),
                            Numbers.digits(string(one.get("eid"))),
                            ActivationCode.parts(null, string(first(one, "actoken", "matchingid")))
                                    .matchingId(),
                            Timestamps.read(string(one.get("status_last_update_timestamp")), zone)));
                }
            }
        }
        return statuses;
    }

    /** A state in SGP.22's spelling, whatever its case; one that is none of its states stays as it came. */
    public static String state(String word) {
        return STATES.stream()
                .filter(state -> state.equalsIgnoreCase(word.trim()))
                .findFirst()
                .orElse(word);
    }

    /** A call as a customer sends it: header, and its plain fields by their names in lower case. */
    public record Request(String requesterId, String callId, Map<String, String> fields) {}

    /** @throws Problem 400 when it is not a JSON object */
    public static Request read(String text) {
        var node = Json.read(text);
        if (!node.isObject()) {
            throw new Problem(400, "malformed-json", "The body is not a JSON object.");
        }
        var body = folded(node);
        var header = folded(body.remove("header"));
        var fields = new LinkedHashMap<String, String>();
        body.forEach((name, value) -> {
            if (string(value) != null) {
                fields.put(name, string(value));
            }
        });
        return new Request(
                string(header.get("functionrequesteridentifier")),
                string(header.get("functioncallidentifier")),
                fields);
    }

    /** @throws Problem 400 when it is not JSON or lacks the one thing we cannot do without, an ICCID */
    public static Notification notification(String text, Map<String, String> names) {
        return notification(text, names, Reading.STANDARD);
    }

    /** The same of a peer with words or times of its own. */
    public static Notification notification(String text, Map<String, String> names, Reading reading) {
        var body = folded(Json.read(text));
        var iccid = string(body.get("iccid")) == null ? null : iccid(string(body.get("iccid")));
        if (!Identifiers.isIccid(iccid)) {
            throw new Problem(400, "invalid-notification", "The notification has no readable iccid.");
        }
        var status = status(first(body, "notificationpointstatus", "notificationeventstatus"));
        var codes = folded(status.get("statuscodedata"));
        var out = Json.MAPPER.createObjectNode();
        Json.put(out, "status", string(status.get("status")));
        Json.put(out, "subjectCode", string(codes.get("subjectcode")));
        Json.put(out, "reasonCode", string(codes.get("reasoncode")));
        Json.put(out, "message", string(codes.get("message")));
        var word = string(status.get("status"));
        var meant = StatusWord.of(word, reading.statusWords());
        var said = string(first(body, "notificationpointid", "notificationevent"));
        var point = said == null ? null : Numbers.wholeOr(said.strip());
        var name = point == null ? null : names.getOrDefault(said.strip(), names.get(point));
        if (word != null && meant == StatusWord.UNKNOWN) {
            name = null;
        } else if (meant.refused() && name != null) {
            name = FAILED_POINTS.getOrDefault(name, name);
        }
        var device = new LinkedHashMap<String, String>();
        for (var field : new String[] {"tac", "imei"}) {
            if (string(body.get(field)) != null) {
                device.put(field, Numbers.digits(string(body.get(field))));
            }
        }
        return new Notification(
                string(folded(body.get("header")).get("functioncallidentifier")),
                iccid,
                Numbers.digits(string(body.get("eid"))),
                string(body.get("profiletype")),
                Timestamps.read(string(body.get("timestamp")), reading.zone()),
                point,
                name,
                meant.refused(),
                out,
                string(body.get("resultdata")),
                device);
    }

    /** A notification as a peer sends it: handleDownloadProgressInfo of SGP.22 v2; the simulator's pen. */
    public static ObjectNode notification(
            String requesterId,
            String callId,
            String eid,
            String iccid,
            String profileType,
            int point,
            Map<String, String> status) {
        var body = Json.MAPPER.createObjectNode();
        body.putObject("header").put("functionRequesterIdentifier", requesterId).put("functionCallIdentifier", callId);
        Json.put(body, "eid", eid);
        body.put("iccid", iccid)
                .put("profileType", profileType)
                .put(
                        "timestamp",
                        DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS)))
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

    private static String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.get(field).asText() : null;
    }

    // Keys in lower case, nulls gone.
    private static Map<String, JsonNode> folded(JsonNode node) {
        var folded = new LinkedHashMap<String, JsonNode>();
        if (node != null && node.isObject()) {
            node.properties().forEach(entry -> {
                if (!entry.getValue().isNull()) {
                    folded.putIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue());
                }
            });
        }
        return folded;
    }

    private static JsonNode first(Map<String, JsonNode> body, String name, String other) {
        return body.containsKey(name) ? body.get(name) : body.get(other);
    }

    private static String string(JsonNode node) {
        return node == null || node.isContainerNode()
                ? null
                : Numbers.text(node).replace("\u0000", "");
    }
}
