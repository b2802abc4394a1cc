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

    /**
     * true when the operation was found, and {@code scope} is null (the caller is an operator) or the
     * operation's tenant; else false.
     */
    public boolean visible(boolean found, String scope, String tenant) {
        return found && (scope == null || Objects.equals(scope, tenant));
    }

    /** Always throws 404 not-found: another tenant's operation is answered like one that does not exist. */
    public void refuseUnknown() {
        throw Problem.notFound("operation");
    }

    /** Functions that may be ordered by type, so that the ICCID comes with the result. */
    private static final Set<String> BY_TYPE = Set.of("orderProfile", "downloadProfile");

    /** Throws 409 not-in-doubt unless the state is IN_DOUBT. */
    public void checkInDoubt(String state) {
        if (!"IN_DOUBT".equals(state)) {
            throw new Problem(
                    409, "not-in-doubt", "The operation is " + state + "; only one that is IN_DOUBT can be resolved.");
        }
    }

    /** Throws 409 not-in-doubt unless {@code moved} is true: something else settled the operation meanwhile. */
    public void checkMoved(Boolean moved) {
        if (!Boolean.TRUE.equals(moved)) {
            throw new Problem(409, "not-in-doubt", "The operation was settled meanwhile.");
        }
    }

    /**
     * Throws 422 result-refused when {@code resultIccid}, which the person gives, is not the {@code iccid} of
     * the order, if it has one; when a tenant other than variable {@code tenant} holds it; or when the order
     * has no iccid, and that profile is ordered already: its state at the SM-DP+ is known, and neither
     * Available nor Unavailable. Body: the row of core/resolve.taken, null when nobody holds resultIccid.
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
     * Throws 422 result-needed when nobody would know which profile it was that a person says an orderProfile
     * ordered or a downloadProfile brought: {@code iccid} and {@code resultIccid} are both null; or when an
     * orderProfile could not go on, as the call ({@code calledFunction}) was
     * confirmOrder and neither {@code resultMatchingId} is set nor a matchingId is in {@code parameters}. Of
     * any other {@code function} it checks nothing.
     */
    public void checkComplete(Exchange exchange) {
        var function = exchange.getVariable("function", String.class);
        if (!BY_TYPE.contains(function)) {
            return;
        }
        if (exchange.getVariable("iccid") == null && exchange.getVariable("resultIccid") == null) {
            throw new Problem(
                    422,
                    "result-needed",
                    "Its ICCID is not known, so the order cannot go on; "
                            + "give result.iccid, or settle it as failed.");
        }
        if ("downloadProfile".equals(function)) {
            return;
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
