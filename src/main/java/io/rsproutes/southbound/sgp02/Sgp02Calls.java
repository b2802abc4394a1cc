package io.rsproutes.southbound.sgp02;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Provider;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.message.Contract;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests;
import io.rsproutes.security.wss.MessageSecurity;
import io.rsproutes.southbound.UnwrittenCall;
import org.apache.camel.Exchange;

/** Writes the calls of operations for an SM-SR or SM-DP, in its dialect. */
public class Sgp02Calls {

    private final Settings settings;
    private final MessageSecurity security;

    public Sgp02Calls(Settings settings, MessageSecurity security) {
        this.settings = settings;
        this.security = security;
    }

    /**
     * Writes the HTTP request of a call, in the peer's dialect: the body (SOAP) and the headers, in place of
     * all others. In: {@code calledFunction, purpose, peer, eid}; {@code iccid}, but not of getEIS or with
     * purpose audit, as both are about the whole card; {@code parameters} (policyRules, providerEntityId),
     * {@code secrets} (newSubscriptionAddress), {@code validity, callId, messageId}; the other SM-SR of a
     * change: {@code currentPeer} (prepareSMSRChange) or {@code targetPeer} (smsrChange); of ES2, {@code
     * euiccSmsr}, the SM-SR that the inventory has for the eUICC, a peer or an EntityId; without one smsrId of
     * parameters, or the peer's smsr-id. When our schema does not allow the call, or that SM-SR is not known or not
     * the one in smsrId, this throws before anything is sent;
     * southbound-outcome-caught then sets {@code unwritten} to the reason. The body has the WS-Security that is agreed
     * with the peer ({@code rsp.peers.<id>.ws-security}).
     *
     * @throws UnwrittenCall when the contract does not allow such a call
     */
    public void write(Exchange exchange) {
        UnwrittenCall.unless(() -> writeMessage(exchange));
    }

    private void writeMessage(Exchange exchange) {
        var function = exchange.getVariable("calledFunction", String.class);
        var id = exchange.getVariable("peer", String.class);
        var peer = settings.peers().get(id);
        var dialect = settings.dialectOf(peer);
        var iccid = exchange.getVariable("iccid", String.class);
        // An audit that is to settle a doubt looks at the whole card: the profile it is about may not be on it.
        boolean whole = iccid == null || "getEIS".equals(function) || "audit".equals(exchange.getVariable("purpose"));
        var parameters = Json.read(exchange.getVariable("parameters", "{}", String.class));
        var request = new Sgp02Requests.Request(
                function,
                exchange.getVariable("callId", String.class),
                exchange.getVariable("validity", Long.class),
                exchange.getVariable("eid", String.class),
                whole ? List.of() : List.of(iccid),
                parameters.get("policyRules"),
                member(exchange, "secrets", "newSubscriptionAddress"),
                peer.isSmsr() ? otherSmsr(exchange, function) : smsrOfEuicc(exchange, parameters, peer),
                "downloadProfile".equals(function) ? download(parameters) : null);
        Contract.check(peer.interfaceName(), request);
        var provider = whole ? null : provider(parameters, peer, iccid);
        var headers = addressing(peer, dialect, function, exchange.getVariable("messageId", String.class), provider);
        var form = new Sgp02Requests.Form(
                peer.interfaceName(),
                dialect.namespace(),
                dialect.names().getOrDefault(function, Sgp02.stem(peer.interfaceName(), function)),
                dialect.targetSmsrElement());
        var text = SoapWriter.envelope(headers, Sgp02Requests.request(request, form));
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, SoapWriter.CONTENT_TYPE + "; action=\"" + headers.action() + "\"");
        if (dialect.soapActionHeader()) {
            message.setHeader("SOAPAction", "\"" + headers.action() + "\"");
        }
        message.setBody(security.secure(id, text).getBytes(StandardCharsets.UTF_8));
    }

    // Whose profile it is, if another vendor's: as the order says, else as the peer's settings do.
    private static String provider(JsonNode parameters, Peer peer, String iccid) {
        var named = parameters.get(Functions.PROVIDER_ENTITY_ID);
        return named == null ? Provider.of(peer.providers(), iccid) : named.asText();
    }

    private static JsonNode member(Exchange exchange, String variable, String name) {
        var text = exchange.getVariable(variable, String.class);
        return text == null ? null : Json.read(text).get(name);
    }

    private static Sgp02Requests.Download download(JsonNode parameters) {
        return new Sgp02Requests.Download(
                parameters.path("profileType").asText(null),
                parameters.path("enableProfile").asBoolean());
    }

    // The entity id of the SM-SR that has the eUICC: one of ours, or another by its id.
    private String smsrOfEuicc(Exchange exchange, JsonNode parameters, Peer peer) {
        var has = exchange.getVariable("euiccSmsr", String.class);
        var ours = settings.entityIdOf(has);
        var known = ours != null ? ours : Identifiers.isOid(has) ? has : null;
        var named = parameters.path(Functions.SMSR_ID).asText(known == null ? peer.smsrId() : known);
        if (named == null) {
            throw new IllegalArgumentException("the SM-SR of the eUICC is not known; load the eUICC with it, as peer,"
                    + " name it in smsrId, or set smsr-id of the SM-DP");
        }
        if (known != null && !known.equals(named)) {
            throw new IllegalArgumentException("smsrId names another SM-SR than the one that has the eUICC");
        }
        return named;
    }

    // The entity id of the SM-SR that a change names besides the one it is sent to.
    private String otherSmsr(Exchange exchange, String function) {
        var other =
                switch (function) {
                    case "prepareSMSRChange" -> exchange.getVariable("currentPeer", String.class);
                    case "smsrChange" -> exchange.getVariable("targetPeer", String.class);
                    default -> null;
                };
        if (other == null) {
            return null;
        }
        if (!settings.peers().containsKey(other)) {
            throw new IllegalArgumentException("the other SM-SR of the change, " + other + ", is no longer configured");
        }
        return settings.peers().get(other).entityId();
    }

    private static Addressing addressing(
            Peer peer, Dialect dialect, String function, String messageId, String provider) {
        var callback = peer.ownUrl().replaceFirst("/+$", "") + Sgp02.callbackPath(peer.interfaceName());
        var between = dialect.parameterSeparator();
        var from = EntityUri.of(callback, peer.ownEntityId(), between);
        from = EntityUri.with(from, "EntityName", dialect.entityName(), between);
        from = EntityUri.with(from, "UserName", dialect.userName(), between);
        from = dialect.providerEntityParameter() == null
                ? from
                : EntityUri.with(from, dialect.providerEntityParameter(), provider, between);
        var replyTo = EntityUri.of(
                callback,
                switch (dialect.replyToEntityId()) {
                    case OWN -> peer.ownEntityId();
                    case PEER -> peer.entityId();
                    case NONE -> null;
                },
                between);
        var action = dialect.action(function, Sgp02.name(function));
        var to = peer.to() == null ? peer.url() : peer.to();
        var address = EntityUri.parameter(to, "EntityId") == null ? EntityUri.of(to, peer.entityId(), between) : to;
        return new Addressing(messageId, null, from, address, replyTo, action);
    }
}
