package io.rsproutes.southbound.es2plus;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.Es2PlusDialects;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;
import io.rsproutes.southbound.UnwrittenCall;
import org.apache.camel.Exchange;

/** Writes the calls of operations for an SM-DP+, in its dialect. */
public class Es2PlusCalls {

    private final Settings settings;

    public Es2PlusCalls(Settings settings) {
        this.settings = settings;
    }

    /**
     * Writes the HTTP request of a call, in the peer's dialect: the body (JSON) and the headers, in place of
     * all others, with the path of the function. In: {@code calledFunction, function, purpose, peer, callId,
     * eid, iccid, parameters, secrets}; {@code iccids}, of a status query about several; {@code profileEid,
     * profileMatchingId}, known of the profile or null: a cancelOrder that was ordered names each of them
     * that its command leaves out. A cancelOrder that undoes an orderProfile (function) names neither, and
     * takes nothing from parameters. When the call cannot be written, for whatever reason (its peer is no
     * longer configured), this throws before anything is sent; southbound-outcome-caught then sets {@code
     * unwritten} to the reason.
     *
     * @throws UnwrittenCall when it cannot be written
     */
    public void write(Exchange exchange) {
        UnwrittenCall.unless(() -> message(exchange));
    }

    private void message(Exchange exchange) {
        var function = exchange.getVariable("calledFunction", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var dialect = settings.dialectOf(peer);
        var known = new HashMap<String, String>();
        boolean undo = "orderProfile".equals(exchange.getVariable("function")) && function.equals("cancelOrder");
        // What undoes an order cancels what this order made, which got no matchingId; the one known now would be
        // another order's.
        if (!undo && "order".equals(exchange.getVariable("purpose"))) {
            put(known, "eid", exchange.getVariable("profileEid"));
            put(known, "matchingId", exchange.getVariable("profileMatchingId"));
        }
        var text = Es2PlusWriter.request(
                function,
                peer.requesterId(),
                exchange.getVariable("callId", String.class),
                exchange.getVariable("eid", String.class),
                iccids(exchange),
                undo ? Json.MAPPER.createObjectNode() : parameters(exchange),
                known,
                Es2PlusDialects.style(dialect));
        request(exchange, peer, dialect, dialect.path(function), text);
    }

    /** Makes the message the request of this path with this body (JSON), in place of all it was. */
    static void request(Exchange exchange, Peer peer, Dialect dialect, String path, String text) {
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_PATH, path.substring(1));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("X-Admin-Protocol", AdminProtocol.of(dialect.version()));
        if (dialect.signature() != null) {
            Signatures.headers(dialect.signature(), peer.accessKey(), peer.secret(), text)
                    .forEach(message::setHeader);
        }
        // Bytes, so that no charset is added to the content type.
        message.setBody(text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> iccids(Exchange exchange) {
        if (exchange.getVariable("iccids") instanceof List<?> several) {
            return several.stream().map(Object::toString).toList();
        }
        var iccid = exchange.getVariable("iccid", String.class);
        return iccid == null ? List.of() : List.of(iccid);
    }

    static ObjectNode parameters(Exchange exchange) {
        var parameters = Json.MAPPER.createObjectNode();
        for (var part : new String[] {"parameters", "secrets"}) {
            var text = exchange.getVariable(part, String.class);
            if (text != null) {
                parameters.setAll((ObjectNode) Json.read(text));
            }
        }
        return parameters;
    }

    private static void put(Map<String, String> map, String key, Object value) {
        if (value != null) {
            map.put(key, value.toString());
        }
    }
}
