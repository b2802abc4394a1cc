package io.rsproutes.euicc;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import org.apache.camel.Exchange;

/**
 * What a call, a notification or an audit shows of an eUICC and its profiles: the rows that {@code
 * core/euicc.learn} reads, as a JSON array.
 */
public class Observations {

    /** No row. */
    static final String NONE = "[]";

    private static final List<String> OF_EUICC =
            List.of("smsrId", "platformType", "platformVersion", "remainingMemory", "availableMemoryForProfiles");
    private static final List<String> OF_PROFILE = List.of(
            "state",
            "fallback",
            "policyRules",
            "profileType",
            "isdpAid",
            "smdpId",
            "mnoId",
            "allocatedMemory",
            "freeMemory");
    private static final Set<String> ON_DEVICE = Set.of("installed", "enabled", "disabled", "deleted");
    private static final int LONGEST_DEVICE_VALUE = 40;

    /** Who says so, when, and which operation of ours made it so (null: none). */
    record Origin(Object eid, Object source, Object peer, Object causeId, Instant observedAt) {}

    /** One row: the profile in variable {@code iccid} has this content under this name; [] when the content is null. */
    public String profile(Exchange exchange, String name, String content) {
        var rows = Json.MAPPER.createArrayNode();
        row(
                rows,
                origin(exchange, exchange.getVariable("causeId")),
                exchange.getVariable("iccid", String.class),
                name,
                content);
        return Json.write(rows);
    }

    /**
     * Two rows, of state: the profile in variable {@code iccid} is Disabled, and the one in {@code
     * fallBackIccid} is Enabled.
     */
    public String fellBack(Exchange exchange) {
        var rows = Json.MAPPER.createArrayNode();
        var origin = origin(exchange, exchange.getVariable("causeId"));
        row(rows, origin, exchange.getVariable("iccid", String.class), "state", "Disabled");
        row(rows, origin, exchange.getVariable("fallBackIccid", String.class), "state", "Enabled");
        return Json.write(rows);
    }

    /**
     * One row: the profile in variable {@code iccid} has the policyRules in {@code parameters} (JSON); []
     * when there are none in it.
     */
    public String policyRules(Exchange exchange) {
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        return profile(exchange, "policyRules", text(parameters.get("policyRules")));
    }

    /**
     * Rows of what the EIS in variable {@code result} shows: of the eUICC (smsrId, platformType,
     * platformVersion, remainingMemory, availableMemoryForProfiles, lastAudit), and of each profile whose
     * ICCID is not in the list {@code notBelieved} (state, fallback, policyRules, profileType, isdpAid,
     * smdpId, mnoId, allocatedMemory, freeMemory). [] when result is null. Without operationId: reading
     * causes nothing. The argument is the function that read it; of auditEIS, lastAudit is observedAt.
     */
    public String card(Exchange exchange, String function) {
        var result = exchange.getVariable("result", String.class);
        return result == null
                ? NONE
                : card(
                        origin(exchange, null),
                        Json.read(result),
                        function,
                        exchange.getVariable("notBelieved", List.of(), List.class));
    }

    static String card(Origin origin, JsonNode eis, String function, List<?> notBelieved) {
        var rows = Json.MAPPER.createArrayNode();
        var eid = (String) origin.eid();
        OF_EUICC.forEach(name -> row(rows, origin, eid, name, text(eis.get(name))));
        row(
                rows,
                origin,
                eid,
                "lastAudit",
                "auditEIS".equals(function)
                        ? Timestamps.text(origin.observedAt())
                        : eis.path("lastAuditDate").asText(null));
        for (var profile : eis.path("profiles")) {
            var iccid = profile.path("iccid").asText("");
            if (Identifiers.isIccid(iccid) && !notBelieved.contains(iccid)) {
                OF_PROFILE.forEach(name -> row(rows, origin, iccid, name, text(profile.get(name))));
            }
        }
        return Json.write(rows);
    }

    /**
     * Rows of what an ES2+ notification tells of the profile in variable {@code iccid}: its state ({@code
     * profileState}), when {@code what} is installed, enabled, disabled or deleted; and each value of {@code
     * device} (a map). [] when it tells neither.
     */
    public String device(Exchange exchange) {
        var rows = Json.MAPPER.createArrayNode();
        var origin = origin(exchange, exchange.getVariable("causeId"));
        var iccid = exchange.getVariable("iccid", String.class);
        if (ON_DEVICE.contains(exchange.getVariable("what", String.class))) {
            row(rows, origin, iccid, "state", exchange.getVariable("profileState", String.class));
        }
        Map<?, ?> device = exchange.getVariable("device", Map.of(), Map.class);
        device.forEach((name, value) ->
                row(rows, origin, iccid, name.toString(), Strings.cap(value.toString(), LONGEST_DEVICE_VALUE)));
        return Json.write(rows);
    }

    /**
     * The time of a notification of an SM-SR: variable {@code observedAt} if {@code payload} (a map) has a
     * timestamp; else 1970, so that whatever has a time is newer.
     */
    public Timestamp since(Exchange exchange) {
        return exchange.getVariable("payload", Map.class).containsKey("timestamp")
                ? exchange.getVariable("observedAt", Timestamp.class)
                : Timestamp.from(Instant.EPOCH);
    }

    private static Origin origin(Exchange exchange, Object causeId) {
        var observedAt = exchange.getVariable("observedAt", Timestamp.class);
        return new Origin(
                exchange.getVariable("eid"),
                exchange.getVariable("observationSource"),
                exchange.getVariable("peer"),
                causeId,
                observedAt == null ? null : observedAt.toInstant());
    }

    private static void row(ArrayNode rows, Origin origin, String subject, String name, String content) {
        if (content == null) {
            return;
        }
        var row = rows.addObject().put("subject", subject).put("name", name).put("content", content);
        Json.put(row, "eid", origin.eid());
        Json.put(row, "source", origin.source());
        Json.put(row, "peer", origin.peer());
        Json.put(row, "operationId", origin.causeId());
        Json.put(row, "observedAt", origin.observedAt());
    }

    /** A value as it is kept; null for none. */
    static String text(JsonNode content) {
        return content == null || content.isNull()
                ? null
                : content.isContainerNode() ? Json.write(content) : content.asText();
    }
}
