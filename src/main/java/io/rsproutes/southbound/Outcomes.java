package io.rsproutes.southbound;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.Functions;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.platform.http.client.RetryAfter;
import org.apache.camel.Exchange;

/**
 * The status (JSON) of a call's outcome, whatever its protocol. Which outcome it is, the routes decide
 * ({@code southbound/outcome.camel.yaml}); what the peer says besides, in codes or words of its own ({@code
 * subjectCode, reasonCode, words} in variable {@code reading}), is added.
 */
public class Outcomes {

    /** A peer's verdict in its own words; null parts are left out. */
    public record Status(
            String status,
            String subjectCode,
            String reasonCode,
            String subjectIdentifier,
            String message,
            String hint,
            String kind) {}

    /**
     * The status of a call by its outcome. unknown: status Unknown, class reconcile; not-sent: status
     * Not-Sent, class retry. In: {@code outcome}; {@code detail}, which becomes the message; {@code
     * interface}, for the hint; {@code reading}.
     */
    public String uncertain(Exchange exchange) {
        return complete(
                exchange,
                uncertain(
                        exchange.getVariable("outcome", String.class),
                        exchange.getVariable("detail", String.class),
                        exchange.getVariable("interface", String.class)));
    }

    /**
     * The status of a call that the peer refused by its HTTP status (variable {@code httpStatus}): Failed,
     * class terminal. In: also {@code reading}.
     */
    public String refusedByHttp(Exchange exchange) {
        return complete(
                exchange,
                json(new Status(
                        "Failed",
                        null,
                        null,
                        null,
                        "The peer refused the call with HTTP " + exchange.getVariable("httpStatus") + ".",
                        "Check the peer's url, its certificate and ours, and the ids agreed with it.",
                        "terminal")));
    }

    /**
     * The status of a call that could not be written, for this reason, which becomes the message: Failed,
     * class terminal.
     */
    public String unwritten(String reason) {
        return json(new Status(
                "Failed",
                null,
                null,
                null,
                "The call could not be written: " + reason + ".",
                "Nothing was sent. Correct the order.",
                "terminal"));
    }

    /**
     * For how many seconds (Integer) the peer asks to wait, by its Retry-After: seconds or a date, at most
     * seven days. Null when there is none, or it cannot be read.
     */
    public Integer retryAfter(String retryAfter) {
        return RetryAfter.rewritten(retryAfter);
    }

    public static String uncertain(String outcome, String detail, String protocol) {
        boolean lost = "unknown".equals(outcome);
        var hint = !lost
                ? "Nothing was executed; the call may be sent again."
                : Functions.isSgp02(protocol)
                        ? "The peer may have executed the call; its result, or an audit after its validity, settles it."
                        : "The peer may have executed the call. " + RejectionReasons.SETTLED_BY;
        return json(new Status(
                lost ? "Unknown" : "Not-Sent",
                null,
                null,
                null,
                Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".",
                hint,
                lost ? "reconcile" : "retry"));
    }

    public static String json(Status status) {
        var node = new LinkedHashMap<String, Object>();
        Json.put(node, "status", status.status());
        Json.put(node, "subjectCode", status.subjectCode());
        Json.put(node, "reasonCode", status.reasonCode());
        Json.put(node, "subjectIdentifier", status.subjectIdentifier());
        Json.put(node, "message", status.message());
        Json.put(node, "hint", status.hint());
        Json.put(node, "class", status.kind());
        Json.put(
                node,
                "nextStep",
                status.kind() == null || status.subjectCode() == null ? null : StatusCodes.nextStep(status.kind()));
        return Json.write(node);
    }

    private static String complete(Exchange exchange, String status) {
        Map<?, ?> reading = exchange.getVariable("reading", Map.of(), Map.class);
        return with(status, (String) reading.get("subjectCode"), (String) reading.get("reasonCode"), (String)
                reading.get("words"));
    }

    /** The status with the peer's codes beside it, and its words behind the message; nothing for null. */
    static String with(String status, String subjectCode, String reasonCode, String words) {
        var node = (ObjectNode) Json.read(status);
        if (subjectCode != null) {
            Json.put(node.put("subjectCode", subjectCode), "reasonCode", reasonCode);
        }
        if (words != null && !words.isBlank()) {
            node.put("message", node.path("message").asText() + " It says: “" + words + "”");
        }
        return Json.write(node);
    }

    /** A doubt with what the peer says besides; nothing for null. */
    public static String doubt(String detail, String protocol, String subjectCode, String reasonCode, String words) {
        return with(uncertain("unknown", detail, protocol), subjectCode, reasonCode, words);
    }
}
