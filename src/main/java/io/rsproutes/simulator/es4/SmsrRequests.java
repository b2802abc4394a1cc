package io.rsproutes.simulator.es4;

import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.simulator.DroppedAnswer;
import io.rsproutes.simulator.SimulatorClient;
import org.apache.camel.Exchange;
import org.springframework.boot.ssl.SslBundles;

/**
 * The simulated SM-SRs behind their routes. Variables in: {@code name} (of the SM-SR, null for the first), {@code eid},
 * {@code iccid}, {@code function}.
 */
public class SmsrRequests {

    private final SmsrSimulator simulator;
    private final String notifyAt;

    public SmsrRequests(Settings settings, SslBundles bundles) {
        var own = settings.simulators().smsr();
        this.notifyAt = own.notifyUrl();
        this.simulator = new SmsrSimulator(new SimulatorClient("SM-SR", bundles, "rsp.simulators.smsr.tls", own.tls()));
    }

    /** Answers an ES4 call at the SM-SR of variable {@code name}, as its faults say. */
    public void call(Exchange exchange) throws Exception {
        var answer = simulator.call(smsr(exchange), exchange.getMessage().getBody(String.class));
        var message = exchange.getMessage();
        if (answer.drop()) {
            DroppedAnswer.write(exchange);
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, SoapWriter.CONTENT_TYPE);
        if (answer.retryAfter() != null) {
            message.setHeader("Retry-After", answer.retryAfter());
        }
        message.setBody(answer.body());
    }

    private static String smsr(Exchange exchange) {
        return exchange.getVariable("name", SmsrSimulator.FIRST, String.class);
    }

    /** The eUICC of variable {@code eid} as JSON; 404 when there is none. */
    public void euicc(Exchange exchange) {
        exchange.getMessage().setBody(simulator.euicc(smsr(exchange), exchange.getVariable("eid", String.class)));
    }

    /** The body replaces the eUICC of variable {@code eid}; answered as it was kept. 400 says what it cannot be. */
    public void put(Exchange exchange) {
        exchange.getMessage()
                .setBody(simulator.put(
                        smsr(exchange),
                        exchange.getVariable("eid", String.class),
                        exchange.getMessage().getBody(String.class)));
    }

    /** Something happens to the profile {@code iccid} on its eUICC ({@code function}), and is notified. */
    public void play(Exchange exchange) {
        exchange.getMessage()
                .setBody(simulator.play(
                        smsr(exchange),
                        exchange.getVariable("eid", String.class),
                        exchange.getVariable("iccid", String.class),
                        exchange.getVariable("function", String.class),
                        notifyAt,
                        "1.3.6.1.4.1.20"));
    }

    /** The body sets faults of all SM-SRs; 400 names those that there are not. */
    public void faults(Exchange exchange) {
        exchange.getMessage().setBody(simulator.setFaults(exchange.getMessage().getBody(String.class)));
    }

    /** All calls that came, oldest first, as JSON. */
    public void calls(Exchange exchange) {
        exchange.getMessage().setBody(simulator.calls());
    }

    /** All SM-SRs are as at the start: no faults, no calls, the demo's eUICC only. */
    public void reset(Exchange exchange) {
        simulator.reset();
        exchange.getMessage().setBody("{}");
    }
}
