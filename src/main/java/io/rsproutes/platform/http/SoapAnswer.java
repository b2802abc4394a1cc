package io.rsproutes.platform.http;

import java.nio.charset.StandardCharsets;

import io.rsproutes.protocol.sgp02.SoapWriter;
import org.apache.camel.Exchange;

/**
 * The HTTP answer of our SOAP endpoints: this status, and this envelope or nothing. No header
 * of the request leaves with it.
 */
public final class SoapAnswer {

    private SoapAnswer() {}

    public static void write(Exchange exchange, int status, String envelope) {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, SoapWriter.CONTENT_TYPE);
        message.setBody(envelope == null ? new byte[0] : envelope.getBytes(StandardCharsets.UTF_8));
    }

    /** 503: the same message may come again after so many seconds. */
    public static void unavailable(Exchange exchange, String envelope, int retryAfter) {
        write(exchange, 503, envelope);
        exchange.getMessage().setHeader("Retry-After", retryAfter);
    }
}
