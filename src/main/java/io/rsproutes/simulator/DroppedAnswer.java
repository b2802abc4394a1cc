package io.rsproutes.simulator;

import java.io.IOException;

import io.rsproutes.common.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;

/** An answer that never arrives whole: the caller sees a body shorter than announced, and the connection end. */
public final class DroppedAnswer {

    private DroppedAnswer() {}

    public static void write(Exchange exchange) throws IOException {
        var response = exchange.getMessage(PlatformHttpMessage.class).getResponse();
        response.setContentLength(1_000);
        response.getOutputStream().write('{');
        response.flushBuffer();
        throw new Problem(500, "simulated", "The answer was dropped.");
    }
}
