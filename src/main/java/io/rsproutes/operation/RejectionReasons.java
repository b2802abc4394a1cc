package io.rsproutes.operation;

import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;

/** Why core rejects an order: of each code the HTTP status, what is wrong, and what to do about it. */
public class RejectionReasons {

    private record Reason(int http, String message, String hint) {
        String detail() {
            return hint.isEmpty() ? message : message + " " + hint;
        }
    }

    private static final Map<String, Reason> ALL = Map.ofEntries(
            reason("operator-only", 403, "Only an operator may order this function.", "Ask the operator to order it."),
            reason(
                    "ownership-refused",
                    403,
                    "This EID or ICCID is unknown, not yours, or the two do not belong together.",
                    "Check both numbers; the operator loads inventory with POST /rsp/v1/inventory."),
            reason(
                    "profile-type-refused",
                    403,
                    "This profile type is not among those you may order.",
                    "The operator lists them in rsp.tenants.<id>.profile-types."),
            reason(
                    "smsr-unknown",
                    422,
                    "The eUICC has gone to an SM-SR that is none of the configured peers.",
                    "The operator configures it (rsp.peers, with its entity-id) and loads the eUICC with it."),
            reason(
                    "peer-unknown",
                    422,
                    "No configured peer takes this order.",
                    "Name a configured peer of the right interface, or leave peer out. Which SM-SR has an eUICC the "
                            + "inventory says (eid and peer); the operator configures rsp.peers."),
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
                    "euicc-busy",
                    409,
                    "Another operation on this eUICC has not ended, and the order asked not to wait.",
                    "Order again when it has ended, or leave whenBusy out to wait for your turn."),
            reason(
                    "identifier-mismatch",
                    422,
                    "This profile is not on this eUICC.",
                    "Both are yours; check which belongs to which."),
            reason(
                    "not-applicable",
                    422,
                    "No function of the servers behind us does this.",
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
        return Map.entry(code, new Reason(http, message, hint));
    }

    /** Ends the exchange with this problem; nothing is recorded as an operation. */
    public void refuse(String code) {
        throw problem(code);
    }

    /** The {@code status} object, as JSON, of an operation that is recorded as REFUSED. */
    public String status(String code) {
        var reason = ALL.get(code);
        return Json.write(Map.of(
                "status",
                "Refused",
                "code",
                code,
                "message",
                reason.message(),
                "hint",
                reason.hint(),
                "class",
                "terminal"));
    }

    public static Problem problem(String code) {
        var reason = ALL.get(code);
        return new Problem(reason.http(), code, reason.detail());
    }
}
