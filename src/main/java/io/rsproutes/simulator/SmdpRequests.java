package io.rsproutes.simulator;

import java.io.IOException;

import io.rsproutes.core.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;

/** The simulated SM-DP+ behind the demo's routes. Variables in: {@code function}, {@code id} (an ICCID), {@code outcome}. */
public class SmdpRequests {

    private final SmdpSimulator simulator;

    public SmdpRequests(String notifyAt) {
        this.simulator = new SmdpSimulator(notifyAt);
    }

    public void call(Exchange exchange) throws Exception {
        var answer = simulator.call(exchange.getVariable("function", String.class), exchange.getMessage().getBody(String.class));
        var message = exchange.getMessage();
        if (answer.drop()) {
            drop(exchange);
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-Admin-Protocol", "gsma/rsp/v2.2.0");
        if (answer.retryAfter() != null) {
            message.setHeader("Retry-After", answer.retryAfter());
        }
        message.setBody(answer.body());
    }

    /** The client sees the connection end: a body shorter than announced, then nothing. */
    static void drop(Exchange exchange) throws IOException {
        var response = exchange.getMessage(PlatformHttpMessage.class).getResponse();
        response.setContentLength(1_000);
        response.getOutputStream().write('{');
        response.flushBuffer();
        throw new Problem(500, "simulated", "The answer was dropped.");
    }

    public void download(Exchange exchange) {
        exchange.getMessage().setBody(simulator.download(exchange.getVariable("id", String.class), exchange.getVariable("outcome", String.class)));
    }

    public void faults(Exchange exchange) {
        exchange.getMessage().setBody(simulator.setFaults(exchange.getMessage().getBody(String.class)));
    }

    public void calls(Exchange exchange) {
        exchange.getMessage().setBody(simulator.calls());
    }

    public void profile(Exchange exchange) {
        exchange.getMessage().setBody(simulator.profile(exchange.getVariable("id", String.class)));
    }

    public void reset(Exchange exchange) {
        simulator.reset();
        exchange.getMessage().setBody("{}");
    }
}
