package io.rsproutes.euicc;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.Es2PlusDialects;
import io.rsproutes.operation.EventTypes;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.apache.camel.Exchange;

/** What an SM-DP+ notifies about one of its profiles. */
public class ProfileNotifications {

    /** A profile that has got this far was ordered: the notification proves that the order was executed. */
    private static final Set<String> PROOFS = Set.of("downloaded", "installed", "enabled");

    /** A reason code of SGP.22 (5.2.6). */
    private static final String TIME_TO_LIVE_EXPIRED = "4.10";

    private final Settings settings;

    public ProfileNotifications(Settings settings) {
        this.settings = settings;
    }

    /**
     * What the notification in variables {@code peer, kind, raw, receivedAt} says, as a map. {@code iccid}.
     * {@code what}: its name by the peer's dialect (if the peer is no longer in rsp.peers: by SGP.22),
     * unmapped when it has none there; for kind handleDeviceChangeRequest device-change-requested. {@code
     * eid}: 32 digits, else null. {@code profileState}: Downloaded, Installed, Enabled, Disabled or Deleted,
     * as what says; Error for confirmation-failed, eligibility-failed, download-failed and install-failed;
     * else null. {@code observedAt}: the time that the peer gives; 1970 when it gives none; receivedAt when
     * the peer's is more than five minutes later. {@code proves}: true when what is downloaded, installed or
     * enabled, as such a profile must have been ordered; else false. {@code device}: a map of tac, imei and
     * model, as far as named. {@code eventData}, of its event, JSON text: iccid, eid, peer, profileType,
     * timestamp, notificationPointId, status, tac, imei, model, resultData, as far as it has them; cause:
     * expiry when the status says that the order's time has passed (reason 4.10), else server; and raw, when
     * what is unmapped or device-change-requested.
     */
    public Map<String, Object> read(Exchange exchange) {
        // A peer that has left the configuration meanwhile still meant what SGP.22 says.
        var peer = exchange.getVariable("peer", String.class);
        var known = settings.peers().get(peer);
        var raw = exchange.getVariable("raw", String.class);
        var notification = known == null
                ? Es2Plus.notification(raw, Es2Plus.POINTS)
                : Es2Plus.notification(
                        raw,
                        Es2PlusDialects.notificationNames(settings.dialectOf(known)),
                        Es2PlusDialects.reading(settings.dialectOf(known)));
        return read(
                notification,
                peer,
                exchange.getVariable("kind", String.class),
                raw,
                Timestamps.instant(exchange.getVariable("receivedAt")));
    }

    static Map<String, Object> read(
            Es2Plus.Notification notification, String peer, String kind, String raw, Instant received) {
        boolean deviceChange = "handleDeviceChangeRequest".equals(kind);
        boolean unmapped = !deviceChange && notification.name() == null;
        var what = deviceChange ? "device-change-requested" : unmapped ? "unmapped" : notification.name();
        var read = new HashMap<String, Object>();
        read.put("iccid", notification.iccid());
        read.put("what", what);
        read.put("eid", Identifiers.isEid(notification.eid()) ? notification.eid() : null);
        read.put("profileState", state(what));
        read.put("observedAt", Timestamp.from(observed(notification.at(), received)));
        read.put("proves", PROOFS.contains(what));
        read.put("device", notification.device());
        read.put("eventData", Json.write(event(notification, peer, deviceChange || unmapped ? raw : null)));
        return read;
    }

    private static Map<String, Object> event(Es2Plus.Notification notification, String peer, String raw) {
        var data = new LinkedHashMap<String, Object>();
        data.put("iccid", notification.iccid());
        Json.put(data, "eid", notification.eid());
        Json.put(data, "peer", peer);
        Json.put(data, "profileType", notification.profileType());
        Json.put(
                data,
                "timestamp",
                notification.at() == null ? null : notification.at().toString());
        Json.put(data, "notificationPointId", number(notification.point()));
        if (!notification.status().isEmpty()) {
            data.put("status", notification.status());
        }
        data.putAll(notification.device());
        Json.put(data, "resultData", notification.resultData());
        boolean expired = TIME_TO_LIVE_EXPIRED.equals(
                notification.status().path("reasonCode").asText());
        data.put("cause", expired ? EventTypes.EXPIRY : EventTypes.SERVER);
        Json.put(data, "raw", raw);
        return data;
    }

    /**
     * The data of the event (JSON text) without eid, raw and resultData, any of which may tell the EID of
     * another tenant's eUICC.
     */
    public String withoutEid(String eventData) {
        return Json.write(((ObjectNode) Json.read(eventData)).remove(List.of("eid", "raw", "resultData")));
    }

    // By the peer's word; its clock may be wrong, but not far in the future. What has no time that can be read is
    // older than anything that has.
    private static Instant observed(Instant notified, Instant received) {
        return notified == null
                ? Instant.EPOCH
                : notified.isAfter(received.plus(Timestamps.CLOCK_SKEW)) ? received : notified;
    }

    private static Object number(String point) {
        return point != null && point.matches("\\d{1,9}") ? Integer.valueOf(point) : point;
    }

    /** The state of a profile after an event (docs/spec/es2plus.md 3 and 5.1), null when it says nothing of it. */
    private static String state(String what) {
        return switch (what) {
            case "downloaded" -> "Downloaded";
            case "installed" -> "Installed";
            case "enabled" -> "Enabled";
            case "disabled" -> "Disabled";
            case "deleted" -> "Deleted";
            case "confirmation-failed", "eligibility-failed", "download-failed", "install-failed" -> "Error";
            default -> null;
        };
    }
}
