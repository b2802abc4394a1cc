package io.rsproutes.operation;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import org.apache.camel.Exchange;

/** The refusals the core itself makes: status texts with what to do about them, and the HTTP answer of each. */
public class RejectionReasons {

    private record Refusal(int http, String message, String hint) { }

    private static final Map<String, Refusal> ALL = Map.ofEntries(
            refusal("operator-only", 403, "Only an operator may order this function.", "Ask the operator to order it."),
            refusal("ownership-refused", 403, "This EID or ICCID is unknown, not yours, or the two do not belong together.",
                    "Check both numbers; the operator loads inventory with POST /rsp/v1/inventory."),
            refusal("profile-type-refused", 403, "This profile type is not among those you may order.",
                    "The operator lists them in rsp.tenants.<id>.profile-types."),
            refusal("peer-unknown", 422, "No configured peer takes this order.",
                    "Name a configured peer of the right interface, or leave peer out. Which SM-SR has an eUICC the inventory says (eid and peer); the operator configures rsp.peers."),
            refusal("function-not-offered", 422, "The peer does not offer this function.",
                    "The functions of the peer's dialect say what it offers (config/dialects.yaml)."),
            refusal("validity-refused", 422, "The peer does not take this validityPeriod for this function.",
                    "Leave validityPeriod out, or keep within rsp.peers.<id>.validity; where it is fixed, only that value is taken."),
            refusal("euicc-busy", 409, "Another operation on this eUICC has not ended, and the order asked not to wait.",
                    "Order again when it has ended, or leave whenBusy out to wait for your turn."),
            refusal("identifier-mismatch", 422, "This profile is not on this eUICC.", "Both are yours; check which belongs to which."),
            refusal("not-applicable", 422, "No function of the servers behind us does this.", "docs/guides/formats.md lists what there is."));

    private static Map.Entry<String, Refusal> refusal(String code, int http, String message, String hint) {
        return Map.entry(code, new Refusal(http, message, hint));
    }

    /** What settles a doubt about an order at a SM-DP+. */
    public static final String SETTLED_BY = "A status query settles it, where the peer answers them and the ICCID is known; else its notification, or a person with POST /rsp/v1/operations/{id}/resolve.";

    /** Ends the exchange with this refusal, of what became no operation. */
    public void refuse(String code) {
        throw problem(code);
    }

    /** The operation's {@code status} object as JSON. */
    public String status(String code) {
        var refusal = ALL.get(code);
        return Json.write(Map.of("status", "Refused", "code", code, "message", refusal.message(), "hint", refusal.hint(), "class", "terminal"));
    }

    /** The status of a call whose bundle stopped before the answer was recorded; variable {@code interface}. */
    public String inDoubt(Exchange exchange) {
        return Json.write(Map.of("status", "Unknown", "message", "The bundle stopped while the call was under way; the peer may have executed it.", "class", "reconcile",
                "hint", "es4".equals(exchange.getVariable("interface")) ? "Its result settles it, or an audit of the eUICC after its validity."
                        : RejectionReasons.SETTLED_BY));
    }

    /** The status of an operation that was never sent. */
    public String unsent() {
        return Json.write(Map.of("status", "Expired", "message", "Its validity passed before it could be sent; nothing was executed.", "class", "retry", "hint", "Order again, with a longer validityPeriod if it had to wait its turn."));
    }

    /** The status of an operation in doubt that nothing settled. */
    public String unsettled() {
        return Json.write(Map.of("status", "Unknown", "message", "Nothing settled the doubt; the peer may have executed the call.", "class", "reconcile",
                "hint", "Ask the peer what happened before ordering again; the timeline says what was tried."));
    }

    /** The status of an order whose result did not come by its deadline. */
    public String noResult() {
        return Json.write(Map.of("status", "Unknown", "message", "No result came by the deadline; the peer may have executed the call.", "class", "reconcile",
                "hint", "The eUICC is audited; what the card shows settles it."));
    }

    /** The status of an order that a notification proved executed. */
    public String proven() {
        return Json.write(Map.of("status", "Executed-Success", "message", "The answer was lost; a notification of the profile proves that the peer executed the call."));
    }

    /** The status of a cancelOrder that a notification proved not executed. */
    public String disproven() {
        return Json.write(Map.of("status", "Failed", "message", "The answer was lost; a notification of the profile proves that the peer did not execute the call.", "class", "terminal",
                "hint", "The profile was downloaded; an order cannot be cancelled after that."));
    }

