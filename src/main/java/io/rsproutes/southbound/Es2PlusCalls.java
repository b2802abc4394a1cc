package io.rsproutes.southbound;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.net.ssl.SSLHandshakeException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.rsproutes.core.Commands;
import io.rsproutes.core.Json;
import io.rsproutes.core.Problem;
import io.rsproutes.core.Settings;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * Between an operation and the wire: writes the request, and turns whatever came back into an outcome. Outcomes:
 * {@code done}, {@code refused}, {@code not-sent} (safe to send again), {@code unknown} (may have been executed).
 */
public class Es2PlusCalls {

    private final Settings settings;
    private final StatusCodes codes = new StatusCodes();

    public Es2PlusCalls(Settings settings) {
        this.settings = settings;
    }

    /** Body and headers of the call of the operation in the variables; {@code known}: row of the profile table, may be null. */
    public void write(Exchange exchange) {
        var function = exchange.getVariable("function", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var parameters = (ObjectNode) Json.read(exchange.getVariable("parameters", String.class));
        var secrets = exchange.getVariable("secrets", String.class);
        if (secrets != null) {
            parameters.setAll((ObjectNode) Json.read(secrets));
        }
        var known = new HashMap<String, String>();
        if (exchange.getVariable("known") instanceof Map<?, ?> row) {
            put(known, "eid", row.get("eid"));
            put(known, "matchingId", row.get("matching_id"));
        }
        var text = Es2Plus.request(function, peer.requesterId(), exchange.getVariable("callId", String.class),
                exchange.getVariable("eid", String.class), exchange.getVariable("iccid", String.class), parameters, known);
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.HTTP_PATH, Es2Plus.PATH.substring(1) + function);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-Admin-Protocol", Es2Plus.VERSION);
        // Bytes, so that no charset is added to the content type.
        message.setBody(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads an answer of status 200 to 499 into the variables {@code outcome, status, result, httpStatus, detail, retryIn}. */
    public void read(Exchange exchange) {
        var message = exchange.getMessage();
        int http = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        var retryAfter = message.getHeader("Retry-After", String.class);
        var body = message.getBody(String.class);
        message.removeHeaders("*");
        message.setBody(null);
        exchange.setVariable("httpStatus", http);
        if (http == 200) {
            answer(exchange, body);
        } else if (http == 429) {
            outcome(exchange, "not-sent", "the peer asked for fewer calls (HTTP 429)", retryAfter);
        } else if (http < 300) {
            outcome(exchange, "unknown", "the peer answered HTTP " + http + " where the specification allows 200 only", null);
        } else {
            status(exchange, "refused", "Failed", null, null, null, "The peer refused the call with HTTP " + http + ".",
                    "Check the peer's url, certificate and requester-id.", "terminal");
            exchange.setVariable("detail", "HTTP " + http);
        }
    }

    /** Turns the exception of a call into an outcome; whether it may have left decides. */
    public void failed(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        var http = find(failure, HttpOperationFailedException.class);
        if (http != null) {
            exchange.setVariable("httpStatus", http.getStatusCode());
            var retryAfter = http.getResponseHeaders() == null ? null : http.getResponseHeaders().entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase("Retry-After")).map(Map.Entry::getValue).findFirst().orElse(null);
            if (http.getStatusCode() == 503 && retryAfter != null) {
                outcome(exchange, "not-sent", "the peer is unavailable (HTTP 503)", retryAfter);
            } else {
                outcome(exchange, "unknown", "the peer failed with HTTP " + http.getStatusCode(), null);
            }
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
                outcome(exchange, "not-sent", "no connection to the peer (" + cause.getClass().getSimpleName() + ")", null);
                return;
            }
        }
        var last = find(failure, IOException.class);
        outcome(exchange, "unknown", "the call left but no answer came (" + (last == null ? failure : last).getClass().getSimpleName() + ")", null);
    }

    // Camel's HTTP client wraps some failures, some not.
    private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private void answer(Exchange exchange, String body) {
        Es2Plus.Answer answer;
        try {
            answer = Es2Plus.answer(body);
        } catch (Problem e) {
            outcome(exchange, "unknown", "the peer's answer cannot be read: " + e.getMessage(), null);
            return;
        }
        var code = codes.get(answer.subjectCode(), answer.reasonCode());
        if (answer.executed()) {
            exchange.setVariable("result", Json.write(answer.result()));
            exchange.setVariable("resultIccid", answer.result().path("iccid").asText(null));
            exchange.setVariable("resultEid", answer.result().path("eid").asText(null));
            exchange.setVariable("resultMatchingId", answer.result().path("matchingId").asText(null));
            exchange.setVariable("resultSmdpAddress", answer.result().path("smdpAddress").asText(null));
            boolean warning = answer.subjectCode() != null;
            status(exchange, "done", answer.status(), warning ? answer.subjectCode() : null, warning ? answer.reasonCode() : null, answer.subjectIdentifier(), answer.message(), null, null);
        } else {
            status(exchange, "refused", answer.status(), answer.subjectCode(), answer.reasonCode(), answer.subjectIdentifier(), answer.message(), code.hint(), code.kind());
            exchange.setVariable("detail", answer.status() + " " + answer.subjectCode() + "/" + answer.reasonCode());
        }
    }

    private static void status(Exchange exchange, String outcome, String status, String subject, String reason, String identifier, String message, String hint, String kind) {
        var node = new LinkedHashMap<String, Object>();
        putIf(node, "status", status);
        putIf(node, "subjectCode", subject);
        putIf(node, "reasonCode", reason);
        putIf(node, "subjectIdentifier", identifier);
        putIf(node, "message", message);
        putIf(node, "hint", hint);
        putIf(node, "class", kind);
        exchange.setVariable("outcome", outcome);
        exchange.setVariable("status", Json.write(node));
    }

    private static void outcome(Exchange exchange, String outcome, String detail, String retryAfter) {
        boolean lost = "unknown".equals(outcome);
        status(exchange, outcome, lost ? "Unknown" : "Not-Sent", null, null, null, Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".",
                lost ? "The peer may have executed the call. Ask it, then settle with POST /rsp/v1/operations/{id}/resolve, or wait for its notification."
                        : "Nothing was executed; the call may be sent again.",
                lost ? "reconcile" : "retry");
        exchange.setVariable("detail", detail);
        exchange.setVariable("retryIn", seconds(retryAfter));
    }

    // Retry-After in seconds; the date form is rare and falls back to our own schedule.
    private static Integer seconds(String retryAfter) {
        return retryAfter != null && retryAfter.trim().matches("\\d{1,5}") ? Integer.valueOf(retryAfter.trim()) : null;
    }

    private static void put(Map<String, String> map, String key, Object value) {
        if (value != null) {
            map.put(key, value.toString());
        }
    }

    private static void putIf(Map<String, Object> map, String key, Object value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    /** Reads a notification into variables {@code callId, iccid, dedupeKey, raw}. Variables in: {@code peer}. */
    public void receive(Exchange exchange) {
        var raw = exchange.getMessage().getBody(String.class);
        var notification = Es2Plus.notification(raw);
        exchange.setVariable("raw", raw.replace("\u0000", ""));
        exchange.setVariable("callId", notification.callId() == null ? null : notification.callId().substring(0, Math.min(255, notification.callId().length())));
        exchange.setVariable("iccid", notification.iccid());
        exchange.setVariable("dedupeKey", Commands.hash(Json.write(new Object[] {
                exchange.getVariable("peer"), "handleDownloadProgressInfo", notification.callId(), Commands.hash(raw)})));
    }
}
