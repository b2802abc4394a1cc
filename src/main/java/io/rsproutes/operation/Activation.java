package io.rsproutes.operation;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.HostName;
import io.rsproutes.common.Json;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.es2plus.ActivationCode;
import org.apache.camel.Exchange;

/** Completes the result of an orderProfile with its activation code. */
public class Activation {

    private final Settings settings;

    public Activation(Settings settings) {
        this.settings = settings;
    }

    /**
     * Variable {@code result}: with {@code iccid, matchingId, smdpAddress, activationCode, qrText}. Without the last
     * two, and variables {@code note} and {@code status} saying why, when the matchingId or the address is not known or
     * cannot be one, or the code would be too long. In: {@code activationFault}, why the answer's could not be used;
     * {@code from}: IN_DOUBT when there was no answer.
     */
    public void write(Exchange exchange) {
        var text = exchange.getVariable("result", String.class);
        var result = text == null ? Json.MAPPER.createObjectNode() : (ObjectNode) Json.read(text);
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        var secrets = exchange.getVariable("secrets", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var asked = parameters.path("matchingId").asText(null);
        var parts = ActivationCode.parts(result.path("smdpAddress").asText(null),
                result.path("matchingId").asText(null));
        var fault = parts.fault() == null ? exchange.getVariable("activationFault", String.class) : parts.fault();
        // An empty matchingId stands for the default SM-DP+, which knows the eUICC; where neither was ordered, it
        // stands for nothing.
        boolean said = parts.matchingId() != null && (!parts.matchingId().isEmpty() || asked == null
                && exchange.getVariable("eid") != null);
        var matchingId = said ? parts.matchingId() : asked;
        var address = parts.address() != null ? parts.address() : peer == null ? null
                : HostName.of(peer.smdpAddress());
        boolean lost = "IN_DOUBT".equals(exchange.getVariable("from"));
        result.remove(List.of("matchingId", "smdpAddress"));
        result.put("iccid", exchange.getVariable("iccid", String.class));
        Json.put(result, "smdpAddress", fault == null ? address : parts.address());
        Json.put(result, "matchingId", fault == null ? matchingId : parts.matchingId());
        if (fault != null) {
            without(exchange, fault, "Ask the peer for the profile's activation code: 1$<SM-DP+ address>$<matchingId>.");
        } else if (matchingId == null) {
            without(exchange, lost ? "the peer's answer was lost and with it the matchingId"
                    : "the peer's answer has no matchingId",
                    "Ask the peer for the profile's matchingId; the activation code is 1$<SM-DP+ address>$<matchingId>.");
        } else if (address == null) {
            without(exchange, "the peer named no SM-DP+ address", "Set rsp.peers.<id>.smdp-address; this one's activation code is 1$<SM-DP+ address>$<matchingId>.");
        } else {
            var code = ActivationCode.of(address, matchingId, peer == null ? null : peer.smdpOid(), secrets != null
                    && Json.read(secrets).has("confirmationCode"));
            if (code.length() > ActivationCode.MAX) {
                without(exchange, "it would be longer than " + ActivationCode.MAX + " characters", "Cancel the order, and order again with a shorter matchingId.");
            } else {
                result.put("activationCode", code).put("qrText", ActivationCode.qrText(code));
            }
        }
        exchange.setVariable("result", Json.write(result));
    }

    private static void without(Exchange exchange, String why, String hint) {
        exchange.setVariable("note", exchange.getVariable("note") + "; no activation code, as " + why);
        exchange.setVariable("status", Json.write(Map.of("status", "Executed-WithWarning", "message", "The order is complete, but there is no activation code: " + why + ".", "hint", hint, "class", "reconcile")));
    }
}
