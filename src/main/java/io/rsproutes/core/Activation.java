package io.rsproutes.core;

import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.protocol.es2plus.ActivationCode;
import org.apache.camel.Exchange;

/** Completes the result of an orderProfile with its activation code. */
public class Activation {

    private final Settings settings;

    public Activation(Settings settings) {
        this.settings = settings;
    }

    /**
     * Variable {@code result}: with {@code iccid, matchingId, smdpAddress, activationCode, qrText}. Without the last two, and variables
     * {@code note} and {@code status} saying why, when the matchingId or the address is not known or the code would be too long.
     */
    public void write(Exchange exchange) {
        var text = exchange.getVariable("result", String.class);
        var result = text == null ? Json.MAPPER.createObjectNode() : (ObjectNode) Json.read(text);
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        var secrets = exchange.getVariable("secrets", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var matchingId = result.path("matchingId").asText(parameters.path("matchingId").asText(null));
        var address = result.path("smdpAddress").asText(peer.smdpAddress());
        result.put("iccid", exchange.getVariable("iccid", String.class));
        if (address != null) {
            result.put("smdpAddress", address);
        }
        if (matchingId != null) {
            result.put("matchingId", matchingId);
        }
        if (matchingId == null) {
            without(exchange, "the peer's answer was lost and with it the matchingId", "Ask the peer for the profile's matchingId; the activation code is 1$<SM-DP+ address>$<matchingId>.");
        } else if (address == null) {
            without(exchange, "the peer named no SM-DP+ address", "Set rsp.peers.<id>.smdp-address; this one's activation code is 1$<SM-DP+ address>$<matchingId>.");
        } else {
            var code = ActivationCode.of(address, matchingId, peer.smdpOid(), secrets != null && Json.read(secrets).has("confirmationCode"));
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