    /** The status of an operation in doubt that an audit settled, {@code done} or not; codes the peer gave before (variable {@code lastStatus}) stay. */
    public String audited(Exchange exchange, boolean done) {
        var status = Json.MAPPER.createObjectNode();
        if (done) {
            return Json.write(status.put("status", "Executed-Success").put("message", "No result came; an audit of the eUICC shows that the call was executed."));
        }
        var last = exchange.getVariable("lastStatus", String.class) == null ? status : Json.read(exchange.getVariable("lastStatus", String.class));
        status.put("status", last.hasNonNull("subjectCode") ? last.path("status").asText() : "Failed");
        for (var code : new String[] {"subjectCode", "reasonCode", "subjectIdentifier"}) {
            if (last.hasNonNull(code)) {
                status.put(code, last.path(code).asText());
            }
        }
        return Json.write(status.put("message", "An audit of the eUICC shows that the call was not executed, or was rolled back.")
                .put("hint", "The card is as it was: order again.").put("class", "retry"));
    }

    /** The status of a call in doubt at a SM-DP+ that a status query settled, {@code done} or not. */
    public String queried(Exchange exchange, boolean done) {
        var status = Json.MAPPER.createObjectNode();
        return Json.write(done ? status.put("status", "Executed-Success").put("message", "The answer was lost; a status query shows that the call was executed.")
                : status.put("status", "Failed").put("message", "The answer was lost; a status query shows that the call was not executed.")
                        .put("hint", "Nothing was executed: order again.").put("class", "retry"));
    }

    /** The status of an order that failed ({@code failure}) and whose undoing failed too ({@code status}). */
    public String notUndone(Exchange exchange) {
        var status = (ObjectNode) Json.read(exchange.getVariable("failure", String.class));
        var undoing = Json.read(exchange.getVariable("status", String.class));
        var codes = undoing.hasNonNull("subjectCode") ? undoing.path("subjectCode").asText() + "/" + undoing.path("reasonCode").asText() : undoing.path("status").asText();
        return Json.write(status.put("class", "reconcile").put("nextStep", StatusCodes.nextStep("reconcile")).put("hint", "The profile is still ordered at the peer, as cancelOrder failed too (" + codes + "): cancel it, then order again."));
    }

    /** 422 when the ICCID a person gives (variable {@code resultIccid}; row in the body: who has it) cannot be the one this order was given; nothing is settled then. */
    public void checkResult(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        var own = exchange.getVariable("iccid", String.class);
        var given = exchange.getVariable("resultIccid", String.class);
        var state = row == null ? null : (String) row.get("held_state");
        if (own != null && !own.equals(given)) {
            throw new Problem(422, "result-refused", "The order is for another ICCID; leave result.iccid out or correct it.");
        }
        if (row != null && !exchange.getVariable("tenant").equals(row.get("held_by"))) {
            throw new Problem(422, "result-refused", "result.iccid belongs to another tenant; correct it, or settle the operation as failed.");
        }
        if (own == null && state != null && !Set.of("Available", "Unavailable").contains(state)) {
            throw new Problem(422, "result-refused", "result.iccid has been ordered by another operation (it is " + state + "); correct it, or settle the operation as failed.");
        }
    }

    /** The status of an order of several calls whose validity passed after the first. */
    public String incomplete() {
        return Json.write(Map.of("status", "Expired", "message", "Its validity passed before the order was complete; what had been ordered is undone.", "class", "retry",
                "hint", "Order again, with a longer validityPeriod."));
    }

    /** A person's word on a call in doubt, as its outcome; what the lost answer would have said stands in the variables {@code result...}. */
    public void resolution(Exchange exchange) {
        boolean done = "SUCCEEDED".equals(exchange.getVariable("resolution"));
        boolean composite = done && "orderProfile".equals(exchange.getVariable("function"));
        if (composite && exchange.getVariable("iccid") == null && exchange.getVariable("resultIccid") == null) {
            throw new Problem(422, "result-needed", "Its ICCID is not known, so the order cannot go on; give result.iccid, or settle it as failed.");
        }
        if (composite && "confirmOrder".equals(exchange.getVariable("calledFunction")) && exchange.getVariable("resultMatchingId") == null
                && !Json.read(exchange.getVariable("parameters", String.class)).has("matchingId")) {
            throw new Problem(422, "result-needed", "Its matchingId is not known, so there would be no activation code; give result.matchingId, or settle it as failed.");
        }
        exchange.setVariable("outcome", done ? "done" : "refused");
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
