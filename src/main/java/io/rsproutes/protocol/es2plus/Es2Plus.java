package io.rsproutes.protocol.es2plus;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Numbers;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Timestamps;

/**
 * Reads ES2+ messages (SGP.22 v2.2, 5.3 and 6.5; docs/spec/es2plus.md 1) as real peers send them: keys in any
 * case, null as absent, numbers as text, several time formats. {@link Es2PlusWriter} writes them.
 */
public final class Es2Plus {

    /**
     * What an answer says. {@code status}: its word, in SGP.22's spelling where it is one of its own, null
     * when it has none; {@code callId}: the call it names, mostly none; {@code result}: the function's own
     * fields; {@code statuses}: of a status query.
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

    /**
     * One line of a status query's answer. {@code state}: in SGP.22's spelling where it is one of its states;
     * {@code at}: the peer's own time, may be null.
     */
    public record ProfileStatus(String iccid, String state, String eid, String matchingId, Instant at) {}

    /**
     * A handleDownloadProgressInfo (v2) or handleNotification (v3). {@code point}: number or word as sent;
     * {@code name}: canonical, null when unmapped, or when its status is a word nobody knows; {@code at}: the
     * peer's own time, null when unreadable; {@code device}: tac, imei and model, where sent.
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

    /**
     * A call as a customer sends it: header, its plain fields by their names in lower case, and the ICCIDs of
     * its iccidList as they are written (null for an entry without one; no entries without a list).
     */
    public record Request(String requesterId, String callId, Map<String, String> fields, List<String> iccids) {}

    /**
     * What a peer means by words of its own (as one of SGP.22's four), and in which zone its times are that
     * name none.
     */
    public record Reading(Map<String, String> statusWords, ZoneId zone) {
        public static final Reading STANDARD = new Reading(Map.of(), ZoneOffset.UTC);
    }

    /** Notification points of SGP.22 (1.6). */
    public static final Map<String, String> POINTS =
            Map.of("1", "eligibility-checked", "2", "confirmation-failed", "3", "downloaded", "4", "installed");

    private static final Map<String, String> FAILED_POINTS = Map.ofEntries(
            Map.entry("eligibility-checked", "eligibility-failed"),
            Map.entry("downloaded", "download-failed"),
            Map.entry("installed", "install-failed"),
            Map.entry("enabled", "enable-failed"),
            Map.entry("disabled", "disable-failed"),
            Map.entry("deleted", "delete-failed"));
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

    private static final String EXECUTION_STATUS = "functionExecutionStatus";

    private Es2Plus() {}

    /** @throws Problem when the text is not an ES2+ answer */
    public static Answer answer(String text) {
        return answer(text, false, Reading.STANDARD);
    }

    /** @param whole whether the result is all that the answer says, of a function passed through */
    public static Answer answer(String text, boolean whole, Reading reading) {
        var node = Json.read(text);
        var body = LenientObject.of(node);
        var header = body.child("header");
        var execution =
                header.get(EXECUTION_STATUS) != null ? header.get(EXECUTION_STATUS) : body.get(EXECUTION_STATUS);
        if (execution == null) {
            throw new Problem(502, "malformed-answer", "the answer has no functionExecutionStatus");
        }
        var status = status(execution);
        var codes = status.child("statusCodeData");
        var word = status.text("status");
        var meant = StatusWord.of(word, reading.statusWords());
        return new Answer(
                meant,
                meant.spelled(word),
                codes.text("subjectCode"),
                codes.text("reasonCode"),
                codes.text("subjectIdentifier"),
                codes.text("message"),
                header.text("functionCallIdentifier"),
                result(body, whole ? rest(node) : Json.MAPPER.createObjectNode()),
                statuses(body.get("profileStatusList"), reading.zone()));
    }

    private static ObjectNode result(LenientObject body, ObjectNode result) {
        Json.put(result, "iccid", iccid(body));
        Json.put(result, "eid", digits(body, "eid"));
        Json.put(result, "matchingId", body.text("matchingId"));
        Json.put(result, "smdpAddress", body.text("smdpAddress"));
        return result;
    }

    /** An answer as one object; what is not known of it is kept. */
    private static ObjectNode rest(JsonNode answer) {
        var rest = ((ObjectNode) answer).deepCopy();
        rest.properties().removeIf(field -> field.getKey().equalsIgnoreCase("header"));
        return rest;
    }

