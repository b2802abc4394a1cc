package io.rsproutes.southbound;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.core.Commands;
import io.rsproutes.core.Dialect;
import io.rsproutes.core.Identifiers;
import io.rsproutes.core.Json;
import io.rsproutes.core.Problem;
import io.rsproutes.core.Settings;
import io.rsproutes.core.Settings.CheckDigitPolicy;
import io.rsproutes.core.StatusCodes;
import io.rsproutes.core.Texts;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.es2plus.Es2Plus;
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
     * {@code iccids}: of a status query about several; {@code known}: row of the profile table, may be null.
     */
    public void write(Exchange exchange) {
        var function = exchange.getVariable("calledFunction", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var dialect = settings.dialectOf(peer);
        var known = new HashMap<String, String>();
        boolean undo = "orderProfile".equals(exchange.getVariable("function")) && function.equals("cancelOrder");
        // What undoes an order cancels what this order made, which got no matchingId; the one known now would be another order's.
        if (!undo && exchange.getVariable("known") instanceof Map<?, ?> row) {
            put(known, "eid", row.get("eid"));
            put(known, "matchingId", row.get("matching_id"));
        }
        var text = Es2Plus.request(function, peer.requesterId(), exchange.getVariable("callId", String.class), exchange.getVariable("eid", String.class),
                iccids(exchange), undo ? Json.MAPPER.createObjectNode() : parameters(exchange), known, dialect.style());
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
            answer(exchange, taken.body());
        } else if (http < 300) {
            Outcomes.outcome(exchange, "unknown", "the peer answered HTTP " + http + " where the specification allows 200 only", null);
        } else {
            Outcomes.refusedByHttp(exchange, http);
        }
    }

    /** Turns the exception of a call into an outcome. */
    public void failed(Exchange exchange) {
        Outcomes.clear(exchange);
        Outcomes.failed(exchange, exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    private void answer(Exchange exchange, String body) {
        var function = exchange.getVariable("calledFunction", String.class);
        Es2Plus.Answer answer;
        try {
            answer = Es2Plus.answer(body, "rpmOrder".equals(function));
        } catch (Problem e) {
            Outcomes.outcome(exchange, "unknown", "the peer's answer cannot be read: " + e.getMessage(), null);
            return;
        }
        if (!answer.executed()) {
            var code = codes.get("es2plus", answer.subjectCode(), answer.reasonCode());
            Outcomes.status(exchange, "refused", new Outcomes.Status(answer.status(), answer.subjectCode(), answer.reasonCode(), answer.subjectIdentifier(),
                    answer.message(), code.hint(), code.kind()));
            exchange.setVariable("detail", Texts.cap(answer.status() + " " + answer.subjectCode() + "/" + answer.reasonCode(), 300));
            return;
        }
        var result = answer.result();
        var iccid = result.path("iccid").asText(null);
        if (iccid != null && (!Identifiers.isIccid(iccid) || !digitsHold(exchange, "iccid", iccid))) {
            Outcomes.outcome(exchange, "unknown", "the peer says that it executed the call, but its ICCID is none, or has a wrong check digit", null);
            return;
        }
        fit(result, "matchingId");
        fit(result, "smdpAddress");
        exchange.setVariable("statuses", answer.statuses());
        exchange.setVariable("result", Json.write("getProfileStatus".equals(function) ? shown(answer.statuses(), exchange.getVariable("iccid", String.class)) : result));
        exchange.setVariable("resultIccid", iccid);
        exchange.setVariable("resultEid", Identifiers.isEid(result.path("eid").asText(null)) ? result.path("eid").asText() : null);
        exchange.setVariable("resultMatchingId", result.path("matchingId").asText(null));
        exchange.setVariable("resultSmdpAddress", result.path("smdpAddress").asText(null));
        boolean warning = answer.subjectCode() != null;
        Outcomes.status(exchange, "done", new Outcomes.Status(answer.status(), warning ? answer.subjectCode() : null, warning ? answer.reasonCode() : null,
                answer.subjectIdentifier(), answer.message(), null, null));
    }

    // What is longer than any of its kind is none.
    private static void fit(ObjectNode result, String field) {
        if (result.path(field).asText("").length() > 255) {
            result.remove(field);
        }
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
        exchange.setVariable("callId", Texts.cap(notification.callId(), 255));
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
        exchange.setVariable("dedupeKey", Commands.hash(Json.write(new Object[] {exchange.getVariable("peer"), exchange.getVariable("kind"),
                exchange.getVariable("callId"), Commands.hash(exchange.getVariable("raw", String.class))})));
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
