package io.rsproutes.southbound.es2plus;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.SimSecrets;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what SM-DP+ servers send us, for keeping, and answers it, in the peer's dialect. */
public class Es2PlusMessages {

    private static final Logger LOG = LoggerFactory.getLogger(Es2PlusMessages.class);

    private final Settings settings;
    private final CheckDigits digits;
    private final Set<String> versionless = ConcurrentHashMap.newKeySet();

    public Es2PlusMessages(Settings settings) {
        this.settings = settings;
        this.digits = new CheckDigits(settings);
    }

    /**
     * Reads a notification (the body, JSON) into variables {@code iccid} and {@code orderKey} (both its
     * ICCID, without padding), {@code callId} and {@code eid} (as written; null when it has none), {@code
     * raw} (its text), and {@code peer}: the one in variable {@code peers}, or null when there are several.
     * 400 malformed-json when it is no JSON, invalid-notification when it has no readable ICCID.
     */
    public void receive(Exchange exchange) {
        var raw = exchange.getMessage().getBody(String.class);
        var notification = Es2Plus.notification(raw, Map.of());
        exchange.setVariable("raw", SimSecrets.masked(raw.replace("\u0000", "")));
        exchange.setVariable("callId", Strings.cap(notification.callId(), 255));
        exchange.setVariable("orderKey", notification.iccid());
        exchange.setVariable("iccid", notification.iccid());
        exchange.setVariable("eid", notification.eid());
        var peers = (Set<?>) exchange.getVariable("peers");
        exchange.setVariable("peer", peers.size() == 1 ? peers.iterator().next() : null);
    }

    /**
     * The id of the peer that sent a notification, when the certificate stands for several ({@code peers}):
     * the one where the profile is (the body: its id, or null) if it is among them; else the first of them by
     * name.
     */
    public String sender(Set<String> peers, String at) {
        return peers.contains(at) ? at : peers.stream().sorted().findFirst().orElseThrow();
    }

    /**
     * 400 invalid-notification when variable {@code iccid}, or an {@code eid} of 32 digits, has a wrong check
     * digit, and the dialect of variable {@code peer} (check-digits, in; if it has none,
     * rsp.check-digits.southbound) says reject. With warn that is only logged, once for each peer; with off
     * it is ignored.
     *
     * @throws Problem 400
     */
    public void checkDigits(Exchange exchange) {
        var peer = exchange.getVariable("peer", String.class);
        var eid = exchange.getVariable("eid", String.class);
        if (!digits.allowIccid(peer, exchange.getVariable("iccid", String.class))
                || Identifiers.isEid(eid) && !digits.allowEid(peer, eid)) {
            throw new Problem(400, "invalid-notification", "The notification's iccid or eid has a wrong check digit.");
        }
    }

    /**
     * A hash (text) of variables {@code peer, kind, callId} and {@code raw}: messages in which these four are
     * equal have the same key.
     */
    public String dedupeKey(Exchange exchange) {
        return Strings.sha256(Json.write(new Object[] {
            exchange.getVariable("peer"),
            exchange.getVariable("kind"),
            exchange.getVariable("callId"),
            Strings.sha256(exchange.getVariable("raw", String.class))
        }));
    }

    /**
     * For how many seconds an equal message counts as a repetition; after that it is kept as a new one. It is
     * the replay-window of the peer's dialect (24 hours if it has none); 0: every message is a new one.
     */
    public long replayWindow(String peer) {
        return settings.dialectOf(peer, "es2plus").replayWindow().toSeconds();
    }

    /**
     * Answers a notification as the dialect of variable {@code peer} says (notification-answer): HTTP 204
     * without a body, or 200 with a JSON text, {@code iccid} and {@code callId} filled in. Header
     * X-Admin-Protocol: the dialect's version, or the caller's (variable {@code xAdminProtocol}) when that is
     * lower. Takes the request's headers off.
     */
    public void acknowledge(Exchange exchange) {
        var dialect = dialect(exchange);
        var text = dialect.notificationAnswer();
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, text.isBlank() ? 204 : 200);
        message.setHeader("X-Admin-Protocol", version(exchange, dialect));
        if (text.isBlank()) {
            message.setBody(null);
        } else {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            message.setBody(text.replace("{iccid}", exchange.getVariable("iccid", String.class))
                    .replace("{callId}", quoted(exchange.getVariable("callId", String.class)))
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Answers a handleDeviceChangeRequest: HTTP 200 and JSON with status Failed, this subject code, reason
     * code and message; header X-Admin-Protocol as in acknowledge.
     */
    public void refuseDeviceChange(Exchange exchange, String subjectCode, String reasonCode, String message) {
        var answer = Es2PlusWriter.answer(
                Map.of("status", "Failed", "subjectCode", subjectCode, "reasonCode", reasonCode, "message", message),
                Map.of());
        var out = exchange.getMessage();
        out.removeHeaders("*");
        out.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        out.setHeader(Exchange.CONTENT_TYPE, "application/json");
        out.setHeader("X-Admin-Protocol", version(exchange, dialect(exchange)));
        out.setBody(answer.getBytes(StandardCharsets.UTF_8));
    }

    private String version(Exchange exchange, Dialect dialect) {
        var version = exchange.getVariable("xAdminProtocol", String.class);
        var peer = exchange.getVariable("peer", String.class);
        if (AdminProtocol.version(version) == null && versionless.add(peer)) {
            LOG.warn(
                    "{} of {} came {} X-Admin-Protocol; not logged again",
                    exchange.getVariable("kind"),
                    peer,
                    version == null ? "without" : "with an unreadable");
        }
        return AdminProtocol.answer(version, dialect.version());
    }

    private Dialect dialect(Exchange exchange) {
        return settings.dialectOf(exchange.getVariable("peer", String.class), "es2plus");
    }

    // Inside a JSON string of the dialect's text.
    private static String quoted(String text) {
        var quoted = Json.write(text == null ? "" : text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
