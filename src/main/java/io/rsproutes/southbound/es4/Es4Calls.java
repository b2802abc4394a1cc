package io.rsproutes.southbound.es4;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.rsproutes.config.Dialect;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.Contract;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.Es4;
import io.rsproutes.protocol.sgp02.SoapWriter;
import org.apache.camel.Exchange;

/** Writes the calls of operations for an SM-SR, in its dialect. */
public class Es4Calls {

    private final Settings settings;

    public Es4Calls(Settings settings) {
        this.settings = settings;
    }

    /**
     * Body and headers of the call in the variables {@code calledFunction, purpose, peer, eid, iccid, validity,
     * callId, messageId}.
     *
     * @throws IllegalArgumentException when the contract does not allow such a call
     */
    public void write(Exchange exchange) {
        var function = exchange.getVariable("calledFunction", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var dialect = settings.dialectOf(peer);
        var iccid = exchange.getVariable("iccid", String.class);
        // An audit that is to settle a doubt looks at the whole card: the profile it is about may not be on it.
        boolean whole = iccid == null || "getEIS".equals(function) || "audit".equals(exchange.getVariable("purpose"));
        var request = new Es4.Request(
                function,
                exchange.getVariable("callId", String.class),
                exchange.getVariable("validity", Long.class),
                exchange.getVariable("eid", String.class),
                whole ? List.of() : List.of(iccid));
        Contract.check(Es4.request(request, Es4.NAMESPACE, Es4.stem(function)));
        var headers = addressing(peer, dialect, function, exchange.getVariable("messageId", String.class));
        var text = SoapWriter.envelope(
                headers,
                Es4.request(request, dialect.namespace(), dialect.names().getOrDefault(function, Es4.stem(function))));
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.CONTENT_TYPE, SoapWriter.CONTENT_TYPE + "; action=\"" + headers.action() + "\"");
        if (dialect.soapActionHeader()) {
            message.setHeader("SOAPAction", "\"" + headers.action() + "\"");
        }
        message.setBody(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Addressing addressing(Peer peer, Dialect dialect, String function, String messageId) {
        var callback = peer.ownUrl().replaceFirst("/+$", "") + Es4.CALLBACK_PATH;
        var from = EntityUri.of(callback, peer.ownEntityId());
        from = dialect.entityName() == null ? from : EntityUri.with(from, "EntityName", dialect.entityName());
        from = dialect.userName() == null ? from : EntityUri.with(from, "UserName", dialect.userName());
        var replyTo = EntityUri.of(
                callback,
                switch (dialect.replyToEntityId()) {
                    case OWN -> peer.ownEntityId();
                    case PEER -> peer.entityId();
                    case NONE -> null;
                });
        var action = dialect.actions()
                .getOrDefault(function, dialect.action())
                .replace("{group}", dialect.group())
                .replace("{function}", Character.toUpperCase(function.charAt(0)) + function.substring(1));
        var to = peer.to() == null ? peer.url() : peer.to();
        var address = EntityUri.parameter(to, "EntityId") == null ? EntityUri.of(to, peer.entityId()) : to;
        return new Addressing(messageId, null, from, address, replyTo, action);
    }
}
