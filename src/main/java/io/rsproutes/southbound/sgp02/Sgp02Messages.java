package io.rsproutes.southbound.sgp02;

import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.rsproutes.common.Causes;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.platform.database.SqlList;
import io.rsproutes.platform.http.BrokenRequests;
import io.rsproutes.platform.http.SoapAnswer;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.KeyMaterial;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.Xml;
import io.rsproutes.protocol.sgp02.message.Sgp02;
import io.rsproutes.protocol.sgp02.message.Sgp02Notifications;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what SM-SRs and SM-DPs send us, results and notifications: first to keep, then to work on; and answers. */
public class Sgp02Messages {

    private static final Logger LOG = LoggerFactory.getLogger(Sgp02Messages.class);

    /** Characters of a raw message that an event may carry; a longer one is in the inbox only. */
    private static final int MAX_PUBLISHED = 50_000;
    /** Messages a response may relate to. */
    private static final int MAX_RELATED = 20;

    private final Settings settings;
    private final Sgp02Results results;

    public Sgp02Messages(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.results = new Sgp02Results(settings, codes);
    }

    /**
     * Reads a response or notification (the body, SOAP) for keeping. In: {@code peers}; null: {@code peer}
     * alone. Out, as variables: {@code peer}, its sender: the one of peers whose entity-id is the EntityId of
     * wsa:From, or the only one of them if there is none; {@code kind}, ES4-&lt;function&gt;Response or
     * …Notification (ES2- of an SM-DP); {@code raw}, its text without key material; {@code callId}, its own
     * message id; {@code orderKey} (its EID) and {@code iccid}, null when it has none that can be read;
     * {@code dedupeKey}, the same for an equal message, but another for each result without any id. Of the
     * call it answers: {@code relatesTo}, the message ids it names; {@code relatesToIds}, the sendingIds
     * (column id of call) in those; both as SQL takes a list; {@code transactionId}, the sendingId in its own
     * message id, or null; {@code namedCall}, the sendingId in the first of relatesTo that has the form of
     * our message ids, else transactionId. A SOAP fault when it cannot be read, is neither a response nor a
     * notification, or is not from one of peers.
     *
     * @throws SoapFault when it is no message of ours, or of another sender than it says
     */
    public void receive(Exchange exchange) {
        var text = exchange.getMessage().getBody(String.class);
        var message = SoapReader.read(text);
        var body = message.body();
        if (!Sgp02.isResponse(body) && !Sgp02.isNotification(body)) {
            throw new SoapFault("Sender", "The body is neither a response nor a notification of ES4 or ES2.");
        }
        var raw = KeyMaterial.cut(text);
        var peer = sender(exchange, message);
        var eid = Sgp02.isResponse(body)
                ? body.value("Eid")
                : Sgp02Notifications.notification(body, Map.of()).eid();
        var iccid = body.value("Iccid");
        exchange.setVariable("peer", peer);
        exchange.setVariable("raw", raw);
        exchange.setVariable("kind", kind(settings.peers().get(peer).interfaceName(), body));
        exchange.setVariable("orderKey", Identifiers.isEid(eid) ? eid : null);
        exchange.setVariable("iccid", Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : null);
        exchange.setVariable("callId", Strings.cap(message.messageId(), 255));
        named(exchange, message);
        exchange.setVariable("dedupeKey", dedupeKey(peer, message, raw));
    }

    // Two results without any id may be equal and yet answer two calls; everything else that is equal is a repetition.
    private static String dedupeKey(String peer, SoapMessage message, String raw) {
        boolean nameless =
                Sgp02.isResponse(message.body()) && message.messageId() == null && message.relatesTo() == null;
        return Strings.sha256(Json.write(new Object[] {
            peer, message.body().name(), message.messageId(), nameless ? UuidV7.next() : Strings.sha256(raw)
        }));
    }

    private static String kind(String interfaceName, Xml body) {
        var name = body.name().replaceFirst("^ES[24]-", "");
        var suffix = Sgp02.isResponse(body) ? "Response" : "Notification";
        return interfaceName.toUpperCase(Locale.ROOT) + "-"
                + Strings.cap(name.substring(0, name.length() - suffix.length()), 40) + suffix;
    }

