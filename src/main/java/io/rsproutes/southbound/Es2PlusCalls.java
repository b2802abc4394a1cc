package io.rsproutes.southbound;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.core.Commands;
import io.rsproutes.core.Json;
import io.rsproutes.core.Problem;
import io.rsproutes.core.Settings;
import io.rsproutes.core.StatusCodes;
import io.rsproutes.core.Texts;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.apache.camel.Exchange;

/** Between an operation and the ES2+ wire: writes the request, and turns whatever came back into an outcome ({@link Outcomes}). */
public class Es2PlusCalls {

    private final Settings settings;
    private final StatusCodes codes;

    public Es2PlusCalls(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.codes = codes;
    }

    /** Body and headers of the call of the operation in the variables; {@code known}: row of the profile table, may be null. */
    public void write(Exchange exchange) {
        var function = exchange.getVariable("function", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var parameters = (ObjectNode) Json.read(exchange.getVariable("parameters", String.class));
        var secrets = exchange.getVariable("secrets", String.class);
        if (secrets != null) {
            parameters.setAll((ObjectNode) Json.read(secrets));
        }
        var known = new HashMap<String, String>();
        if (exchange.getVariable("known") instanceof Map<?, ?> row) {
            put(known, "eid", row.get("eid"));
            put(known, "matchingId", row.get("matching_id"));
        }
        var text = Es2Plus.request(function, peer.requesterId(), exchange.getVariable("callId", String.class),
                exchange.getVariable("eid", String.class), exchange.getVariable("iccid", String.class), parameters, known);
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.HTTP_PATH, Es2Plus.PATH.substring(1) + function);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-Admin-Protocol", Es2Plus.VERSION);
        // Bytes, so that no charset is added to the content type.
        message.setBody(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads an answer of status 200 to 499 into the variables {@code outcome, status, result, httpStatus, detail, retryIn}. */
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
        Es2Plus.Answer answer;
        try {
            answer = Es2Plus.answer(body);
        } catch (Problem e) {
            Outcomes.outcome(exchange, "unknown", "the peer's answer cannot be read: " + e.getMessage(), null);
            return;
        }
        var code = codes.get("es2plus", answer.subjectCode(), answer.reasonCode());
        if (answer.executed()) {
            exchange.setVariable("result", Json.write(answer.result()));
            exchange.setVariable("resultIccid", answer.result().path("iccid").asText(null));
            exchange.setVariable("resultEid", answer.result().path("eid").asText(null));
            exchange.setVariable("resultMatchingId", answer.result().path("matchingId").asText(null));
            exchange.setVariable("resultSmdpAddress", answer.result().path("smdpAddress").asText(null));
            boolean warning = answer.subjectCode() != null;
            Outcomes.status(exchange, "done", new Outcomes.Status(answer.status(), warning ? answer.subjectCode() : null, warning ? answer.reasonCode() : null,
                    answer.subjectIdentifier(), answer.message(), null, null));
        } else {
            Outcomes.status(exchange, "refused", new Outcomes.Status(answer.status(), answer.subjectCode(), answer.reasonCode(), answer.subjectIdentifier(),
                    answer.message(), code.hint(), code.kind()));
            exchange.setVariable("detail", Texts.cap(answer.status() + " " + answer.subjectCode() + "/" + answer.reasonCode(), 300));
        }
    }

    private static void put(Map<String, String> map, String key, Object value) {
        if (value != null) {
            map.put(key, value.toString());
        }
    }

    /** Reads a notification into variables {@code callId, orderKey, iccid, dedupeKey, raw}. Variables in: {@code peer}. */
    public void receive(Exchange exchange) {
        var raw = exchange.getMessage().getBody(String.class);
        var notification = Es2Plus.notification(raw);
        exchange.setVariable("raw", raw.replace("\u0000", ""));
        exchange.setVariable("callId", Texts.cap(notification.callId(), 255));
        exchange.setVariable("orderKey", notification.iccid());
        exchange.setVariable("iccid", notification.iccid());
        exchange.setVariable("dedupeKey", Commands.hash(Json.write(new Object[] {
                exchange.getVariable("peer"), "handleDownloadProgressInfo", notification.callId(), Commands.hash(raw)})));
    }
}
