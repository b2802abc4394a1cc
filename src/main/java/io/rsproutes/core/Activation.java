package io.rsproutes.core;

import java.net.URI;

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
     * Variable {@code result}: with {@code iccid, matchingId, smdpAddress, activationCode, qrText}. Without the last two, and variable
     * {@code note} saying why, when the matchingId is not known or the code would be too long.
     */
    public void write(Exchange exchange) {
        var text = exchange.getVariable("result", String.class);
        var result = text == null ? Json.MAPPER.createObjectNode() : (ObjectNode) Json.read(text);
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        var secrets = exchange.getVariable("secrets", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var matchingId = result.path("matchingId").asText(parameters.path("matchingId").asText(null));
        var address = result.path("smdpAddress").asText(peer.smdpAddress() != null ? peer.smdpAddress() : URI.create(peer.url()).getHost());
        result.put("iccid", exchange.getVariable("iccid", String.class)).put("smdpAddress", address);
        if (matchingId == null) {
            exchange.setVariable("note", exchange.getVariable("note") + "; no activation code, as the matchingId is not known");
        } else {
            result.put("matchingId", matchingId);
            var code = ActivationCode.of(address, matchingId, peer.smdpOid(), secrets != null && Json.read(secrets).has("confirmationCode"));
            if (code.length() > ActivationCode.MAX) {
                exchange.setVariable("note", exchange.getVariable("note") + "; no activation code, as it would be longer than " + ActivationCode.MAX + " characters");
            } else {
                result.put("activationCode", code).put("qrText", ActivationCode.qrText(code));
            }
        }
        exchange.setVariable("result", Json.write(result));
    }
}
