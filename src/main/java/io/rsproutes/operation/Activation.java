package io.rsproutes.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.HostName;
import io.rsproutes.common.Json;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.es2plus.ActivationCode;
import org.apache.camel.Exchange;

/** Completes the result of an orderProfile with its activation code. */
public class Activation {

    /** What is known of an order that is complete: {@code lost} is whether there was no answer to read. */
    record Order(String iccid, String eid, JsonNode parameters, boolean confirmationCode, String fault, boolean lost) {}

    /** The result; and where it has no activation code, why, and what to do. */
    record Completed(ObjectNode result, String missing, String hint) {}

    private final Settings settings;

    public Activation(Settings settings) {
        this.settings = settings;
    }

    /**
     * A map. {@code result}: variable result (of the answer) with {@code iccid}, and as far as known {@code
     * matchingId} (else that of {@code parameters}), {@code smdpAddress} (else
     * rsp.peers.&lt;id&gt;.smdp-address), activationCode and qrText, as JSON text. Where there is no
     * activation code, as its address or matchingId is not known or cannot be used, or it would be longer
     * than 255 characters, also {@code missing} (why, in words) and {@code status} (JSON text:
     * Executed-WithWarning, class reconcile). Address and matchingId of result are checked, whoever said
     * them; {@code activationFault}, what the answer's reader found wrong, counts too. {@code secrets} with a
     * confirmationCode: the code says that one is asked for. {@code eid}: only with one an empty matchingId
     * can be used. {@code from} IN_DOUBT (the answer was lost) changes only the words of missing. Reads also
     * {@code peer}.
     */
    public Map<String, Object> complete(Exchange exchange) {
        var result = exchange.getVariable("result", String.class);
        var secrets = exchange.getVariable("secrets", String.class);
        var order = new Order(
                exchange.getVariable("iccid", String.class),
                exchange.getVariable("eid", String.class),
                Json.read(exchange.getVariable("parameters", String.class)),
                secrets != null && Json.read(secrets).has("confirmationCode"),
                exchange.getVariable("activationFault", String.class),
                "IN_DOUBT".equals(exchange.getVariable("from")));
        var completed = complete(
                order,
                result == null ? Json.MAPPER.createObjectNode() : (ObjectNode) Json.read(result),
                settings.peers().get(exchange.getVariable("peer", String.class)));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("result", Json.write(completed.result()));
        if (completed.missing() != null) {
            answer.put("missing", completed.missing());
            answer.put(
                    "status",
                    Json.write(Map.of(
                            "status",
                            "Executed-WithWarning",
                            "class",
                            "reconcile",
                            "message",
                            "The order is complete, but there is no activation code: " + completed.missing() + ".",
                            "hint",
                            completed.hint())));
        }
        return answer;
    }

    static Completed complete(Order order, ObjectNode result, Peer peer) {
        var asked = order.parameters().path("matchingId").asText(null);
        var parts = ActivationCode.parts(
                result.path("smdpAddress").asText(null),
                result.path("matchingId").asText(null));
        var fault = parts.fault() == null ? order.fault() : parts.fault();
        // An empty matchingId stands for the default SM-DP+, which knows the eUICC; where neither was ordered, it
        // stands for nothing.
        boolean answered =
                parts.matchingId() != null && (!parts.matchingId().isEmpty() || asked == null && order.eid() != null);
        var matchingId = answered ? parts.matchingId() : asked;
        var address = parts.address() != null ? parts.address() : peer == null ? null : HostName.of(peer.smdpAddress());
        result.remove(List.of("matchingId", "smdpAddress"));
        result.put("iccid", order.iccid());
        Json.put(result, "smdpAddress", fault == null ? address : parts.address());
        Json.put(result, "matchingId", fault == null ? matchingId : parts.matchingId());
        if (fault != null) {
            return new Completed(
                    result, fault, "Ask the peer for the profile's activation code: 1$<SM-DP+ address>$<matchingId>.");
        }
        if (matchingId == null) {
            return new Completed(
                    result,
                    order.lost()
                            ? "the peer's answer was lost and with it the matchingId"
                            : "the peer's answer has no matchingId",
                    "Ask the peer for the profile's matchingId; the activation code is "
                            + "1$<SM-DP+ address>$<matchingId>.");
        }
        if (address == null) {
            return new Completed(
                    result,
                    "the peer named no SM-DP+ address",
                    "Set rsp.peers.<id>.smdp-address; "
                            + "this one's activation code is 1$<SM-DP+ address>$<matchingId>.");
        }
        return withCode(
                result,
                ActivationCode.of(address, matchingId, peer == null ? null : peer.smdpOid(), order.confirmationCode()));
    }

    private static Completed withCode(ObjectNode result, String code) {
        if (code.length() > ActivationCode.MAX) {
            return new Completed(
                    result,
                    "it would be longer than " + ActivationCode.MAX + " characters",
                    "Cancel the order, and order again with a shorter matchingId.");
        }
        return new Completed(result.put("activationCode", code).put("qrText", ActivationCode.qrText(code)), null, null);
    }
}
