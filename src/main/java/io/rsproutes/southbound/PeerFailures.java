package io.rsproutes.southbound;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLHandshakeException;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.rsproutes.common.Causes;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a call failed, by its exception: Camel's HTTP client wraps some failures, some not. */
public class PeerFailures {

    private static final Logger LOG = LoggerFactory.getLogger(PeerFailures.class);

    /**
     * A map about the exception that ended a call. {@code kind}: http, when the peer answered with 500 or
     * more, and then {@code httpStatus, retryAfter} and {@code body} (text); breaker-open or no-connection,
     * when the call did not leave; else no-answer, as it may have reached the peer. {@code detail}: the
     * failure in words; null with http. {@code unwritten}: why the call could not be written, and then
     * nothing left, whatever kind says; else null.
     */
    public Map<String, Object> read(Exchange exchange) {
        return read(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    static Map<String, Object> read(Throwable failure) {
        var read = new HashMap<String, Object>();
        var http = Causes.find(failure, HttpOperationFailedException.class);
        if (http != null) {
            read.put("kind", "http");
            read.put("httpStatus", http.getStatusCode());
            read.put("retryAfter", retryAfter(http));
            read.put("body", http.getResponseBody());
            return read;
        }
        var unconnected = unconnected(failure);
        read.put("unwritten", failure instanceof UnwrittenCall ? failure.getMessage() : null);
        if (Causes.find(failure, CallNotPermittedException.class) != null) {
            read.put("kind", "breaker-open");
            read.put("detail", "the breaker of this peer is open after repeated failures");
        } else if (unconnected != null) {
            read.put("kind", "no-connection");
            read.put("detail", "no connection to the peer" + unconnected);
        } else {
            if (Causes.find(failure, IOException.class) == null && read.get("unwritten") == null) {
                LOG.warn("a call failed in an unforeseen way", failure);
            }
            boolean late = Causes.find(failure, InterruptedIOException.class) != null;
            read.put("kind", "no-answer");
            read.put("detail", "the call left but no answer came" + (late ? " in time" : ""));
        }
        return read;
    }

    private static String retryAfter(HttpOperationFailedException http) {
        return http.getResponseHeaders() == null
                ? null
                : http.getResponseHeaders().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    // Why there was no connection, as an addition; null when there may have been one.
    private static String unconnected(Throwable failure) {
        for (var cause : Causes.of(failure)) {
            if (cause instanceof UnknownHostException) {
                return " (its name is unknown)";
            }
            if (cause instanceof SSLHandshakeException) {
                return " (the TLS handshake failed)";
            }
            if (cause instanceof ConnectTimeoutException
                    || cause instanceof HttpHostConnectException
                    || cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof ConnectionRequestTimeoutException) {
                return "";
            }
        }
        return null;
    }
}