    // The caller's certificate says which peers it may speak for, the message says which one it is.
    private String sender(Exchange exchange, SoapMessage message) {
        var entity = message.senderEntityId();
        var spoken = message.interfaceName();
        var named = exchange.getVariable("peers");
        var known = named == null ? Set.of(exchange.getVariable("peer", String.class)) : (Set<?>) named;
        var peers = known.stream()
                .map(Object::toString)
                .filter(id -> settings.peers().get(id).speaksSgp02())
                .filter(id ->
                        spoken == null || spoken.equals(settings.peers().get(id).interfaceName()))
                .sorted()
                .toList();
        if (entity == null && peers.size() == 1) {
            return peers.get(0);
        }
        return peers.stream()
                .filter(id -> settings.peers().get(id).entityId().equals(entity))
                .findFirst()
                .orElseThrow(() -> new SoapFault(
                        "Sender",
                        entity == null
                                ? "The message does not say who sent it: wsa:From has no EntityId."
                                : "The EntityId of wsa:From is not the one agreed with the holder of this client"
                                        + " certificate."));
    }

    /** Answers 202 without a body: the message is kept. */
    public void accepted(Exchange exchange) {
        SoapAnswer.write(exchange, 202, null);
    }

    /**
     * Answers the exception with a SOAP fault, in the version of SOAP that the message came in, and logs it:
     * HTTP 400 (of SOAP 1.1 500, Client), Sender, when the message or its sender is to blame, or it broke
     * off; 500, VersionMismatch or MustUnderstand, for another version of SOAP and for a header that we must
     * understand and do not; else 500, Receiver (Server), as the message could not be kept.
     */
    public void refuse(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        var fault = Causes.find(failure, SoapFault.class);
        if (fault != null) {
            LOG.warn("a SOAP message of {} was refused: {}", exchange.getVariable("peers"), fault.getMessage());
            SoapAnswer.fault(exchange, fault);
            return;
        }
        if (BrokenRequests.is(failure)) {
            LOG.warn("a SOAP message of {} broke off", exchange.getVariable("peers"));
            SoapAnswer.fault(exchange, new SoapFault("Sender", "The message broke off; nothing was done."));
            return;
        }
        LOG.error(
                "a SOAP message could not be kept: {}", String.valueOf(failure).replaceAll("\\s+", " "));
        SoapAnswer.fault(exchange, new SoapFault("Receiver", "The message could not be kept; send it again later."));
    }

    /**
     * Reads a kept response. In: {@code raw, peer, receivedAt}. Out, as variables: {@code resultFunction},
     * whose response it is; {@code outcome}, done, refused, expired, or unknown when it has no status we
     * know; {@code preliminary}, whether it is a success with a warning at a peer that brings the result
     * after that (warning-first of its dialect); {@code detail} (in words) and {@code status} (JSON) of that;
     * {@code result} (JSON): the EIS and euiccResponseData, null when not done, or when it brings neither;
     * {@code observedAt}, when the peer was done; receivedAt, in whole seconds, if it gives no time, or one
     * over five minutes after that; {@code answerHash}, the same for an equal result; {@code downloadedIccid}, the
     * profile that a downloadProfile brought, else null; {@code relatesTo, relatesToIds, transactionId, namedCall} as
     * in receive; and the EIDs, ICCIDs and call ids in it, {@code resultEids, resultIccids, resultCallIds} (as SQL
     * takes a list).
     */
    public void result(Exchange exchange) {
        var message = SoapReader.kept(exchange.getVariable("raw", String.class));
        var result = results.read(
                message.body(),
                exchange.getVariable("peer", String.class),
                Timestamps.instant(exchange.getVariable("receivedAt")));
        exchange.setVariable("resultFunction", result.function());
        exchange.setVariable("resultEids", SqlList.of(result.named().eids()));
        exchange.setVariable("resultIccids", SqlList.of(result.named().iccids()));
        exchange.setVariable("resultCallIds", SqlList.of(result.named().callIds()));
        exchange.setVariable("downloadedIccid", result.downloadedIccid());
        exchange.setVariable("observedAt", result.observedAt());
        exchange.setVariable("answerHash", result.hash());
        exchange.setVariable("outcome", result.outcome());
        exchange.setVariable("preliminary", result.preliminary());
        exchange.setVariable("detail", result.detail());
        exchange.setVariable("status", result.status());
        exchange.setVariable("result", result.content());
        named(exchange, message);
    }

