package io.rsproutes.southbound.es2plus;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.Es2PlusDialects;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.protocol.es2plus.ActivationCode;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.StatusWord;
import io.rsproutes.southbound.Outcomes;
import io.rsproutes.southbound.PeerErrorText;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between an operation and the ES2+ wire, both ways and in the peer's dialect: writes requests, turns whatever came back into an
 * outcome ({@link Outcomes}), and reads what SM-DP+ servers tell us.
 */
public class Es2PlusCalls {

    private static final Logger LOG = LoggerFactory.getLogger(Es2PlusCalls.class);

    private final Settings settings;
    private final StatusCodes codes;
    private final Set<String> versionless = ConcurrentHashMap.newKeySet();
    private final Set<String> digitless = ConcurrentHashMap.newKeySet();

    public Es2PlusCalls(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.codes = codes;
    }

    /**
     * Body and headers of the call in the variables {@code calledFunction, peer, callId, eid, iccid, parameters, secrets};
     * {@code iccids}: of a status query about several; {@code profileEid, profileMatchingId}: of the profile as it is
     * known, for an order ({@code purpose}), may be null.
     */
    public void write(Exchange exchange) {
        var function = exchange.getVariable("calledFunction", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var dialect = settings.dialectOf(peer);
        var known = new HashMap<String, String>();
        boolean undo = "orderProfile".equals(exchange.getVariable("function")) && function.equals("cancelOrder");
        // What undoes an order cancels what this order made, which got no matchingId; the one known now would be another order's.
        if (!undo && "order".equals(exchange.getVariable("purpose"))) {
            put(known, "eid", exchange.getVariable("profileEid"));
            put(known, "matchingId", exchange.getVariable("profileMatchingId"));
        }
        var text = Es2Plus.request(function, peer.requesterId(), exchange.getVariable("callId", String.class), exchange.getVariable("eid", String.class),
                iccids(exchange), undo ? Json.MAPPER.createObjectNode() : parameters(exchange), known, Es2PlusDialects.style(dialect));
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.HTTP_PATH, dialect.path(function).substring(1));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-Admin-Protocol", AdminProtocol.of(dialect.version()));
        if (dialect.signature() != null) {
            Signatures.headers(dialect.signature(), peer.accessKey(), peer.secret(), text).forEach(message::setHeader);
        }
        // Bytes, so that no charset is added to the content type.
        message.setBody(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> iccids(Exchange exchange) {
        if (exchange.getVariable("iccids") instanceof List<?> several) {
            return several.stream().map(Object::toString).toList();
        }
        var iccid = exchange.getVariable("iccid", String.class);
        return iccid == null ? List.of() : List.of(iccid);
    }

    private static ObjectNode parameters(Exchange exchange) {
        var parameters = Json.MAPPER.createObjectNode();
        for (var part : new String[] {"parameters", "secrets"}) {
            var text = exchange.getVariable(part, String.class);
            if (text != null) {
                parameters.setAll((ObjectNode) Json.read(text));
            }
        }
        return parameters;
    }

    /** Reads an answer of status 200 to 499 into the variables {@code outcome, status, result, statuses, httpStatus, detail, retryIn}. */
    public void read(Exchange exchange) {
        var taken = Outcomes.take(exchange);
        int http = taken.http();
        if (http == 200) {
            try {
                answer(exchange, parsed(exchange, taken.body()));
            } catch (Problem e) {
                Outcomes.doubt(exchange, "the peer's answer cannot be read: " + e.getMessage(), null, null,
                        PeerErrorText.of(exchange, taken.body()));
            }
        } else if (http == 429 || !refusedInWords(exchange, taken.body())) {
            otherwise(exchange, http, taken.body());
        }
    }

    // A status other than 200 to 499 comes as an exception.
    private void otherwise(Exchange exchange, int http, String body) {
        var answer = readable(exchange, body);
        var words = words(exchange, answer, body);
        if (answer != null && answer.executed()) {
            Outcomes.doubt(exchange, "the peer answered " + answer.status() + " with HTTP " + http,
                    answer.subjectCode(), answer.reasonCode(), words);
        } else if (http < 300) {
            Outcomes.doubt(exchange, "the peer answered HTTP " + http + " where the specification allows 200 only",
                    null, null, words);
        } else {
            Outcomes.refusedByHttp(exchange, http, null);
            Outcomes.coded(exchange, answer == null ? null : answer.subjectCode(), answer == null ? null
                    : answer.reasonCode());
            Outcomes.said(exchange, words);
        }
    }

    /**
     * Turns the exception of a call into an outcome; a refusal with codes in the body of a 5xx answer counts, as an
     * answer with 200 does.
     */
    public void failed(Exchange exchange) {
        Outcomes.clear(exchange);
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Outcomes.failed(exchange, failure);
        var http = Outcomes.http(failure);
        if (http != null && "unknown".equals(exchange.getVariable("outcome")) && !refusedInWords(exchange,
                http.getResponseBody())) {
            var answer = readable(exchange, http.getResponseBody());
            if (answer != null) {
                Outcomes.doubt(exchange, "the peer failed with HTTP " + http.getStatusCode(), answer.subjectCode(),
                        answer.reasonCode(), words(exchange, answer, http.getResponseBody()));
            }
        }
    }

    private static String words(Exchange exchange, Es2Plus.Answer answer, String body) {
        return answer == null || answer.message() == null ? PeerErrorText.of(exchange, body) : PeerErrorText.shown(exchange,
                answer.message());
    }

    // Failed or Expired with codes says what became of the call, whatever the HTTP status.
    private boolean refusedInWords(Exchange exchange, String body) {
        var answer = readable(exchange, body);
        if (answer == null || !answer.word().refused() || answer.subjectCode() == null || foreign(exchange,
                answer) != null) {
            return false;
        }
        answer(exchange, answer);
        return true;
    }

    private Es2Plus.Answer readable(Exchange exchange, String body) {
        try {
            return parsed(exchange, body);
        } catch (Problem e) {
            return null;
        }
    }

    private Es2Plus.Answer parsed(Exchange exchange, String body) {
        return Es2Plus.answer(body, "rpmOrder".equals(exchange.getVariable("calledFunction")),
                Es2PlusDialects.reading(dialect(exchange)));
    }

    private void answer(Exchange exchange, Es2Plus.Answer answer) {
        var function = exchange.getVariable("calledFunction", String.class);
        var words = PeerErrorText.shown(exchange, answer.message());
        var foreign = foreign(exchange, answer);
        if (foreign != null) {
            LOG.warn("{} of {} was answered about another {} than it asked about", function,
                    exchange.getVariable("peer"), foreign);
            Outcomes.outcome(exchange, "unknown", "the peer's answer is about another " + foreign + " than the call",
                    null);
            return;
        }
        if (answer.word() == StatusWord.UNKNOWN) {
            Outcomes.doubt(exchange, answer.status() == null || answer.status().isBlank()
                    ? "the peer's answer has no status" : "the peer answered with a status that is none of SGP.22's, “"
                    + Strings.cap(PeerErrorText.shown(exchange, answer.status()), 40) + "”", answer.subjectCode(),
                            answer.reasonCode(), words);
            return;
        }
        if (answer.word().refused()) {
            var code = codes.get("es2plus", answer.subjectCode(), answer.reasonCode());
            Outcomes.status(exchange, "refused", new Outcomes.Status(answer.status(), answer.subjectCode(), answer.reasonCode(), answer.subjectIdentifier(),
                    words, code.hint(), code.kind()));
            exchange.setVariable("detail", Strings.cap(answer.status() + " " + answer.subjectCode() + "/" + answer.reasonCode(), 300));
            return;
        }
        var result = answer.result();
        var iccid = result.path("iccid").asText(null);
        if (iccid != null && (!Identifiers.isIccid(iccid) || !digitsHold(exchange, "iccid", iccid))) {
            Outcomes.outcome(exchange, "unknown", "the peer says that it executed the call, but its ICCID is none, or has a wrong check digit", null);
            return;
        }
        if (iccid == null && "downloadOrder".equals(function) && iccids(exchange).isEmpty()) {
            Outcomes.outcome(exchange, "unknown",
                    "the peer says that it executed the call, but not which profile it chose", null);
            return;
        }
        var statuses = asked(answer.statuses(), iccids(exchange));
        if (statuses.isEmpty() && !answer.statuses().isEmpty()) {
            Outcomes.outcome(exchange, "unknown",
                    "the peer's answer is about other profiles than the call, or says two things of one", null);
            return;
        }
        var fault = tidy(result);
        exchange.setVariable("activationFault", fault);
        exchange.setVariable("statuses", statuses);
        var view = "getProfileStatus".equals(function) ? shown(statuses, exchange.getVariable("iccid", String.class))
                : result;
        if (!Identifiers.isEid(view.path("eid").asText(null))) {
            view.remove("eid");
        }
        exchange.setVariable("result", Json.write(view));
        exchange.setVariable("resultIccid", iccid);
        exchange.setVariable("resultEid", view.path("eid").asText(null));
        exchange.setVariable("resultMatchingId", result.path("matchingId").asText(null));
        exchange.setVariable("resultSmdpAddress", result.path("smdpAddress").asText(null));
        boolean warning = answer.subjectCode() != null;
        Outcomes.status(exchange, "done", new Outcomes.Status(fault == null ? answer.status()
                : "Executed-WithWarning", warning ? answer.subjectCode() : null,
                warning ? answer.reasonCode() : null, answer.subjectIdentifier(), words, null, null));
        if (fault != null) {
            var status = (ObjectNode) Json.read(exchange.getVariable("status", String.class));
            exchange.setVariable("status", Json.write(status.put("message",
                    "The call was executed, but no activation code can be made of the answer, as " + fault + "."
                    + (words == null ? "" : " " + words))
                    .put("hint", "Ask the peer for the profile's activation code.").put("class", "reconcile")));
        }
    }

    // Address and matchingId as an activation code needs them; what cannot be one leaves the result. Why, or null.
    private static String tidy(ObjectNode result) {
        if (!result.has("matchingId") && !result.has("smdpAddress")) {
            return null;
        }
        var parts = ActivationCode.parts(result.path("smdpAddress").asText(null),
                result.path("matchingId").asText(null));
        result.remove(List.of("matchingId", "smdpAddress"));
        Json.put(result, "matchingId", parts.matchingId());
        Json.put(result, "smdpAddress", parts.address());
        return parts.fault();
    }

    /**
     * What an answer names of another call than the one it answers: profile, eUICC, matchingId or call id; null when
     * nothing.
     */
    private static String foreign(Exchange exchange, Es2Plus.Answer answer) {
        var result = answer.result();
        var iccids = iccids(exchange);
        if (answer.callId() != null && !answer.callId().isBlank()
                && !answer.callId().equals(exchange.getVariable("callId"))) {
            return "call (functionCallIdentifier)";
        }
        if (!iccids.isEmpty() && differs(result.path("iccid").asText(null), iccids)) {
            return "profile (ICCID)";
        }
        var eid = exchange.getVariable("eid", String.class);
        if (eid != null && differs(result.path("eid").asText(null), List.of(eid))) {
            return "eUICC (EID)";
        }
        var asked = "confirmOrder".equals(exchange.getVariable("calledFunction"))
                ? parameters(exchange).path("matchingId").asText(null) : null;
        var said = ActivationCode.parts(null, result.path("matchingId").asText(null)).matchingId();
        return asked != null && said != null && !said.isEmpty() && !said.equalsIgnoreCase(asked)
                ? "order (matchingId)" : null;
    }

    private static boolean differs(String said, List<String> asked) {
        return said != null && !said.isBlank() && !asked.contains(said);
    }

    // Of the profiles that were asked after, and of which the peer says one thing.
    private static List<Es2Plus.ProfileStatus> asked(List<Es2Plus.ProfileStatus> statuses, List<String> iccids) {
        return statuses.stream().filter(one -> iccids.contains(one.iccid()) && statuses.stream().allMatch(other ->
                !other.iccid().equals(one.iccid()) || other.state().equals(one.state()))).toList();
    }

    // Only what was asked for: a peer may show more.
    private static ObjectNode shown(List<Es2Plus.ProfileStatus> statuses, String iccid) {
        var result = Json.MAPPER.createObjectNode();
        statuses.stream().filter(one -> one.iccid().equals(iccid)).findFirst().ifPresent(one -> {
            result.put("iccid", one.iccid()).put("state", one.state());
            if (one.eid() != null) {
                result.put("eid", one.eid());
            }
            if (one.matchingId() != null) {
                result.put("matchingId", one.matchingId());
            }
            if (one.at() != null) {
                result.put("at", one.at().toString());
            }
        });
        return result;
    }

    private static void put(Map<String, String> map, String key, Object value) {
        if (value != null) {
            map.put(key, value.toString());
        }
    }

    /** Reads a notification into variables {@code callId, orderKey, iccid, raw}, and {@code peer} when only one of {@code peers} can have sent it. */
    public void receive(Exchange exchange) {
        var raw = exchange.getMessage().getBody(String.class);
        var notification = Es2Plus.notification(raw, Map.of());
        exchange.setVariable("raw", raw.replace("\u0000", ""));
        exchange.setVariable("callId", Strings.cap(notification.callId(), 255));
        exchange.setVariable("orderKey", notification.iccid());
        exchange.setVariable("iccid", notification.iccid());
        exchange.setVariable("eid", notification.eid());
        var peers = (Set<?>) exchange.getVariable("peers");
        exchange.setVariable("peer", peers.size() == 1 ? peers.iterator().next() : null);
    }

    /** The sender, when a certificate stands for several peers: the one the profile is at (the body), else the first. */
    public void sender(Exchange exchange) {
        var peers = ((Set<?>) exchange.getVariable("peers")).stream().map(Object::toString).sorted().toList();
        var at = exchange.getMessage().getBody(String.class);
        exchange.setVariable("peer", peers.contains(at) ? at : peers.get(0));
    }

    /** Variables {@code dedupeKey} and {@code replayWindow} (s) of what {@link #receive} read, once its peer is known. */
    public void identify(Exchange exchange) {
        var dialect = dialect(exchange);
        var eid = exchange.getVariable("eid", String.class);
        if (!digitsHold(exchange, "iccid", exchange.getVariable("iccid", String.class)) || Identifiers.isEid(eid) && !digitsHold(exchange, "eid", eid)) {
            throw new Problem(400, "invalid-notification", "The notification's iccid or eid has a wrong check digit.");
        }
        exchange.setVariable("replayWindow", dialect.replayWindow().toSeconds());
        exchange.setVariable("dedupeKey", Strings.sha256(Json.write(new Object[] {exchange.getVariable("peer"), exchange.getVariable("kind"),
                exchange.getVariable("callId"), Strings.sha256(exchange.getVariable("raw", String.class))})));
    }

    /** The answer to a notification, as the dialect has it: 204 and nothing, or 200 and its text; in the version of the caller when that is lower. */
    public void acknowledge(Exchange exchange) {
        var dialect = dialect(exchange);
        var text = dialect.notificationAnswer();
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, text.isBlank() ? 204 : 200);
        message.setHeader("X-Admin-Protocol", version(exchange, dialect));
        if (text.isBlank()) {
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(text.replace("{iccid}", exchange.getVariable("iccid", String.class)).replace("{callId}", quoted(exchange.getVariable("callId", String.class)))
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The answer to handleDeviceChangeRequest while no route of the team's decides it: not eligible (8.10.3/1.2), and the event says what was asked. */
    public void refuseDeviceChange(Exchange exchange) {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-Admin-Protocol", version(exchange, dialect(exchange)));
        message.setBody(Es2Plus.answer(Map.of("status", "Failed", "subjectCode", "8.10.3", "reasonCode", "1.2", "message", "The device change is arranged with the operator."), Map.of())
                .getBytes(StandardCharsets.UTF_8));
    }

    private String version(Exchange exchange, Dialect dialect) {
        var said = exchange.getVariable("xAdminProtocol", String.class);
        var peer = exchange.getVariable("peer", String.class);
        if (AdminProtocol.version(said) == null && versionless.add(peer)) {
            LOG.warn("{} of {} came {} X-Admin-Protocol; not told again", exchange.getVariable("kind"), peer, said == null ? "without" : "with an unreadable");
        }
        return AdminProtocol.answer(said, dialect.version());
    }

    private Dialect dialect(Exchange exchange) {
        return settings.dialectOf(settings.peers().get(exchange.getVariable("peer", String.class)));
    }

    // Whether what the peer said may be believed; a wrong digit is told in the log unless nobody cares.
    private boolean digitsHold(Exchange exchange, String field, String value) {
        var own = dialect(exchange).checkDigits().in();
        var policy = own == null ? settings.checkDigits().southbound() : own;
        if (policy == CheckDigitPolicy.OFF || (field.equals("eid") ? Identifiers.eidCheckHolds(value) : Identifiers.iccidCheckHolds(value))) {
            return true;
        }
        if (digitless.add(exchange.getVariable("peer", String.class))) {
            LOG.warn("{} sent an {} with a wrong check digit; not told again. Its dialect's check-digits say whether that matters", exchange.getVariable("peer"), field.toUpperCase(Locale.ROOT));
        }
        return policy == CheckDigitPolicy.WARN;
    }

    // Inside a JSON string of the dialect's text.
    private static String quoted(String text) {
        var quoted = Json.write(text == null ? "" : text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
