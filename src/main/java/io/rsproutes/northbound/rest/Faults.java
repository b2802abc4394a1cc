package io.rsproutes.northbound.rest;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.schibsted.spt.data.jslt.JsltException;
import io.rsproutes.common.Causes;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.platform.database.DatabaseOutage;
import io.rsproutes.platform.http.BrokenRequests;
import org.apache.camel.Exchange;
import org.apache.camel.component.jsonvalidator.JsonValidationException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * What a failure is to whoever called: their fault, worded so that they can correct it, or ours, of which
 * they learn nothing.
 */
public final class Faults {

    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    private Faults() {}

    /**
     * What a caller of HTTP is answered for a fault of its own; null when the failure is ours.
     *
     * @param recorded whether there is an operation of the call already
     */
    static Problem caller(Throwable failure, boolean recorded) {
        var problem = fault(failure);
        if (problem == null && !recorded && Causes.any(failure, JsltException.class::isInstance)) {
            return new Problem(
                    400,
                    "body-unmapped",
                    "The mapping of this format cannot read the body; nothing was done. It says: "
                            + Masking.mask(String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure)
                                    .getMessage())));
        }
        return problem;
    }

    /** What a caller is answered for a failure of ours. */
    static Problem ours(Throwable failure) {
        if (DatabaseOutage.isAway(failure)) {
            return new Problem(
                    503,
                    "database-unavailable",
                    "The database cannot be reached, or was lost before this was answered. Send it again; under the"
                            + " same Idempotency-Key it is done once.",
                    List.of(),
                    5);
        }
        if (remote(failure)) {
            return new Problem(
                    503,
                    "system-unavailable",
                    "A system that is asked before anything is sent cannot be reached; nothing was done. Try again.",
                    List.of(),
                    5);
        }
        return new Problem(
                500, "internal", "Something failed here; nothing is half-done. The log of this time says what.");
    }

    /** The operation that an answer names: the one refused; behind a failure of ours the one recorded; null: none. */
    static Object operation(Exchange exchange, boolean ours) {
        if (!ours) {
            return exchange.getVariable("refused");
        }
        return Boolean.TRUE.equals(exchange.getVariable("recorded")) ? exchange.getVariable("operationId") : null;
    }

    /** Our own failure, for whoever reads the log. */
    public static void logged(Exchange exchange, Throwable failure) {
        var route = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class);
        LOG.error("{} failed", route, failure);
    }

    /**
     * What a caller is answered for a fault of its own, a body that cannot be read included;
     * null when the failure is ours.
     */
    public static Problem fault(Throwable failure) {
        var problem = find(failure);
        if (problem == null && unmapped(failure)) {
            return new Problem(400, "malformed-json", "The body is not JSON; nothing was done.");
        }
        return problem == null && BrokenRequests.is(failure)
                ? new Problem(400, "body-unreadable", "The body is not UTF-8 text, or broke off; nothing was done.")
                : problem;
    }

    /** What a caller is answered for a fault of its own; null when the failure is ours. */
    public static Problem find(Throwable failure) {
        for (var cause : Causes.of(failure)) {
            if (cause instanceof Problem problem) {
                return problem;
            }
            if (cause instanceof JsonValidationException schema
                    && !schema.getErrors().isEmpty()) {
                return unfit(schema);
            }
            if (cause instanceof SQLException sql && "42501".equals(sql.getSQLState())) {
                // The second wall held. It should not have been reached.
                LOG.error("the database refused a row that is not the tenant's; if another system says whose EID and"
                        + " ICCID are, set rsp.ownership.elsewhere");
                return RejectionReasons.problem("ownership-refused");
            }
        }
        return null;
    }

    // A format's schema does not take the body.
    private static Problem unfit(JsonValidationException failure) {
        return new Problem(
                400,
                "invalid-body",
                "The body is not as this format wants it.",
                failure.getErrors().stream()
                        .map(one -> new Violation(
                                one.getInstanceLocation()
                                        .toString()
                                        .replaceFirst("^\\$", "")
                                        .replaceAll("[.\\[\\]]+", "/")
                                        .replaceFirst("/$", ""),
                                Masking.mask(String.valueOf(one.getMessage()).replaceFirst("^\\S+: ", ""))))
                        .toList());
    }

    // A mapping of a team's own format read the body before we did.
    private static boolean unmapped(Throwable failure) {
        return Causes.any(failure, JsonProcessingException.class::isInstance);
    }

    // A team's own ownership route may ask another system.
    private static boolean remote(Throwable failure) {
        return Causes.any(
                failure,
                cause -> cause instanceof HttpOperationFailedException
                        || cause instanceof SocketException
                        || cause instanceof SocketTimeoutException
                        || cause instanceof UnknownHostException);
    }
}