    // The three ways in which a response may name its call (docs/spec/es4.md 1.7); it may relate to several messages.
    private void named(Exchange exchange, SoapMessage message) {
        var replied = message.relatesToAll().stream().limit(MAX_RELATED).toList();
        exchange.setVariable("relatesTo", SqlList.of(replied));
        exchange.setVariable("relatesToIds", SqlList.of(Sgp02Results.ids(replied)));
        var transaction = EntityUri.parameter(message.messageId(), "TransactionId");
        exchange.setVariable("transactionId", transaction);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var ours = replied.stream()
                .filter(id -> peer != null && id.startsWith("//" + peer.ownEntityId() + "/"))
                .toList();
        exchange.setVariable(
                "namedCall", Sgp02Results.ids(ours).stream().findFirst().orElse(transaction));
    }

    /**
     * Reads a kept notification. In: {@code raw, peer, receivedAt, inboxId}. Out, as variables: {@code what},
     * its canonical name (enabled, disabled, deleted, smsr-changed, plma-set; others, as
     * policy-rules-updated, only by the peer's dialect), or unmapped, when it has none, or the EID, ICCID or
     * policy rules that it needs cannot be read; {@code eid, iccid}, null when they cannot be read; {@code
     * observedAt}, when it happened, else receivedAt; {@code eis}, of the eUICC, and {@code policyRules}, of
     * the profile (JSON; null when it has none); {@code payload}, a map for its event: timestamp, if it has
     * one; of policy-rules-updated also policyRules; of unmapped and plma-set also notification (the peer's
     * name for it), inboxId and, up to 50,000 characters, raw.
     */
    public void notification(Exchange exchange) {
        var raw = exchange.getVariable("raw", String.class);
        var notification = Sgp02Notifications.notification(SoapReader.kept(raw).body(), names(exchange));
        var mapped = mapped(notification);
        var payload = new LinkedHashMap<String, Object>();
        if (mapped == null || Sgp02Notifications.PLMA_SET.equals(mapped)) {
            payload.put("notification", notification.name());
            payload.put("inboxId", exchange.getVariable("inboxId"));
            if (raw.length() <= MAX_PUBLISHED) {
                payload.put("raw", raw);
            }
        }
        if ("policy-rules-updated".equals(mapped)) {
            Json.put(payload, "policyRules", notification.policyRules());
        }
        if (notification.at() != null) {
            payload.put("timestamp", notification.at().toString());
        }
        exchange.setVariable("what", mapped == null ? "unmapped" : mapped);
        exchange.setVariable("eid", Identifiers.isEid(notification.eid()) ? notification.eid() : null);
        exchange.setVariable(
                "iccid",
                Identifiers.isIccid(notification.iccid()) ? Identifiers.canonicalIccid(notification.iccid()) : null);
        exchange.setVariable("eis", notification.eis() == null ? null : Json.write(notification.eis()));
        exchange.setVariable(
                "policyRules", notification.policyRules() == null ? null : Json.write(notification.policyRules()));
        exchange.setVariable(
                "observedAt",
                Timestamp.from(
                        Sgp02Results.time(notification.at(), Timestamps.instant(exchange.getVariable("receivedAt")))));
        exchange.setVariable("payload", Map.copyOf(payload));
    }

    private Map<String, String> names(Exchange exchange) {
        return results.dialectOf(exchange.getVariable("peer", String.class)).notifications();
    }

    // What it is about, if it names what that is about; else null.
    private static String mapped(Sgp02Notifications.Notification notification) {
        var what = notification.what();
        boolean ofProfile = Identifiers.isEid(notification.eid()) && Identifiers.isIccid(notification.iccid());
        boolean readable = what == null
                || switch (what) {
                    case Sgp02Notifications.PLMA_SET -> true;
                    case Sgp02Notifications.SMSR_CHANGED -> Identifiers.isEid(notification.eid());
                    case "policy-rules-updated" -> ofProfile && !notification.rulesUnread();
                    default -> ofProfile;
                };
        return readable ? what : null;
    }
}
