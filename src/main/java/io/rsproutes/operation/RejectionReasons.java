package io.rsproutes.operation;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Timestamps;

/** Why core rejects an order: of each code the HTTP status, what is wrong, and what to do about it. */
public class RejectionReasons {

    private record Reason(int http, String message, String hint, String kind) {}

    private static final Map<String, Reason> ALL = Map.ofEntries(
            reason("operator-only", 403, "Only an operator may order this function.", "Ask the operator to order it."),
            reason(
                    "ownership-refused",
                    403,
                    "This EID or ICCID is unknown, not yours, or the two do not belong together.",
                    "Check both numbers; the operator loads inventory with POST /rsp/v1/inventory."),
            reason(
                    "template-not-valid",
                    422,
                    "The template is not valid now.",
                    "Order by another one: GET /rsp/v1/templates lists them."),
            reason(
                    "profile-type-refused",
                    403,
                    "This profile type is not among those you may order.",
                    "The operator lists them in rsp.tenants.<id>.profile-types."),
            reason(
                    "provider-refused",
                    403,
                    "The providerEntityId is not among the vendors whose profiles you may name.",
                    "The operator lists them in rsp.tenants.<id>.provider-entity-ids."),
            reason(
                    "smsr-refused",
                    403,
                    "The smsrId is not among the SM-SRs that you may name, or is not the one that has the eUICC.",
                    "The operator lists them in rsp.tenants.<id>.smsr-ids, and loads the inventory."),
            reason(
                    "blocked",
                    403,
                    "This may not be ordered: it is on the block list.",
                    "Whoever manages the list takes the entry off (DELETE /rsp/v1/block-list)."),
            reason(
                    "smsr-unknown",
                    422,
                    "The eUICC has gone to an SM-SR that is none of the configured peers.",
                    "The operator configures it (rsp.peers, with its entity-id) and loads the eUICC with it."),
            reason(
                    "peer-unknown",
                    422,
                    "No configured peer takes this order.",
                    "Name a configured peer of the right interface, or none. The operator loads the inventory (eid and "
                            + "peer), or gives rsp.peers.<id> eid-ranges, iccid-ranges or profile-types."),
            reason(
                    "target-peer-unknown",
                    422,
                    "The targetPeer is no SM-SR we know, or the one that has the eUICC already.",
                    "Name another configured peer of interface es4 (rsp.peers)."),
            reason(
                    "function-not-offered",
                    422,
                    "The peer does not offer this function.",
                    "The functions of the peer's dialect say what it offers (config/dialects.yaml)."),
            reason(
                    "validity-refused",
                    422,
                    "The peer does not take this validityPeriod for this function.",
                    "Leave validityPeriod out, or keep within rsp.peers.<id>.validity; where it is fixed, only that "
                            + "value is taken."),
            reason(
                    "stock-empty",
                    409,
                    "The pool has no available profile of this type for this order.",
                    "Load more with stockState available (POST /rsp/v1/inventory), or set suspended ones free (PATCH "
                            + "/rsp/v1/inventory/{iccid}). One at another peer does not count unless the order names "
                            + "that peer; nor one of another card, or blocked.",
                    "refill"),
            reason(
                    "profile-reserved",
                    409,
                    "Another order has this profile from the pool, and has not ended.",
                    "Name another ICCID, or order by profileType.",
                    "retry"),
            reason(
                    "euicc-busy",
                    409,
                    "Another operation on this eUICC has not ended, and the order asked not to wait.",
                    "Order again when it has ended, or leave whenBusy out to wait for your turn.",
                    "retry"),
            ofCard(
                    "profile-not-on-card",
                    "You can only do this with a profile that is on the card, and this one is not.",
                    "Download the profile first."),
            ofCard("profile-already-enabled", "The profile is enabled already.", "There is nothing to do."),
            ofCard(
                    "profile-enabled",
                    "The profile is enabled, and may be deleted only when it is not.",
                    "Disable it first."),
            ofCard("profile-already-disabled", "The profile is disabled already.", "There is nothing to do."),
            ofCard(
                    "fallback-profile-refused",
                    "The profile has the fall-back attribute: it cannot be deleted, and disabling leaves it enabled.",
                    "Give the attribute to another profile first (setFallBackAttribute), or enable another."),
            ofCard(
                    "fallback-already-set",
                    "The profile has the fall-back attribute already.",
                    "There is nothing to do."),
            ofCard(
                    "policy-refused",
                    "A policy rule (POL2) of the profile forbids this.",
                    "Change its rules first (updatePolicyRules)."),
            ofCard(
                    "enabled-policy-refused",
                    "A policy rule (POL2) of the enabled profile forbids to disable it, which enabling another does.",
                    "Change its rules first (updatePolicyRules)."),
            ofCard(
                    "disable-policy-refused",
                    "The profile is enabled, so it is disabled before it is deleted, and a policy rule (POL2) of it "
                            + "forbids to disable it.",
                    "Change its rules first (updatePolicyRules)."),
            reason(
                    "identifier-mismatch",
                    422,
                    "This profile is not on this eUICC.",
                    "Both are yours; check which belongs to which."),
            reason(
                    "not-applicable",
                    422,
                    "This cannot be ordered here.",
                    "docs/guides/formats.md lists what there is."),
            reason(
                    "idempotency-key-reused",
                    422,
                    "This Idempotency-Key came with another command before; use a new key for a new command.",
                    ""),
            reason(
                    "function-call-id-reused",
                    422,
                    "This FunctionCallIdentifier came with another call before; give each call its own.",
                    ""));