    // {status, statusCodeData}, or the word alone.
    private static LenientObject status(JsonNode node) {
        return LenientObject.of(
                node == null || node.isObject()
                        ? node
                        : Json.MAPPER.createObjectNode().set("status", node));
    }

    // In its one form, when it is one.
    private static String iccid(LenientObject body) {
        var digits = digits(body, "iccid");
        return Identifiers.isIccid(digits) ? Identifiers.canonicalIccid(digits) : digits;
    }

    private static String digits(LenientObject body, String field) {
        var text = body.text(field);
        return text == null ? null : Numbers.digits(text.strip());
    }

    private static List<ProfileStatus> statuses(JsonNode list, ZoneId zone) {
        var statuses = new ArrayList<ProfileStatus>();
        if (list != null && list.isArray()) {
            for (var item : list) {
                var one = LenientObject.of(item);
                var iccid = iccid(one);
                var state = one.text("state");
                if (Identifiers.isIccid(iccid) && state != null) {
                    var matchingId = ActivationCode.parts(null, one.text("acToken", "matchingId"));
                    var at = Timestamps.read(one.text("status_last_update_timestamp"), zone);
                    statuses.add(
                            new ProfileStatus(iccid, state(state), digits(one, "eid"), matchingId.matchingId(), at));
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

    /** @throws Problem 400 when it is not a JSON object */
    public static Request read(String text) {
        var node = Json.read(text);
        if (!node.isObject()) {
            throw new Problem(400, "malformed-json", "The body is not a JSON object.");
        }
        var body = LenientObject.of(node);
        var header = body.child("header");
        return new Request(
                header.text("functionRequesterIdentifier"),
                header.text("functionCallIdentifier"),
                body.texts("header"),
                iccids(body.get("iccidList")));
    }

    private static List<String> iccids(JsonNode list) {
        var iccids = new ArrayList<String>();
        if (list != null && list.isArray()) {
            list.forEach(entry -> iccids.add(LenientObject.of(entry).text("iccid")));
        }
        return iccids;
    }

    /** @throws Problem 400 when it is not JSON or lacks the one thing we cannot do without, an ICCID */
    public static Notification notification(String text, Map<String, String> names) {
        return notification(text, names, Reading.STANDARD);
    }

    /** The same of a peer with words or times of its own. */
    public static Notification notification(String text, Map<String, String> names, Reading reading) {
        var body = LenientObject.of(Json.read(text));
        var iccid = iccid(body);
        if (!Identifiers.isIccid(iccid)) {
            throw new Problem(400, "invalid-notification", "The notification has no readable iccid.");
        }
        var status = status(body.get("notificationPointStatus", "notificationEventStatus"));
        var word = status.text("status");
        var meant = StatusWord.of(word, reading.statusWords());
        var said = body.text("notificationPointId", "notificationEvent");
        var point = said == null ? null : Numbers.wholeOr(said.strip());
        var name = point == null ? null : names.getOrDefault(said.strip(), names.get(point));
        if (word != null && meant == StatusWord.UNKNOWN) {
            name = null;
        } else if (meant.refused() && name != null) {
            name = FAILED_POINTS.getOrDefault(name, name);
        }
        return new Notification(
                body.child("header").text("functionCallIdentifier"),
                iccid,
                digits(body, "eid"),
                body.text("profileType"),
                Timestamps.read(body.text("timestamp"), reading.zone()),
                point,
                name,
                meant.refused(),
                words(status),
                body.text("resultData"),
                device(body));
    }

    private static ObjectNode words(LenientObject status) {
        var codes = status.child("statusCodeData");
        var words = Json.MAPPER.createObjectNode();
        Json.put(words, "status", status.text("status"));
        Json.put(words, "subjectCode", codes.text("subjectCode"));
        Json.put(words, "reasonCode", codes.text("reasonCode"));
        Json.put(words, "message", codes.text("message"));
        return words;
    }

    private static Map<String, String> device(LenientObject body) {
        var device = new LinkedHashMap<String, String>();
        Json.put(device, "tac", digits(body, "tac"));
        Json.put(device, "imei", digits(body, "imei"));
        Json.put(device, "model", body.text("deviceModel", "deviceName", "model"));
        return device;
    }
}
