package io.rsproutes.simulator.es2plus;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.config.Dialect;
import io.rsproutes.operation.Es2PlusDialects;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;

/**
 * How the simulated SM-DP+ speaks when it plays a server of some dialect (docs/spec/es2plus.md 5).
 *
 * @param points  numbers of the notifications it sends, by canonical name
 * @param v3      handleNotification instead of handleDownloadProgressInfo
 * @param chatty  epoch seconds, numbers as text, one call id for all, and 200 with a body expected, as CMI
 * @param devices tac, imei, ICCIDs padded with F, states in capitals, as Idemia
 */
public record SmdpBehaviour(
        String dialect,
        String version,
        Map<String, String> points,
        String path,
        boolean v3,
        boolean chatty,
        boolean devices) {

    /** A notification on its way, and the HTTP status that ends it. */
    public record Message(String path, String version, String body, int expected) {}

    /** As SGP.22 v2 says. */
    public static final SmdpBehaviour PLAIN = new SmdpBehaviour(
            "sgp22-v2",
            AdminProtocol.of(AdminProtocol.OURS),
            turned(Es2Plus.POINTS),
            "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
            false,
            false,
            false);

    static SmdpBehaviour of(String id, Dialect dialect) {
        boolean v3 = dialect.version().startsWith("3");
        return new SmdpBehaviour(
                id,
                AdminProtocol.of(dialect.version()),
                turned(Es2PlusDialects.notificationNames(dialect)),
                dialect.path(v3 ? "handleNotification" : "handleDownloadProgressInfo"),
                v3,
                !dialect.notificationAnswer().isBlank(),
                dialect.functions().contains("getProfileStatus"));
    }

    private static Map<String, String> turned(Map<String, String> names) {
        var points = new HashMap<String, String>();
        names.forEach((point, name) -> points.put(name, point));
        return points;
    }

    String iccid(String iccid) {
        return devices && iccid.length() == 19 ? iccid + "F" : iccid;
    }

    String state(String state) {
        var own = state.equals("Linked") ? "Allocated" : state;
        return devices ? own.toUpperCase(Locale.ROOT) : own;
    }

    Message notification(
            String callId, String eid, String iccid, String profileType, String what, Map<String, String> status) {
        var point = points.get(what);
        if (point == null) {
            throw new Problem(
                    409,
                    "not-told",
                    "A server of the dialect " + dialect + " does not tell that a profile was " + what + ".");
        }
        var body = Es2PlusWriter.notification(
                "1.3.6.1.4.1.20", callId, eid, iccid(iccid), profileType, Integer.parseInt(point), status);
        if (v3) {
            body.set("notificationEvent", body.remove("notificationPointId"));
            body.set("notificationEventStatus", body.remove("notificationPointStatus"));
        }
        if (chatty) {
            body.remove("timestamp");
            body.put("timeStamp", String.valueOf(Instant.now().getEpochSecond()))
                    .put("notificationPointId", point);
            body.withObject("/header").put("functionCallIdentifier", "handleDownloadProgressInfo");
        }
        if (devices) {
            body.put("tac", "35203000").put("imei", "352030001234560");
        }
        return new Message(path, version, Json.write(body), chatty ? 200 : 204);
    }
}