    /** What settles a doubt about an order at a SM-DP+. */
    public static final String SETTLED_BY = "A status query settles it, where the peer answers them and the ICCID is "
            + "known; else its notification, or a person with POST /rsp/v1/operations/{id}/resolve.";

    private static Map.Entry<String, Reason> reason(String code, int http, String message, String hint) {
        return reason(code, http, message, hint, "terminal");
    }

    private static Map.Entry<String, Reason> reason(String code, int http, String message, String hint, String kind) {
        return Map.entry(code, new Reason(http, message, hint, kind));
    }

    /** By what is known of the card, which may be out of date. */
    private static Map.Entry<String, Reason> ofCard(String code, String message, String hint) {
        return Map.entry(
                code,
                new Reason(
                        409, message, hint + " If the card is otherwise by now, order auditEIS first.", "reconcile"));
    }

    /** A sentence for the detail of stock-empty: to which peer the order goes. */
    public static String goesTo(String peer) {
        return "The order goes to " + peer + ".";
    }

    /** A sentence for the refusal's detail: by which source, and when, we know what the order is refused for. */
    public String known(String source, Object at) {
        return sentence(source, at);
    }

    /** The same, of a time as PostgreSQL writes it in JSON. */
    public static String known(String source, String at) {
        return sentence(source, Timestamps.read(at));
    }

    private static String sentence(String source, Object at) {
        return "Known by " + source + " of " + Timestamps.text(at) + ".";
    }

    /** A sentence for the refusal's detail: when a template is valid (valid_from, valid_until of its row). */
    public String validity(Map<String, Object> row) {
        var from = row.get("valid_from");
        var until = row.get("valid_until");
        return "It is valid" + (from == null ? "" : " from " + Timestamps.text(from))
                + (until == null ? "" : " until " + Timestamps.text(until)) + ".";
    }

    /**
     * A sentence or two for the refusal's detail, of the row in the body: which kind of entry of the block list stops
     * the order (blocked_by), for which reason (blocked_for), and until when (blocked_until; null: for good).
     */
    public String entry(Map<String, Object> row) {
        var until = row.get("blocked_until");
        return entry(
                row.get("blocked_by").toString(),
                row.get("blocked_for").toString(),
                until == null ? null : Timestamps.text(until));
    }

    /** The same of an entry {kind, reason, expires_at} in findings of core/submit.record. */
    public static String entry(JsonNode entry) {
        var until = entry.path("expires_at").asText(null);
        return entry(
                entry.path("kind").asText(),
                entry.path("reason").asText(),
                until == null ? null : Timestamps.text(Timestamps.read(until)));
    }

    private static String entry(String kind, String reason, String until) {
        var what =
                switch (kind) {
                    case "eid" -> "The EID is listed";
                    case "iccid" -> "The ICCID is listed";
                    case "eid-range" -> "The EID is in a listed range";
                    case "eum" -> "The EUM of the EID is listed";
                    default -> "The TAC of the device is listed";
                };
        return what + ": " + reason.replaceFirst("[.!?]+$", "") + "." + (until == null ? "" : " Until " + until + ".");
    }

    /**
     * Throws the problem of this code, with its message and hint; the second argument, if given, is added to
     * the message. Nothing is recorded as an operation. 403: operator-only, ownership-refused,
     * profile-type-refused, provider-refused, smsr-refused, blocked. 409: euicc-busy, stock-empty, profile-reserved,
     * and what the state of the card forbids:
     * profile-not-on-card, profile-enabled, profile-already-enabled, profile-already-disabled,
     * fallback-profile-refused, fallback-already-set, policy-refused, enabled-policy-refused,
     * disable-policy-refused. 422: all others.
     */
    public void refuse(String code) {
        throw problem(code);
    }

    /** The same with a {@code detail} as {@link #status} has it. */
    public void refuse(String code, String detail) {
        throw problem(code, detail);
    }

    /**
     * The status object, as JSON, of an operation that is recorded as REFUSED: status (Refused), code,
     * message (with the detail, unless that is null), hint, and class: reconcile for what the state of the
     * card forbids, refill for stock-empty, retry for euicc-busy and profile-reserved, else terminal.
     *
     * @param detail what else there is to say of this case, in sentences; may be null
     */
    public String status(String code, String detail) {
        var reason = ALL.get(code);
        return Json.write(Map.of(
                "status",
                "Refused",
                "code",
                code,
                "message",
                message(code, detail),
                "hint",
                reason.hint(),
                "class",
                reason.kind()));
    }

    /** What is wrong, in words, with the {@code detail} of {@link #status}. */
    public static String message(String code, String detail) {
        var message = ALL.get(code).message();
        return detail == null ? message : message + " " + detail;
    }

    /** What to do about it. */
    public static String hint(String code) {
        return ALL.get(code).hint();
    }

    public static Problem problem(String code) {
        return problem(code, null);
    }

    /** The same with a {@code detail} as {@link #status} has it. */
    public static Problem problem(String code, String detail) {
        return problem(code, message(code, detail), hint(code));
    }

    /** What is answered to an operation that was refused with this {@link #status}. */
    public static Problem problem(JsonNode status) {
        return problem(
                status.path("code").asText(),
                status.path("message").asText(),
                status.path("hint").asText());
    }

    private static Problem problem(String code, String message, String hint) {
        return new Problem(ALL.get(code).http(), code, hint.isEmpty() ? message : message + " " + hint);
    }
}
