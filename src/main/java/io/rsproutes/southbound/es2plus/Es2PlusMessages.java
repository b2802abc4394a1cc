package io.rsproutes.southbound.es2plus;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
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
     * Reads a notification (the body) into variables {@code callId, orderKey} (its ICCID), {@code iccid, eid, raw}, and
     * {@code peer}, null when several of {@code peers} can have sent it. 400 when it is no JSON or has no readable
     * ICCID.
     */
    public void receive(Exchange exchange) {
        var raw = exchange.getMessage().getBody(String.class);
        var notification = Es2Plus.notification(raw, Map.of());
        exchange.setVariable("raw", raw.replace("\u0000", ""));
        exchange.setVariable("callId", Strings.cap(notification.callId(), 255));
        exchange.setVariable("orderKey", notification.iccid());
        exchange.setVariable("iccid", notification.iccid());
        exchange.setVariable("eid", notification.eid());
        var peers = (Set<?>) exchange.getVariable("peers");
        exchange.setVariable("peer", peers.size() == 1 ? peers.iterator().next() : null);
    }

    /** The sender, when a certificate stands for several peers: the one the profile is {@code at}, else the first. */
    public String sender(Set<String> peers, String at) {
        return peers.contains(at) ? at : peers.stream().sorted().findFirst().orElseThrow();
    }

    /**
     * Refuses a notification whose ICCID or EID has a wrong check digit, if the peer's dialect says so.
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

    /** By what an equal message is known: its peer, kind and call id, and all of its text. */
    public String dedupeKey(Exchange exchange) {
        return Strings.sha256(Json.write(new Object[] {
            exchange.getVariable("peer"),
            exchange.getVariable("kind"),
            exchange.getVariable("callId"),
            Strings.sha256(exchange.getVariable("raw", String.class))
        }));
    }

    /** For how long (s) an equal message of this peer is the same one. */
    public long replayWindow(String peer) {
        return settings.dialectOf(settings.peers().get(peer)).replayWindow().toSeconds();
    }

    /**
     * The answer to a notification, as the dialect has it: 204 and nothing, or 200 and its text; in the version of
     * the caller when that is lower.
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

    /** The answer to a handleDeviceChangeRequest: not eligible, with these codes and message. */
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
        return settings.dialectOf(settings.peers().get(exchange.getVariable("peer", String.class)));
    }

    // Inside a JSON string of the dialect's text.
    private static String quoted(String text) {
        var quoted = Json.write(text == null ? "" : text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
