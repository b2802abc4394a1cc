package io.rsproutes.southbound.sgp02;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.config.Peer;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.protocol.sgp02.MakeConnection;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Responses;
import io.rsproutes.southbound.Outcomes;
import io.rsproutes.southbound.PeerErrorText;
import org.apache.camel.Exchange;

/**
 * Reads what an SM-SR or SM-DP answers to a call. What the answer says is taken apart here; what follows from
 * that and its HTTP status, {@code southbound/es4-send.camel.yaml} decides.
 */
public class Sgp02Answers {

    private static final int LONGEST_REASON = 300;

    private final Settings settings;
    private final Sgp02Results results;

    public Sgp02Answers(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.results = new Sgp02Results(settings, codes);
    }

    /** The call that is answered. */
    record Call(String function, String peer, String callId, String messageId, String eid, String iccid) {}

    /**
     * A map: what variables {@code answer, httpStatus} (null: no answer came) say to the call in {@code
     * calledFunction, peer, callId, messageId, eid, iccid, secrets}. {@code form}: fault (a SOAP fault);
     * response; empty, without an answer or a body; other. Of a fault: {@code outcome}, refused when it
     * blames our message, unknown when it blames the peer; and its {@code detail} (in words) and {@code
     * status} (JSON). Of a response: {@code outcome} (done, refused, expired; unknown when it has no status
     * we know, or is about another function, eUICC, profile, call, message or SM-SR), {@code detail, status};
     * {@code result} (JSON): the EIS and euiccResponseData, null when not done, or when it brings neither;
     * {@code downloadedIccid}, the profile that a downloadProfile brought; {@code observedAt}, when the peer
     * was done; now, in whole seconds, if it gives no time, or one over five minutes ahead; {@code
     * acknowledges}, true when done means only that the call was taken (acknowledges-in-body of the peer's
     * dialect; warning-first, and it is a success with a warning). {@code words}: from HTTP 300 on, code and
     * text of a JSON body, else null.
     */
    public Map<String, Object> read(Exchange exchange) {
        var call = new Call(
                exchange.getVariable("calledFunction", String.class),
                exchange.getVariable("peer", String.class),
                exchange.getVariable("callId", String.class),
                exchange.getVariable("messageId", String.class),
                exchange.getVariable("eid", String.class),
                exchange.getVariable("iccid", String.class));
        int http = exchange.getVariable("httpStatus", 0, Integer.class);
        var text = exchange.getVariable("answer", String.class);
        var reading = read(call, http, text);
        if (http >= 300) {
            reading.put("words", PeerErrorText.of(exchange.getVariable("secrets", String.class), text));
        }
        return reading;
    }

    Map<String, Object> read(Call call, int http, String text) {
        var message = message(text);
        var reading = new HashMap<String, Object>();
        if (message != null && message.body().name().equals("Fault")) {
            reading.put("form", "fault");
            fault(reading, message, http);
        } else if (message != null && Sgp02.isResponse(message.body())) {
            reading.put("form", "response");
            response(reading, call, message);
        } else {
            reading.put("form", text == null || text.isBlank() ? "empty" : "other");
        }
        return reading;
    }

    private void response(Map<String, Object> reading, Call call, SoapMessage message) {
        var peer = settings.peers().get(call.peer());
        var result = results.read(message.body(), call.peer(), Instant.now());
        var doubt = doubt(call, message, result, peer);
        reading.put("outcome", doubt == null ? result.outcome() : "unknown");
        reading.put("detail", doubt == null ? result.detail() : doubt);
        reading.put("status", doubt == null ? result.status() : Outcomes.uncertain("unknown", doubt, "es4"));
        reading.put("result", doubt == null ? result.content() : null);
        reading.put("observedAt", result.observedAt());
        reading.put("downloadedIccid", doubt == null ? result.downloadedIccid() : null);
        reading.put("acknowledges", settings.dialectOf(peer).acknowledgesInBody() || result.preliminary());
    }

