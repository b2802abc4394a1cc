package io.rsproutes.platform.http;

import java.nio.charset.StandardCharsets;

import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.protocol.sgp02.SoapWriter;
import org.apache.camel.Exchange;

/**
 * The HTTP answer of our SOAP endpoints: this status, and this envelope or nothing, in the version of SOAP that the
 * request came in (variable {@code soapVersion}). No header of the request leaves with it.
 */
public final class SoapAnswer {

    private SoapAnswer() {}

    /** The version of SOAP that the request came in. */
    public static SoapVersion version(Exchange exchange) {
        return SoapVersion.of(exchange.getVariable("soapVersion", String.class));
    }

    public static void write(Exchange exchange, int status, String envelope) {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, version(exchange).contentType());
        message.setBody(envelope == null ? new byte[0] : envelope.getBytes(StandardCharsets.UTF_8));
    }

    /** A fault, with the HTTP status of its code. */
    public static void fault(Exchange exchange, SoapFault fault) {
        fault(exchange, fault.status(version(exchange)), fault);
    }

    /** A fault, with an HTTP status that says more. */
    public static void fault(Exchange exchange, int status, SoapFault fault) {
        write(exchange, status, SoapWriter.fault(version(exchange), fault));
    }

    /** 503: the same message may come again after so many seconds. */
    public static void unavailable(Exchange exchange, SoapFault fault, int retryAfter) {
        fault(exchange, 503, fault);
        exchange.getMessage().setHeader("Retry-After", retryAfter);
    }
}
