package io.rsproutes.simulator.es2plus;

import java.io.IOException;
import java.util.HashMap;

import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.simulator.DroppedAnswer;
import io.rsproutes.simulator.SimulatorClient;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.springframework.boot.ssl.SslBundles;

/** The simulated SM-DP+ behind its routes. Variables in: {@code function, id} (an ICCID), {@code outcome}. */
public class SmdpRequests {

    private final SmdpSimulator simulator;
    private final Settings settings;

    public SmdpRequests(Settings settings, SslBundles bundles) {
        var own = settings.simulators().smdp();
        this.simulator = new SmdpSimulator(
                own.notifyUrl(), new SimulatorClient("SM-DP+", bundles, "rsp.simulators.smdp.tls", own.tls()));
        this.settings = settings;
    }

    /**
     * Answers an ES2+ call (the body) of the function in variable {@code function}: HTTP 200 and JSON with
     * status Executed-Success, or Failed with codes; otherwise as the faults say.
     */
    public void call(Exchange exchange) throws Exception {
        var function = exchange.getVariable("function", String.class);
        answer(exchange, simulator.call(function, exchange.getMessage().getBody(String.class)), SmdpBehaviour.PLAIN);
    }

    /**
     * As call, but as a server of the dialect in the path, which says where its functions are: 404 when there
     * is no such dialect or path in it; 401 when the dialect has a signature and the call's is wrong. Reads
     * path and headers of the HTTP request itself, which admitAnyone leaves.
     */
    public void callAs(Exchange exchange) throws Exception {
        var request = exchange.getMessage(PlatformHttpMessage.class).getRequest();
        var parts = request.getServletPath().split("/", 6);
        var dialect = parts.length < 6 ? null : settings.dialects().get(parts[4]);
        var function = dialect == null
                ? null
                : Functions.names().stream()
                        .filter(name -> dialect.path(name).equals("/" + parts[5]))
                        .findFirst()
                        .orElse(null);
        if (function == null) {
            throw new Problem(404, "not-found", "The simulator has no such dialect, or the dialect no such path.");
        }
        var body = exchange.getMessage().getBody(String.class);
        if (dialect.signature() != null && !signed(request, parts[4], dialect.signature(), body)) {
            throw new Problem(401, "signature-wrong", "The simulator wants a right signature.");
        }
        var behaviour = SmdpBehaviour.of(parts[4], dialect);
        answer(exchange, simulator.call(function, body, behaviour), behaviour);
    }

    // What the headers say they sign, signed again with the secret of a peer of this dialect.
    private boolean signed(HttpServletRequest request, String id, Dialect.Signature signature, String body) {
        var sent = new HashMap<String, String>();
        signature.headers().forEach((name, value) -> sent.put(value, String.valueOf(request.getHeader(name))));
        return settings.peers().values().stream()
                .filter(peer -> id.equals(peer.dialect()) && sent.get("{key}").equals(peer.accessKey()))
                .anyMatch(peer -> Strings.sha256(signature
                                .text()
                                .replace("{time}", sent.get("{time}"))
                                .replace("{id}", sent.get("{id}"))
                                .replace("{secret}", peer.secret())
                                .replace("{body}", body))
                        .equals(sent.get("{signature}")));
    }

    private static void answer(Exchange exchange, SmdpSimulator.Answer answer, SmdpBehaviour behaviour)
            throws IOException {
        var message = exchange.getMessage();
        if (answer.drop()) {
            DroppedAnswer.write(exchange);
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-Admin-Protocol", behaviour.version());
        if (answer.retryAfter() != null) {
            message.setHeader("Retry-After", answer.retryAfter());
        }
        message.setBody(answer.body());
    }

    /**
     * The device of the profile in variable {@code id} (an ICCID) does what variable {@code outcome} says
     * (null: installed), with the card in variable {@code eid} (null: as before), and that is notified to
     * rsp.simulators.smdp.notify-url. The body becomes JSON {iccid, notifications}, how many were sent. 400
     * for an outcome that there is not; 404 when there is no such profile; 409 when its state does not allow
     * that, or the dialect it was ordered by has no notification of it.
     */
    public void download(Exchange exchange) {
        exchange.getMessage()
                .setBody(simulator.download(
                        exchange.getVariable("id", String.class),
                        exchange.getVariable("outcome", String.class),
                        exchange.getVariable("eid", String.class)));
    }

    /**
     * The body (JSON) replaces the faults; those set now become the body. For so many of the next calls, in
     * this order: drop, executed, but the connection ends in the middle of the answer; fail, HTTP 500, not
     * executed; unavailable, HTTP 503 with Retry-After of retryAfter seconds (1 if left out), not executed;
     * malformed, executed, but half the JSON is answered. delay: milliseconds before each answer. of: only
     * calls of this function. duplicate: how often each notification is sent. shuffle (true): notifications
     * go out in any order. 400 names what is no fault or cannot be its value, and changes nothing.
     */
    public void faults(Exchange exchange) {
        exchange.getMessage().setBody(simulator.setFaults(exchange.getMessage().getBody(String.class)));
    }

    /**
     * The body becomes JSON, {items: [{function, callId, requesterId, iccid, executed, dialect, allotted?}]}:
     * the calls that were worked on, not those that a fault answered 500 or 503, oldest first.
     */
    public void calls(Exchange exchange) {
        exchange.getMessage().setBody(simulator.calls());
    }

    /**
     * The body becomes the profile of variable {@code id} (an ICCID) as JSON, {iccid, profileType, state,
     * eid, matchingId}; 404 when there is none.
     */
    public void profile(Exchange exchange) {
        exchange.getMessage().setBody(simulator.profile(exchange.getVariable("id", String.class)));
    }

    /** The SM-DP+ is as at the start: its first profiles, no faults, no calls. The body becomes {}. */
    public void reset(Exchange exchange) {
        simulator.reset();
        exchange.getMessage().setBody("{}");
    }
}