    // Why the answer is not believed: it is about something else than was asked. Null when it is.
    private static String doubt(Call call, SoapMessage answer, Sgp02Results.Result result, Peer peer) {
        var named = result.named();
        var sender = answer.senderEntityId();
        if (!call.function().equals(result.function())) {
            return "the peer answered with the response of another function";
        }
        if (!new Sgp02Responses.Named(named.eids(), List.of(), List.of()).fits(call.eid(), null, null)) {
            return "the peer's answer shows another eUICC";
        }
        if (!named.fits(call.eid(), call.iccid(), call.callId())) {
            return "the peer's answer is about another profile or call";
        }
        if (!relates(answer, call.messageId())) {
            return "the peer's answer relates to another message";
        }
        return sender == null || sender.equals(peer.entityId())
                ? null
                : "the answer says that it comes from another server";
    }

    private static boolean relates(SoapMessage answer, String messageId) {
        var replied = answer.relatesToAll();
        return replied.isEmpty()
                || replied.contains(messageId)
                || Sgp02Results.ids(replied).stream().anyMatch(Sgp02Results.ids(List.of(messageId))::contains);
    }

    // A fault that blames us was not executed. One that blames the peer is a failure like any other.
    private static void fault(Map<String, Object> reading, SoapMessage message, int http) {
        var code = faultCode(message);
        boolean old = message.form().version() == SoapVersion.V1_1;
        var text = old
                ? message.body().value("faultstring")
                : message.body().child("Reason").value("Text");
        var reason = PeerErrorText.shown(null, text);
        var words = reason == null
                ? "without a reason"
                : "“"
                        + (reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) + "…" : reason)
                                .replaceAll("\\s+", " ")
                        + "”";
        if (!blamesUs(code, old)) {
            var detail = "the peer failed with a SOAP fault (HTTP " + http + ") " + words;
            reading.put("outcome", "unknown");
            reading.put("detail", detail);
            reading.put("status", Outcomes.uncertain("unknown", detail, "es4"));
        } else {
            reading.put("outcome", "refused");
            reading.put("detail", "SOAP fault " + code);
            reading.put(
                    "status",
                    Outcomes.json(new Outcomes.Status(
                            "Failed",
                            null,
                            null,
                            null,
                            "The peer refused the message with a SOAP fault " + words + ".",
                            "Nothing was executed. Compare the peer's dialect with what it expects.",
                            "terminal")));
        }
    }

    // Without prefix; null when it has none.
    private static String faultCode(SoapMessage message) {
        var body = message.body();
        var code = message.form().version() == SoapVersion.V1_1
                ? body.value("faultcode")
                : body.child("Code").value("Value");
        return code == null ? null : code.replaceAll(".*:", "");
    }

    // In SOAP 1.1 a code may have more behind a dot, and may be one of the peer's own, of which nobody knows whom it
    // blames.
    private static boolean blamesUs(String code, boolean old) {
        return code != null
                && (old ? code.matches("(Client|VersionMismatch|MustUnderstand)(\\..*)?") : !code.equals("Receiver"));
    }

    /**
     * A map: what variables {@code answer, httpStatus} (null: no answer came) say to a question for what the
     * peer keeps for a call. {@code form}: message, a result or notification; empty, nothing waits; fault;
     * other. {@code pending}: true when the peer says that more waits. {@code detail}: in words, of fault and
     * other, else null.
     */
    public Map<String, Object> polled(Exchange exchange) {
        int http = exchange.getVariable("httpStatus", 0, Integer.class);
        var text = exchange.getVariable("answer", String.class);
        var message = message(text);
        boolean kept = message != null && (Sgp02.isResponse(message.body()) || Sgp02.isNotification(message.body()));
        boolean fault = message != null && message.body().name().equals("Fault");
        boolean empty = http >= 200 && http < 300 && (text == null || text.isBlank());
        var reading = new HashMap<String, Object>();
        reading.put("form", kept ? "message" : fault ? "fault" : empty ? "empty" : "other");
        reading.put("pending", kept && MakeConnection.isPending(message));
        reading.put(
                "detail",
                fault
                        ? "SOAP fault " + faultCode(message)
                        : kept || empty ? null : "HTTP " + (http == 0 ? "none" : http));
        return reading;
    }

    // A SOAP message, or null for anything else; one with a header that must be understood, and is not, says nothing
    // to us either.
    private static SoapMessage message(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return SoapReader.read(text);
        } catch (SoapFault e) {
            return null;
        }
    }
}
