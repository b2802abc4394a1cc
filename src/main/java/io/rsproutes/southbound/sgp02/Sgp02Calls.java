package io.rsproutes.southbound.sgp02;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Provider;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.MakeConnection;
import io.rsproutes.protocol.sgp02.SoapForm;
import io.rsproutes.protocol.sgp02.SoapVersion;
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
     * {@code secrets} (newSubscriptionAddress), {@code validity, callId, messageId}; {@code sendingId}, under
     * which a peer with answers: polling keeps what it has to say; the other SM-SR of a change: {@code
     * currentPeer} (prepareSMSRChange) or {@code targetPeer} (smsrChange); of ES2, {@code euiccSmsr}, the
     * SM-SR that the inventory has for the eUICC, a peer or an EntityId; without one smsrId of parameters, or
     * the peer's smsr-id. When our schema does not allow the call, or that SM-SR is not known or not the one
     * in smsrId, this throws before anything is sent;
     * southbound-outcome-caught then sets {@code unwritten} to the reason. The body has the
     * WS-Security that is agreed with the peer ({@code rsp.peers.<id>.ws-security}).
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
        var headers = addressing(
                exchange, peer, dialect, function, exchange.getVariable("messageId", String.class), provider);
        var stem = dialect.isRpc() ? Sgp02.name(function) : Sgp02.stem(peer.interfaceName(), function);
        var form = new Sgp02Requests.Form(
                peer.interfaceName(),
                dialect.namespace(),
                dialect.names().getOrDefault(function, stem),
                dialect.targetSmsrElement());
        put(exchange, id, dialect.isRpc(), headers, Sgp02Requests.request(request, form));
    }

    /**
     * Writes the question for what the peer keeps for a call (WS-MakeConnection): the body (SOAP) and the
     * headers, in place of all others. In: {@code peer}, {@code sendingId} of the call.
     */
    public void poll(Exchange exchange) {
        var name = exchange.getVariable("peer", String.class);
        var peer = settings.peers().get(name);
        var dialect = settings.dialectOf(peer);
        var id = UuidV7.next();
        var headers = new Addressing(
                EntityUri.messageId(peer.ownEntityId(), id, id, Sgp02.time(Instant.now())),
                null,
                from(peer, dialect),
                to(peer, dialect),
                Addressing.ANONYMOUS,
                MakeConnection.ACTION);
        // A message of WS-MakeConnection is a document, whatever the calls are.
        put(exchange, name, false, headers, MakeConnection.request(kept(exchange)));
    }

    /**
     * Every how many seconds the peer is asked for results that it keeps (poll-interval of its dialect); null
     * when it brings them, or is not in rsp.peers.
     */
    public Long pollInterval(String id) {
        var peer = settings.peers().get(id);
        return peer == null || !settings.dialectOf(peer).isPolled()
                ? null
                : (Long) settings.dialectOf(peer).pollInterval().toSeconds();
    }

    // Where a peer keeps what it has to say of the call.
    private static String kept(Exchange exchange) {
        return MakeConnection.address(exchange.getVariable("sendingId", String.class));
    }

    private void put(Exchange exchange, String id, boolean rpc, Addressing headers, SoapWriter.Body body) {
        var dialect = settings.dialectOf(settings.peers().get(id));
        var form = SoapForm.of(dialect.soapVersion(), rpc, dialect.addressingNamespace());
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, form.version().contentType(headers.action()));
        if (dialect.soapActionHeader() || form.version() == SoapVersion.V1_1) {
            message.setHeader("SOAPAction", "\"" + headers.action() + "\"");
        }
        var text = SoapWriter.envelope(form, headers, body);
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
            Exchange exchange, Peer peer, Dialect dialect, String function, String messageId, String provider) {
        var from = from(peer, dialect);
        from = dialect.providerEntityParameter() == null
                ? from
                : EntityUri.with(from, dialect.providerEntityParameter(), provider, dialect.parameterSeparator());
        var replyTo = dialect.isPolled() ? kept(exchange) : replyTo(peer, dialect);
        var action = dialect.action(function, Sgp02.name(function));
        return new Addressing(messageId, null, from, to(peer, dialect), replyTo, action);
    }

    private static String from(Peer peer, Dialect dialect) {
        var between = dialect.parameterSeparator();
        var from = EntityUri.of(callback(peer), peer.ownEntityId(), between);
        from = EntityUri.with(from, "EntityName", dialect.entityName(), between);
        return EntityUri.with(from, "UserName", dialect.userName(), between);
    }

    private static String replyTo(Peer peer, Dialect dialect) {
        return EntityUri.of(
                callback(peer),
                switch (dialect.replyToEntityId()) {
                    case OWN -> peer.ownEntityId();
                    case PEER -> peer.entityId();
                    case NONE -> null;
                },
                dialect.parameterSeparator());
    }

    private static String to(Peer peer, Dialect dialect) {
        var to = peer.to() == null ? peer.url() : peer.to();
        return EntityUri.parameter(to, "EntityId") == null
                ? EntityUri.of(to, peer.entityId(), dialect.parameterSeparator())
                : to;
    }

    private static String callback(Peer peer) {
        return peer.ownUrl().replaceFirst("/+$", "") + Sgp02.callbackPath(peer.interfaceName());
    }
}
