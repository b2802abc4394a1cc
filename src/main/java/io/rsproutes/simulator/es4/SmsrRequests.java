package io.rsproutes.simulator.es4;

import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.simulator.DroppedAnswer;
import io.rsproutes.simulator.SimulatorClient;
import org.apache.camel.Exchange;
import org.springframework.boot.ssl.SslBundles;

/**
 * The simulated SM-SRs behind their routes. Variables in: {@code name} (of the SM-SR, null for the first),
 * {@code eid}, {@code iccid}, {@code function}.
 */
public class SmsrRequests {

    private final SmsrSimulator simulator;
    private final String notifyAt;

    public SmsrRequests(Settings settings, SslBundles bundles) {
        var own = settings.simulators().smsr();
        this.notifyAt = own.notifyUrl();
        this.simulator = new SmsrSimulator(new SimulatorClient("SM-SR", bundles, "rsp.simulators.smsr.tls", own.tls()));
    }

    /**
     * Takes an ES4 call, or an ES2 call as the SM-DP in front of it (the body, SOAP), at the SM-SR of variable {@code
     * name} (null: the first), and answers 202; it is executed later, and its result sent to its ReplyTo, or kept there
     * until a MakeConnection asks for it. By behaviour or fault it is answered at once, or with 500 or 503. What is no
     * request is answered with a SOAP fault. All answers are in the form of the call: SOAP version, style, namespaces.
     */
    public void call(Exchange exchange) throws Exception {
        var text = exchange.getMessage().getBody(String.class);
        var answer = simulator.call(smsr(exchange), text);
        var message = exchange.getMessage();
        if (answer.drop()) {
            DroppedAnswer.write(exchange);
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        // An empty answer has the type of the request's version, which its own text would say of any other.
        var soap = SoapVersion.of(answer.body().isEmpty() ? text : answer.body(), null);
        message.setHeader(Exchange.CONTENT_TYPE, soap.contentType());
        if (answer.retryAfter() != null) {
            message.setHeader("Retry-After", answer.retryAfter());
        }
        message.setBody(answer.body());
    }

    private static String smsr(Exchange exchange) {
        return exchange.getVariable("name", SmsrSimulator.FIRST, String.class);
    }

    /**
     * The body becomes the eUICC of variable {@code eid} at the SM-SR of variable {@code name} (null: the
     * first), JSON as .put takes it, with what was done to it since; 404 when there is none.
     */
    public void euicc(Exchange exchange) {
        exchange.getMessage().setBody(simulator.euicc(smsr(exchange), exchange.getVariable("eid", String.class)));
    }

    /**
     * The body, JSON {profiles: [{iccid, state, fallback, policyRules?: [{subject, action, qualification}],
     * subscriptionAddress?, mnoId?}]}, is from now on the eUICC of variable {@code eid} at the SM-SR of
     * variable {@code name} (null: the first; a new name: a new SM-SR); other SM-SRs keep theirs. The body
     * stays. 400 says what form it must have.
     */
    public void put(Exchange exchange) {
        exchange.getMessage()
                .setBody(simulator.put(
                        smsr(exchange),
                        exchange.getVariable("eid", String.class),
                        exchange.getMessage().getBody(String.class)));
    }

    /**
     * Somebody else, or the device, does what variable {@code function} says (enable, disable, delete) to the
     * profile {@code iccid} on the eUICC {@code eid} at the SM-SR of variable {@code name} (null: the first).
     * That, and what it changes in other profiles, is notified to rsp.simulators.smsr.notify-url. The body
     * becomes JSON {notifications}, how many were sent. 404 when there is no such profile, or for another
     * function. A profile that is so already is notified, too.
     */
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

    /**
     * The body (JSON) replaces behaviour and faults of all SM-SRs, and stays. 400 names what is no fault or
     * cannot be its value, and changes nothing.
     */
    public void faults(Exchange exchange) {
        exchange.getMessage().setBody(simulator.setFaults(exchange.getMessage().getBody(String.class)));
    }

    /**
     * The body becomes JSON, {items: [{smsr, function, callId, validityPeriod, messageId, from, replyTo,
     * action, eid, iccid, smsrId, executed, soap, style, namespace, addressing}]}: the calls that any SM-SR
     * has worked on, not those that wait or that a fault answered 500 or 503, oldest first.
     */
    public void calls(Exchange exchange) {
        exchange.getMessage().setBody(simulator.calls());
    }

    /** All SM-SRs are as at the start: no faults, no calls, the demo's eUICC only. The body becomes {}. */
    public void reset(Exchange exchange) {
        simulator.reset();
        exchange.getMessage().setBody("{}");
    }
}
