package io.rsproutes.operation;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import org.apache.camel.Exchange;

/** What a person may say of an operation in doubt (POST /rsp/v1/operations/{id}/resolve); checks throw a problem. */
public class Resolutions {

    private static final Set<String> UNORDERED = Set.of("Available", "Unavailable");

    /** Whether the operation is there, and the caller's or the caller an operator's ({@code scope} null). */
    public boolean visible(boolean found, String scope, String tenant) {
        return found && (scope == null || Objects.equals(scope, tenant));
    }

    /** 404, as for one that is not there. */
    public void refuseUnknown() {
        throw Problem.notFound("operation");
    }

    /** 409 when the operation is not in doubt. */
    public void checkInDoubt(String state) {
        if (!"IN_DOUBT".equals(state)) {
            throw new Problem(
                    409, "not-in-doubt", "The operation is " + state + "; only one that is IN_DOUBT can be resolved.");
        }
    }

    /** 409 when somebody else settled the operation meanwhile. */
    public void checkMoved(Boolean moved) {
        if (!Boolean.TRUE.equals(moved)) {
            throw new Problem(409, "not-in-doubt", "The operation was settled meanwhile.");
        }
    }

    /**
     * 422 when the ICCID the person gives cannot be the one the order was given. In: variables {@code iccid} of the
     * order, {@code resultIccid}, {@code tenant}; body: the row of who holds {@code resultIccid}, or null.
     */
    public void checkIccid(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        checkIccid(
                exchange.getVariable("iccid", String.class),
                exchange.getVariable("resultIccid", String.class),
                exchange.getVariable("tenant", String.class),
                row != null,
                row == null ? null : (String) row.get("held_by"),
                row == null ? null : (String) row.get("held_state"));
    }

    static void checkIccid(String own, String given, String tenant, boolean held, String holder, String state) {
        if (own != null && !own.equals(given)) {
            throw refused("The order is for another ICCID; leave result.iccid out or correct it.");
        }
        if (held && !Objects.equals(tenant, holder)) {
            throw refused("result.iccid belongs to another tenant; correct it, or settle the operation as failed.");
        }
        if (own == null && state != null && !UNORDERED.contains(state)) {
            throw refused("result.iccid has been ordered by another operation (it is " + state
                    + "); correct it, or settle the operation as failed.");
        }
    }

    private static Problem refused(String detail) {
        return new Problem(422, "result-refused", detail);
    }

    /**
     * 422 when an orderProfile that a person says succeeded could not go on with what is known. In: variables
     * {@code function, calledFunction, iccid, resultIccid, resultMatchingId, parameters}.
     */
    public void checkComplete(Exchange exchange) {
        if (!"orderProfile".equals(exchange.getVariable("function"))) {
            return;
        }
        if (exchange.getVariable("iccid") == null && exchange.getVariable("resultIccid") == null) {
            throw new Problem(
                    422,
                    "result-needed",
                    "Its ICCID is not known, so the order cannot go on; "
                            + "give result.iccid, or settle it as failed.");
        }
        boolean confirmed = "confirmOrder".equals(exchange.getVariable("calledFunction"));
        if (confirmed
                && exchange.getVariable("resultMatchingId") == null
                && !Json.read(exchange.getVariable("parameters", String.class)).has("matchingId")) {
            throw new Problem(
                    422,
                    "result-needed",
                    "Its matchingId is not known, so there would be no activation "
                            + "code; give result.matchingId, or settle it as failed.");
        }
    }
}
