package io.rsproutes.operation;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.Functions;

/** The {@code status} objects, as JSON, that core itself gives operations: what happened, and what to do about it. */
public class OperationStatus {

    private static final String LOST = "The answer was lost; ";

    /** The class of a status (JSON text): retry, refill, reconcile or terminal; null when it has none, or is null. */
    public String classOf(String status) {
        return status == null ? null : Json.read(status).path("class").asText(null);
    }

    /**
     * The codes of a status (JSON text), subject and reason, such as 8.2.1/3.9; null when it has no subject
     * code, or is null.
     */
    public String codesOf(String status) {
        var node = status == null ? null : Json.read(status);
        return node == null || !node.hasNonNull("subjectCode") ? null : codes(node);
    }

    /**
     * Unknown, class reconcile: the instance stopped before the answer was recorded. The interface decides
     * the hint.
     */
    public String inDoubt(String interfaceName) {
        return status(
                "Unknown",
                "The instance stopped while the call was under way; the peer may have executed it.",
                "reconcile",
                Functions.isSgp02(interfaceName)
                        ? "Its result settles it, or an audit of the eUICC after its validity."
                        : RejectionReasons.SETTLED_BY);
    }

    /** Expired, class retry: the validity passed before the operation was sent. */
    public String unsent() {
        return status(
                "Expired",
                "Its validity passed before it could be sent; nothing was executed.",
                "retry",
                "Order again, with a longer validityPeriod if it had to wait its turn.");
    }

    /** Expired, class retry: the validity passed behind the first call of several, and cancelOrder is to undo that. */
    public String incomplete() {
        return status(
                "Expired",
                "Its validity passed before the order was complete; what had been ordered is undone.",
                "retry",
                "Order again, with a longer validityPeriod.");
    }

    /** Unknown, class reconcile: nothing settled the doubt. */
    public String unsettled() {
        return status(
                "Unknown",
                "Nothing settled the doubt; the peer may have executed the call.",
                "reconcile",
                "Ask the peer what happened before ordering again; the timeline says what was tried.");
    }

    /** Unknown, class reconcile: no result came by the deadline. */
    public String noResult() {
        return status(
                "Unknown",
                "No result came by the deadline; the peer may have executed the call.",
                "reconcile",
                "The eUICC is audited; what the card shows settles it.");
    }

    /** Executed-Success: a notification proved that the call was executed. */
    public String proven() {
        return done(LOST + "a notification of the profile proves that the peer executed the call.");
    }

    /** Failed, class terminal: a notification proved that the cancelOrder was not executed. */
    public String disproven() {
        return status(
                "Failed",
                LOST + "a notification of the profile proves that the peer did not execute the call.",
                "terminal",
                "The profile was downloaded; an order cannot be cancelled after that.");
    }

    /** Executed-Success: an audit showed that the call was executed. */
    public String auditedDone() {
        return done("No result came; an audit of the eUICC shows that the call was executed.");
    }

    /**
     * Failed, class retry: an audit showed that the call was not executed. Codes that the peer gave before
     * (in last, a status; may be null) stay, and then the status word of last stays too.
     */
    public String auditedNotDone(String last) {
        var before = last == null ? Json.MAPPER.createObjectNode() : Json.read(last);
        var status = Json.MAPPER.createObjectNode();
        status.put(
                "status",
                before.hasNonNull("subjectCode") ? before.path("status").asText() : "Failed");
        for (var code : new String[] {"subjectCode", "reasonCode", "subjectIdentifier"}) {
            if (before.hasNonNull(code)) {
                status.put(code, before.path(code).asText());
            }
        }
        status.put("message", "An audit of the eUICC shows that the call was not executed, or was rolled back.");
        return Json.write(
                status.put("hint", "The card is as it was: order again.").put("class", "retry"));
    }

    /** Executed-Success: a status query of an SM-DP+ showed that the call was executed. */
    public String queriedDone() {
        return done(LOST + "a status query shows that the call was executed.");
    }

    /** Failed, class retry: a status query of an SM-DP+ showed that the call was not executed. */
    public String queriedNotDone() {
        return status(
                "Failed",
                LOST + "a status query shows that the call was not executed.",
                "retry",
                "Nothing was executed: order again.");
    }

    /**
     * The status of an order that failed (the first argument, JSON text), but with class reconcile, and a
     * hint that its cancelOrder failed too, with the codes in the status of that (the second; its status word
     * if it has none).
     */
    public String notUndone(String failure, String undoing) {
        var cancelled = Json.read(undoing);
        return Json.write(((ObjectNode) Json.read(failure))
                .put("class", "reconcile")
                .put("nextStep", StatusCodes.nextStep("reconcile"))
                .put(
                        "hint",
                        "The profile is still ordered at the peer, as cancelOrder failed too (" + codes(cancelled)
                                + "): cancel it, then order again."));
    }

    private static String codes(JsonNode status) {
        return status.hasNonNull("subjectCode")
                ? status.path("subjectCode").asText() + "/"
                        + status.path("reasonCode").asText()
                : status.path("status").asText();
    }

    /** Failed, class reconcile, code foreign-profile: the peer allotted another tenant's profile. */
    public String foreignProfile() {
        return Json.write(Map.of(
                "status",
                "Failed",
                "code",
                "foreign-profile",
                "class",
                "reconcile",
                "message",
                "The peer allotted a profile that belongs to another tenant.",
                "hint",
                "The operator must cancel the order at the peer and compare inventories."));
    }

    private static String done(String message) {
        return Json.write(ordered("status", "Executed-Success", "message", message));
    }

    private static String status(String status, String message, String kind, String hint) {
        return Json.write(ordered("status", status, "message", message, "class", kind, "hint", hint));
    }

    private static Map<String, String> ordered(String... entries) {
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        return map;
    }
}
