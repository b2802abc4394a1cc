package io.rsproutes.core;

import java.util.Map;

import org.apache.camel.Exchange;

/** The refusals the core itself makes: status texts with what to do about them, and the HTTP answer of each. */
public class Refusals {

    private record Refusal(int http, String message, String hint) { }

    private static final Map<String, Refusal> ALL = Map.of(
            "ownership-refused", new Refusal(403, "This EID or ICCID is unknown, not yours, or the two do not belong together.",
                    "Check both numbers; the operator loads inventory with POST /rsp/v1/inventory."),
            "profile-type-refused", new Refusal(403, "This profile type is not among those you may order.",
                    "The operator lists them in rsp.tenants.<id>.profile-types."),
            "peer-unknown", new Refusal(422, "No configured peer takes this order.",
                    "Name a configured peer of the right interface, or leave peer out; the operator configures rsp.peers."));

    /** The operation's {@code status} object as JSON. */
    public String status(String code) {
        var refusal = ALL.get(code);
        return Json.write(Map.of("status", "Refused", "code", code, "message", refusal.message(), "hint", refusal.hint(), "class", "terminal"));
    }

    /** The status of a call whose bundle stopped before the answer was recorded. */
    public String inDoubt() {
        return Json.write(Map.of("status", "Unknown", "message", "The bundle stopped while the call was under way; the peer may have executed it.", "class", "reconcile",
                "hint", "Ask the peer, then settle with POST /rsp/v1/operations/{id}/resolve, or wait for its notification."));
    }

    /** The status of an order that a notification proved executed. */
    public String proven() {
        return Json.write(Map.of("status", "Executed-Success", "message", "The answer was lost; a notification of the profile proves that the peer executed the call."));
    }

    /** Problem 404 when there is no such operation, 409 when it is not in doubt. */
    public void checkResolvable(Exchange exchange) {
        var scope = exchange.getVariable("scope", String.class);
        if (!Boolean.TRUE.equals(exchange.getVariable("found")) || scope != null && !scope.equals(exchange.getVariable("tenant"))) {
            exchange.removeVariable("operationId");
            throw Problem.notFound("operation");
        }
        if (!"IN_DOUBT".equals(exchange.getVariable("state"))) {
            throw new Problem(409, "not-in-doubt", "The operation is " + exchange.getVariable("state") + "; only one that is IN_DOUBT can be resolved.");
        }
    }

    public void checkMoved(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("moved"))) {
            throw new Problem(409, "not-in-doubt", "The operation was settled meanwhile.");
        }
    }

    public static Problem problem(String code) {
        var refusal = ALL.get(code);
        return new Problem(refusal.http(), code, refusal.message() + " " + refusal.hint());
    }
}
