package io.rsproutes.southbound.es4;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Peer;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.platform.database.SqlList;
import io.rsproutes.platform.http.BrokenRequests;
import io.rsproutes.platform.http.SoapAnswer;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.Contract;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.Es4;
import io.rsproutes.protocol.sgp02.KeyMaterial;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;
import io.rsproutes.southbound.Outcomes;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between an operation and the ES4 wire, both ways: writes calls, turns their answers into outcomes ({@link Outcomes}), and reads
 * the responses and notifications that come later.
 */
public class Es4Calls {

    private static final Logger LOG = LoggerFactory.getLogger(Es4Calls.class);

    /** Characters of a raw message that an event may carry; a longer one is in the inbox only. */
    private static final int MAX_PUBLISHED = 50_000;
    /** Messages a response may relate to. */
    private static final int MAX_RELATED = 20;

    private final Settings settings;
    private final StatusCodes codes;

    public Es4Calls(Settings settings, StatusCodes codes) {
        this.settings = settings;
        this.codes = codes;
    }

    /** Body and headers of the call in the variables {@code calledFunction, purpose, peer, eid, iccid, validity, callId, messageId}. */
    public void write(Exchange exchange) {
        var function = exchange.getVariable("calledFunction", String.class);
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var dialect = settings.dialectOf(peer);
        var iccid = exchange.getVariable("iccid", String.class);
        // An audit that is to settle a doubt looks at the whole card: the profile it is about may not be on it.
        boolean whole = iccid == null || "getEIS".equals(function) || "audit".equals(exchange.getVariable("purpose"));
        var request = new Es4.Request(function, exchange.getVariable("callId", String.class), exchange.getVariable("validity", Long.class),
                exchange.getVariable("eid", String.class), whole ? List.of() : List.of(iccid));
        Contract.check(Es4.request(request, Es4.NAMESPACE, Es4.stem(function)));
        var headers = addressing(peer, dialect, function, exchange.getVariable("messageId", String.class));
        var text = SoapWriter.envelope(headers, Es4.request(request, dialect.namespace(), dialect.names().getOrDefault(function, Es4.stem(function))));
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_METHOD, "POST");
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
        var replyTo = EntityUri.of(callback, switch (dialect.replyToEntityId()) {
            case OWN -> peer.ownEntityId();
            case PEER -> peer.entityId();
            case NONE -> null;
        });
        var action = dialect.actions().getOrDefault(function, dialect.action()).replace("{group}", dialect.group())
                .replace("{function}", Character.toUpperCase(function.charAt(0)) + function.substring(1));
        var to = peer.to() == null ? peer.url() : peer.to();
        return new Addressing(messageId, null, from, EntityUri.parameter(to, "EntityId") == null ? EntityUri.of(to, peer.entityId()) : to, replyTo, action);
    }

    /** Reads an answer of status 200 to 499: accepted (202, empty 200), a result in the body, a fault, or a refusal. */
    public void read(Exchange exchange) {
        var taken = Outcomes.take(exchange);
        int http = taken.http();
        var body = taken.body();
        var answer = answer(body);
        if (answer != null && fault(exchange, answer, http)) {
            return;
        }
        if (http >= 300) {
            Outcomes.refusedByHttp(exchange, http, body);
        } else if (answer != null && Es4.isResponse(answer.body())) {
            inBody(exchange, answer);
        } else if (http == 202 || body == null || body.isBlank()) {
            exchange.setVariable("outcome", "accepted");
            exchange.setVariable("detail", http == 202 ? null : "HTTP " + http + " without a body");
        } else {
            Outcomes.outcome(exchange, "unknown", "the peer answered HTTP " + http + " with a body that is no response", null);
        }
    }

    // A result in the HTTP answer counts like one that comes later; but some peers only take the call with it, and a card function
    // that is said to have expired may have been executed.
    private void inBody(Exchange exchange, SoapMessage answer) {
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        result(exchange, answer.body(), exchange.getVariable("peer", String.class), Instant.now());
        var outcome = exchange.getVariable("outcome", String.class);
        var doubt = doubt(exchange, answer, peer);
        if (doubt != null) {
            exchange.setVariable("result", null);
            Outcomes.outcome(exchange, "unknown", doubt, null);
        } else if (outcome.equals("expired")) {
            exchange.setVariable("outcome", "unknown");
        } else if (outcome.equals("done") && settings.dialectOf(peer).acknowledgesInBody() && !"getEIS".equals(exchange.getVariable("calledFunction"))) {
            exchange.setVariable("outcome", "accepted");
            exchange.setVariable("result", null);
            exchange.setVariable("status", null);
        }
    }

    // Why the answer is not believed: it is about something else than was asked. Null when it is.
    private static String doubt(Exchange exchange, SoapMessage answer, Peer peer) {
        var result = exchange.getVariable("named", Es4.Named.class);
        var eid = exchange.getVariable("eid", String.class);
        var sender = answer.senderEntityId();
        if (!exchange.getVariable("calledFunction").equals(exchange.getVariable("resultFunction"))) {
            return "the peer answered with the response of another function";
        }
        if (!new Es4.Named(result.eids(), List.of(), List.of()).fits(eid, null, null)) {
            return "the peer's answer shows another eUICC";
        }
        if (!result.fits(eid, exchange.getVariable("iccid", String.class), exchange.getVariable("callId", String.class))) {
            return "the peer's answer is about another profile or call";
        }
        if (!relates(answer, exchange.getVariable("messageId", String.class))) {
            return "the peer's answer relates to another message";
        }
        return sender == null || sender.equals(peer.entityId()) ? null : "the answer says that it comes from another SM-SR";
    }

    private static boolean relates(SoapMessage answer, String messageId) {
        var replied = answer.relatesToAll();
        return replied.isEmpty() || replied.contains(messageId) || ids(replied).stream().anyMatch(ids(List.of(messageId))::contains);
    }

    // A SOAP message, or null for anything else; one with a header that must be understood, and is not, says nothing to us either.
    private static SoapMessage answer(String body) {
        if (body == null || body.isBlank()) {
            return null;
        }
        try {
            return SoapReader.read(body);
        } catch (SoapFault e) {
            return null;
        }
    }

    /** A fault that blames us: not executed. One that blames the peer is a failure like any other. */
    private static boolean fault(Exchange exchange, SoapMessage answer, int http) {
        if (!answer.body().name().equals("Fault")) {
            return false;
        }
        var code = answer.body().child("Code").value("Value");
        var reason = answer.body().child("Reason").value("Text");
        var words = reason == null ? "without a reason" : "“" + (reason.length() > 300 ? reason.substring(0, 300) + "…" : reason).replaceAll("\\s+", " ") + "”";
        if (code == null || code.endsWith("Receiver")) {
            Outcomes.outcome(exchange, "unknown", "the peer failed with a SOAP fault (HTTP " + http + ") " + words, null);
        } else {
            Outcomes.status(exchange, "refused", new Outcomes.Status("Failed", null, null, null, "The peer refused the message with a SOAP fault " + words + ".",
                    "Nothing was executed. Compare the peer's dialect with what it expects.", "terminal"));
            exchange.setVariable("detail", "SOAP fault " + code.replaceAll(".*:", ""));
        }
        return true;
    }

    /** Turns the exception of a call into an outcome; a fault in a 5xx answer is read first. */
    public void failed(Exchange exchange) {
        Outcomes.clear(exchange);
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof IllegalArgumentException unfit) {
            Outcomes.status(exchange, "refused", new Outcomes.Status("Failed", null, null, null, "The call could not be written: " + unfit.getMessage() + ".",
                    "Nothing was sent. Correct the order.", "terminal"));
            exchange.setVariable("detail", "not written");
            return;
        }
        var http = Outcomes.http(failure);
        var answer = http == null ? null : answer(http.getResponseBody());
        if (answer != null && answer.body().name().equals("Fault")) {
            exchange.setVariable("httpStatus", http.getStatusCode());
            fault(exchange, answer, http.getStatusCode());
            return;
        }
        Outcomes.failed(exchange, failure);
    }

    /**
     * Reads a response or notification (text) for keeping: variables {@code peer, kind, dedupeKey, callId, orderKey, iccid, raw,
     * relatesTo, relatesToIds, transactionId}, and {@code namedCall}, the first that is ours. Variables in: {@code peers} (those
     * the caller may speak for).
     *
     * @throws SoapFault when it is no message of ours, or of another sender than it says
     */
    public void receive(Exchange exchange) {
        var text = exchange.getMessage().getBody(String.class);
        var message = SoapReader.read(text);
        var body = message.body();
        if (!Es4.isResponse(body) && !Es4.isNotification(body)) {
            throw new SoapFault("Sender", "The body is neither a response nor a notification of ES4.");
        }
        var raw = KeyMaterial.cut(text);
        var peer = sender(exchange, message);
        var eid = Es4.isResponse(body) ? body.value("Eid") : Es4.notification(body).eid();
        var iccid = body.value("Iccid");
        exchange.setVariable("peer", peer);
        exchange.setVariable("raw", raw);
        exchange.setVariable("kind", kind(body));
        exchange.setVariable("orderKey", Identifiers.isEid(eid) ? eid : null);
        exchange.setVariable("iccid", Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : null);
        exchange.setVariable("callId", Strings.cap(message.messageId(), 255));
        named(exchange, message);
        exchange.setVariable("dedupeKey", dedupeKey(peer, message, raw));
    }

    // Two results without any id may be equal and yet answer two calls; everything else that is equal is a repetition.
    private static String dedupeKey(String peer, SoapMessage message, String raw) {
        boolean nameless = Es4.isResponse(message.body()) && message.messageId() == null && message.relatesTo() == null;
        return Strings.sha256(Json.write(new Object[] {peer, message.body().name(), message.messageId(), nameless ? UuidV7.next() : Strings.sha256(raw)}));
    }

    private static String kind(Xml body) {
        var name = body.name().replaceFirst("^ES4-", "");
        var suffix = Es4.isResponse(body) ? "Response" : "Notification";
        return "ES4-" + Strings.cap(name.substring(0, name.length() - suffix.length()), 40) + suffix;
    }

    // The caller's certificate says which peers it may speak for, the message says which one it is.
    private String sender(Exchange exchange, SoapMessage message) {
        var entity = message.senderEntityId();
        var peers = ((Set<?>) exchange.getVariable("peers")).stream().map(Object::toString).filter(id -> "es4".equals(settings.peers().get(id).interfaceName())).sorted().toList();
        if (entity == null && peers.size() == 1) {
            return peers.get(0);
        }
        return peers.stream().filter(id -> settings.peers().get(id).entityId().equals(entity)).findFirst().orElseThrow(() -> new SoapFault("Sender",
                entity == null ? "The message does not say who sent it: wsa:From has no EntityId." : "The EntityId of wsa:From is not the one agreed with the holder of this client certificate."));
    }

    /** An answer in full: 202, or a fault. */
    public void accepted(Exchange exchange) {
        SoapAnswer.write(exchange, 202, null);
    }

    /** The exception of a route from outside as a SOAP fault: Sender 400 when it was the message, Receiver 500 when we could not keep it. */
    public void refuse(Exchange exchange) {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SoapFault fault) {
                LOG.warn("a SOAP message of {} was refused: {}", exchange.getVariable("peers"), fault.getMessage());
                SoapAnswer.write(exchange, fault.status(), SoapWriter.fault(fault));
                return;
            }
        }
        if (BrokenRequests.is(failure)) {
            LOG.warn("a SOAP message of {} broke off", exchange.getVariable("peers"));
            SoapAnswer.write(exchange, 400, SoapWriter.fault("Sender", "The message broke off; nothing was done."));
            return;
        }
        LOG.error("a SOAP message could not be kept: {}", String.valueOf(failure).replaceAll("\\s+", " "));
        SoapAnswer.write(exchange, 500, SoapWriter.fault("Receiver", "The message could not be kept; send it again later."));
    }

    /**
     * The kept response in variable {@code raw} as variables {@code resultFunction, outcome} (done, refused, expired, or unknown: it has no
     * status we know), {@code status, result, detail, observedAt, answerHash, relatesTo, relatesToIds, transactionId}; and what it names of its
     * call, as lists of the database: {@code resultEids, resultIccids, resultCallIds}.
     */
    public void result(Exchange exchange) {
        var message = SoapReader.kept(exchange.getVariable("raw", String.class));
        result(exchange, message.body(), exchange.getVariable("peer", String.class), Timestamps.instant(exchange.getVariable("receivedAt")));
        named(exchange, message);
    }

    // The three ways in which a response may name its call (spec/es4.md 1.7); it may relate to several messages.
    private void named(Exchange exchange, SoapMessage message) {
        var replied = message.relatesToAll().stream().limit(MAX_RELATED).toList();
        exchange.setVariable("relatesTo", SqlList.of(replied));
        exchange.setVariable("relatesToIds", SqlList.of(ids(replied)));
        var transaction = EntityUri.parameter(message.messageId(), "TransactionId");
        exchange.setVariable("transactionId", transaction);
        var ours = "//" + settings.peers().get(exchange.getVariable("peer", String.class)).ownEntityId() + "/";
        exchange.setVariable("namedCall", ids(replied.stream().filter(id -> id.startsWith(ours)).toList())
                .stream().findFirst().orElse(transaction));
    }

    // The id in a message id, without sender and parameters.
    private static List<String> ids(List<String> messageIds) {
        return messageIds.stream().map(EntityUri::base).map(base -> base.substring(base.lastIndexOf('/') + 1)).filter(id -> !id.isEmpty()).toList();
    }

    private void result(Exchange exchange, Xml body, String peer, Instant received) {
        var result = Es4.result(body, settings.dialectOf(settings.peers().get(peer)).names());
        var content = content(result);
        exchange.setVariable("resultFunction", result.function());
        exchange.setVariable("named", result.named());
        exchange.setVariable("resultEids", SqlList.of(result.named().eids()));
        exchange.setVariable("resultIccids", SqlList.of(result.named().iccids()));
        exchange.setVariable("resultCallIds", SqlList.of(result.named().callIds()));
        exchange.setVariable("observedAt", Timestamp.from(time(result.end(), received)));
        exchange.setVariable("answerHash", Strings.sha256(Json.write(new Object[] {result.status(), result.subjectCode(), result.reasonCode(), String.valueOf(result.end()), content})));
        if (result.status() == null) {
            Outcomes.outcome(exchange, "unknown", "the peer's response has no status we know", null);
            return;
        }
        if (result.executed()) {
            exchange.setVariable("result", content.isEmpty() ? null : Json.write(content));
            Outcomes.status(exchange, "done", new Outcomes.Status(result.status(), result.subjectCode(), result.reasonCode(), result.subjectIdentifier(), result.message(), null, null));
            exchange.setVariable("detail", result.status());
            return;
        }
        var code = codes.get("es4", result.subjectCode(), result.reasonCode());
        boolean expired = "EXPIRED".equals(result.status());
        boolean known = result.subjectCode() != null;
        Outcomes.status(exchange, expired ? "expired" : "refused", new Outcomes.Status(result.status(), result.subjectCode(), result.reasonCode(), result.subjectIdentifier(), result.message(),
                !known && expired ? "The validity passed before the eUICC answered." : !known ? "The peer gives no code; ask it." : code.hint(), expired ? "reconcile" : code.kind()));
        exchange.setVariable("detail", result.status() + (known ? " " + result.subjectCode() + "/" + result.reasonCode() : ""));
    }

    private static ObjectNode content(Es4.Result result) {
        var content = result.eis() == null ? Json.MAPPER.createObjectNode() : result.eis();
        if (result.euiccResponseData() != null) {
            content.put("euiccResponseData", result.euiccResponseData());
        }
        return content;
    }

    // When it happened, by the peer's word; its clock may be wrong, but not far in the future. Else when we got it, in whole seconds
    // as peers write them, so that the two compare.
    private static Instant time(Instant said, Instant received) {
        return said == null || said.isAfter(received.plusSeconds(300)) ? received.truncatedTo(ChronoUnit.SECONDS) : said;
    }

    /**
     * The kept notification in variable {@code raw} as variables {@code what, eid, iccid, observedAt, said} (for its event), and {@code eis} of the
     * eUICC, when it has one. One whose EID or ICCID cannot be read says nothing certain, whatever it is: {@code what} is unmapped.
     */
    public void notification(Exchange exchange) {
        var raw = exchange.getVariable("raw", String.class);
        var notification = Es4.notification(SoapReader.kept(raw).body());
        boolean readable = Identifiers.isEid(notification.eid()) && (Identifiers.isIccid(notification.iccid()) || Es4.SMSR_CHANGED.equals(notification.what()));
        boolean mapped = notification.what() != null && readable;
        var said = new LinkedHashMap<String, Object>();
        if (!mapped) {
            said.put("notification", notification.name());
            said.put("inboxId", exchange.getVariable("inboxId"));
            if (raw.length() <= MAX_PUBLISHED) {
                said.put("raw", raw);
            }
        }
        if (notification.at() != null) {
            said.put("timestamp", notification.at().toString());
        }
        exchange.setVariable("what", mapped ? notification.what() : "unmapped");
        exchange.setVariable("eid", Identifiers.isEid(notification.eid()) ? notification.eid() : null);
        exchange.setVariable("iccid", Identifiers.isIccid(notification.iccid()) ? Identifiers.canonicalIccid(notification.iccid()) : null);
        exchange.setVariable("eis", notification.eis() == null ? null : Json.write(notification.eis()));
        exchange.setVariable("observedAt", Timestamp.from(time(notification.at(), Timestamps.instant(exchange.getVariable("receivedAt")))));
        exchange.setVariable("said", Map.copyOf(said));
    }
}
