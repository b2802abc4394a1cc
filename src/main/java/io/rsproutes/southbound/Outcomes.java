package io.rsproutes.southbound;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.SSLHandshakeException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.rsproutes.common.Json;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.operation.StatusCodes;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What came of a call, whatever its protocol: variables {@code outcome} (done, accepted, refused, not-sent: safe to send again,
 * unknown: may have been executed), {@code status} (JSON), {@code detail}, {@code httpStatus}, {@code retryIn}.
 */
public final class Outcomes {

    /** A peer's verdict in its own words; null parts are left out. */
    public record Status(String status, String subjectCode, String reasonCode, String subjectIdentifier, String message, String hint, String kind) { }

    /** An answer of status 200 to 499, as it came. */
    public record Taken(int http, String body) { }

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    private Outcomes() {
    }

    /** Takes the answer off the exchange, which is empty then; variables {@code httpStatus} and {@code retryAfter}. */
    public static Taken take(Exchange exchange) {
        var message = exchange.getMessage();
        int http = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        exchange.setVariable("httpStatus", http);
        exchange.setVariable("retryAfter", message.getHeader("Retry-After", String.class));
        var body = message.getBody(String.class);
        clear(exchange);
        return new Taken(http, body);
    }

    public static void clear(Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
    }

    /** The failed HTTP answer behind an exception, or null: Camel's HTTP client wraps some failures, some not. */
    public static HttpOperationFailedException http(Throwable failure) {
        return find(failure, HttpOperationFailedException.class);
    }

    /** Turns the exception of a call into an outcome; whether it may have left decides. */
    public static void failed(Exchange exchange, Throwable failure) {
        var http = http(failure);
        if (http != null) {
            exchange.setVariable("httpStatus", http.getStatusCode());
            var retryAfter = http.getResponseHeaders() == null ? null : http.getResponseHeaders().entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase("Retry-After")).map(Map.Entry::getValue).findFirst().orElse(null);
            if (http.getStatusCode() == 503 && retryAfter != null) {
                outcome(exchange, "not-sent", "the peer is unavailable (HTTP 503)", retryAfter);
            } else {
                outcome(exchange, "unknown", "the peer failed with HTTP " + http.getStatusCode(), null);
            }
            said(exchange, PeerErrorText.of(exchange, http.getResponseBody()));
            return;
        }
        exchange.setVariable("httpStatus", null);
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CallNotPermittedException) {
                outcome(exchange, "not-sent", "the breaker of this peer is open after repeated failures", null);
                return;
            }
            if (cause instanceof ConnectTimeoutException || cause instanceof HttpHostConnectException || cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException || cause instanceof UnknownHostException || cause instanceof ConnectionRequestTimeoutException
                    || cause instanceof SSLHandshakeException) {
                outcome(exchange, "not-sent", "no connection to the peer" + (cause instanceof UnknownHostException ? " (its name is unknown)" : cause instanceof SSLHandshakeException ? " (the TLS handshake failed)" : ""), null);
                return;
            }
        }
        var last = find(failure, IOException.class);
        if (last == null) {
            LOG.warn("a call failed in an unforeseen way", failure);
        }
        outcome(exchange, "unknown", "the call left but no answer came" + (find(failure, InterruptedIOException.class) != null ? " in time" : ""), null);
    }

    /** The peer's HTTP layer refused the call: status 300 to 499. */
    public static void refusedByHttp(Exchange exchange, int http, String body) {
        if (http == 429) {
            outcome(exchange, "not-sent", "the peer asked for fewer calls (HTTP 429)", exchange.getVariable("retryAfter", String.class));
        } else {
            status(exchange, "refused", new Status("Failed", null, null, null, "The peer refused the call with HTTP "
                    + http + ".",
                    "Check the peer's url, its certificate and ours, and the ids agreed with it.", "terminal"));
            exchange.setVariable("detail", "HTTP " + http);
        }
        said(exchange, PeerErrorText.of(exchange, body));
    }

    /** What the peer said of it besides, behind the message of the status; nothing for null. */
    public static void said(Exchange exchange, String words) {
        if (words != null && !words.isBlank()) {
            var status = (ObjectNode) Json.read(exchange.getVariable("status", String.class));
            exchange.setVariable("status", Json.write(status.put("message", status.path("message").asText()
                    + " It says: “" + words + "”")));
        }
    }

    /** A doubt with the codes the peer gave all the same. */
    public static void doubt(Exchange exchange, String detail, String subjectCode, String reasonCode, String words) {
        outcome(exchange, "unknown", detail, null);
        coded(exchange, subjectCode, reasonCode);
        said(exchange, words);
    }

    /** The peer's codes beside the status; nothing for null. */
    public static void coded(Exchange exchange, String subjectCode, String reasonCode) {
        if (subjectCode != null) {
            var status = (ObjectNode) Json.read(exchange.getVariable("status", String.class));
            Json.put(status.put("subjectCode", subjectCode), "reasonCode", reasonCode);
            exchange.setVariable("status", Json.write(status));
        }
    }

    public static void status(Exchange exchange, String outcome, Status status) {
        var node = new LinkedHashMap<String, Object>();
        put(node, "status", status.status());
        put(node, "subjectCode", status.subjectCode());
        put(node, "reasonCode", status.reasonCode());
        put(node, "subjectIdentifier", status.subjectIdentifier());
        put(node, "message", status.message());
        put(node, "hint", status.hint());
        put(node, "class", status.kind());
        put(node, "nextStep", status.kind() == null || status.subjectCode() == null ? null : StatusCodes.nextStep(status.kind()));
        exchange.setVariable("outcome", outcome);
        exchange.setVariable("status", Json.write(node));
    }

    public static void outcome(Exchange exchange, String outcome, String detail, String retryAfter) {
        boolean lost = "unknown".equals(outcome);
        status(exchange, outcome, new Status(lost ? "Unknown" : "Not-Sent", null, null, null, Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".",
                !lost ? "Nothing was executed; the call may be sent again."
                        : "es4".equals(exchange.getVariable("interface")) ? "The peer may have executed the call; its result, or an audit after its validity, settles it."
                        : "The peer may have executed the call. " + RejectionReasons.SETTLED_BY,
                lost ? "reconcile" : "retry"));
        exchange.setVariable("detail", detail);
        exchange.setVariable("retryIn", seconds(retryAfter));
    }

    // HttpGuard has made seconds of it, if it could be read.
    private static Integer seconds(String retryAfter) {
        return retryAfter != null && retryAfter.matches("\\d{1,6}") ? Integer.valueOf(retryAfter) : null;
    }

    private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static void put(Map<String, Object> map, String key, Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }
}
