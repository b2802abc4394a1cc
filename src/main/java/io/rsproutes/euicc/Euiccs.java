package io.rsproutes.euicc;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.database.SqlList;
import org.apache.camel.Exchange;

/** What calls, notifications and audits tell of an eUICC and its profiles: as facts, as events, and as the verdict on an operation in doubt. */
public class Euiccs {

    private static final String[] EUICC_FACTS = {"smsrId", "platformType", "platformVersion", "remainingMemory", "availableMemoryForProfiles"};
    private static final String[] PROFILE_FACTS = {"state", "fallback", "policyRules", "profileType", "isdpAid", "smdpId", "mnoId", "allocatedMemory", "freeMemory"};

    private final Settings settings;

    public Euiccs(Settings settings) {
        this.settings = settings;
    }

    /**
     * The facts an executed call (variables {@code function, eid, iccid, result}) brings, as the body: rows for fact-learn;
     * and {@code factName, factContent, displaced} when other profiles lose what this one got.
     */
    public void learned(Exchange exchange) {
        var function = exchange.getVariable("function", String.class);
        var iccid = exchange.getVariable("iccid", String.class);
        var rows = new ArrayList<Map<String, Object>>();
        exchange.removeVariable("factName");
        switch (function) {
            case "enableProfile" -> observe(exchange, rows, iccid, "state", "Enabled", "Disabled");
            case "setFallBackAttribute" -> observe(exchange, rows, iccid, "fallback", "true", "false");
            case "getEIS", "auditEIS" -> {
                // Reading shows a fact, it causes none.
                exchange.removeVariable("causeId");
                eis(exchange, rows, function);
            }
            default -> { }
        }
        exchange.getMessage().setBody(rows);
    }

    /** The facts of an audit (variables {@code resultFunction, eid, result}) that was made to settle another operation, as {@link #learned} has them. */
    public void audited(Exchange exchange) {
        var rows = new ArrayList<Map<String, Object>>();
        exchange.removeVariable("factName");
        exchange.removeVariable("causeId");
        eis(exchange, rows, exchange.getVariable("resultFunction", String.class));
        exchange.getMessage().setBody(rows);
    }

    /** The facts a notification (variables {@code what, eid, iccid}) brings, as {@link #learned} has them. */
    public void notified(Exchange exchange) {
        var rows = new ArrayList<Map<String, Object>>();
        var eid = exchange.getVariable("eid");
        var iccid = exchange.getVariable("iccid", String.class);
        exchange.removeVariable("factName");
        if (eid != null && iccid != null) {
            switch (exchange.getVariable("what", String.class)) {
                case "enabled" -> observe(exchange, rows, iccid, "state", "Enabled", "Disabled");
                case "disabled" -> rows.add(row(exchange, iccid, "state", "Disabled"));
                case "deleted" -> rows.add(row(exchange, iccid, "state", "Deleted"));
                default -> { }
            }
        }
        exchange.getMessage().setBody(rows);
    }

    /** The profiles of an information set (JSON, null: none) with their states, as the statements read them: {@code [{iccid, state}]}. */
    public String shown(String eis) {
        var shown = Json.MAPPER.createArrayNode();
        profiles(eis).forEach(profile -> {
            if (profile.hasNonNull("state")) {
                shown.addObject().put("iccid", profile.path("iccid").asText()).put("state", profile.path("state").asText());
            }
        });
        return Json.write(shown);
    }

    /** The ICCIDs of an information set, as a list of the database. */
    public String shownIccids(String eis) {
        return SqlList.of(profiles(eis).stream().map(profile -> profile.path("iccid").asText()).toList());
    }

    private static List<JsonNode> profiles(String eis) {
        var profiles = new ArrayList<JsonNode>();
        if (eis != null) {
            Json.read(eis).path("profiles").forEach(profile -> {
                if (Identifiers.isIccid(profile.path("iccid").asText())) {
                    profiles.add(profile);
                }
            });
        }
        return profiles;
    }

    /** The column iccid of the rows in the body. */
    public List<String> iccids(Exchange exchange) {
        return ((List<?>) exchange.getMessage().getBody(List.class)).stream().map(row -> ((Map<?, ?>) row).get("iccid").toString()).toList();
    }

    /** Variables {@code eventId, eventType, eventData} of a profile that is not as we knew it: {@code iccid, eid, peer, known, knownAt, reported, observedAt}. */
    public void driftedEvent(Exchange exchange) {
        var data = new LinkedHashMap<String, Object>();
        for (var field : new String[] {"eid", "iccid", "peer", "known"}) {
            data.put(field, exchange.getVariable(field));
        }
        data.put("knownAt", Timestamps.text(exchange.getVariable("knownAt")));
        data.put("reported", exchange.getVariable("reported"));
        data.put("timestamp", Timestamps.text(exchange.getVariable("observedAt")));
        exchange.setVariable("eventId", UuidV7.next());
        exchange.setVariable("eventType", "rsp.profile.drifted");
        exchange.setVariable("eventData", Json.write(data));
    }

    /** Whether an information set names this peer as the SM-SR of its eUICC. */
    public boolean isNewcomer(String eis, String peer) {
        var known = settings.peers().get(peer);
        return eis != null && known != null && known.entityId() != null && known.entityId().equals(Json.read(eis).path("smsrId").asText());
    }

    /** The fact of a changed SM-SR (variables {@code eid, eis}): rows as {@link #learned} has them. */
    public List<Map<String, Object>> smsrFact(Exchange exchange) {
        var rows = new ArrayList<Map<String, Object>>();
        exchange.removeVariable("factName");
        exchange.removeVariable("causeId");
        var eis = json(exchange, "eis");
        if (eis != null) {
            add(exchange, rows, exchange.getVariable("eid", String.class), "smsrId", eis.get("smsrId"));
        }
        return rows;
    }

    /** Variables {@code eventId, eventType, eventData} of a changed SM-SR, for a tenant that has the profiles {@code own} (with commas) of those in {@code eis}. */
    public void smsrChangedEvent(Exchange exchange) {
        var eis = json(exchange, "eis");
        var own = List.of(exchange.getVariable("own", "", String.class).split(","));
        var data = new LinkedHashMap<String, Object>();
        data.put("eid", exchange.getVariable("eid"));
        data.put("peer", exchange.getVariable("peer"));
        if (eis != null && eis.hasNonNull("smsrId")) {
            data.put("smsrId", eis.path("smsrId").asText());
        }
        var profiles = Json.MAPPER.createArrayNode();
        profiles(exchange.getVariable("eis", String.class)).stream().filter(profile -> own.contains(profile.path("iccid").asText())).forEach(profiles::add);
        data.put("profiles", profiles);
        data.putAll(said(exchange));
        exchange.removeVariable("operationId");
        exchange.setVariable("eventId", UuidV7.next());
        exchange.setVariable("eventType", "rsp.euicc.smsr-changed");
        exchange.setVariable("eventData", Json.write(data));
    }

    /** When a notification (variables {@code observedAt, said}) has it that something was so: without a time it is older than anything that has one. */
    public Timestamp factTime(Exchange exchange) {
        return said(exchange).containsKey("timestamp") ? exchange.getVariable("observedAt", Timestamp.class)
                : Timestamp.from(Instant.EPOCH);
    }

    private static void observe(Exchange exchange, List<Map<String, Object>> rows, String iccid, String name, String content, String displaced) {
        rows.add(row(exchange, iccid, name, content));
        exchange.setVariable("factName", name);
        exchange.setVariable("factContent", content);
        exchange.setVariable("displaced", displaced);
    }

    private static void eis(Exchange exchange, List<Map<String, Object>> rows, String function) {
        var eis = json(exchange, "result");
        if (eis == null) {
            return;
        }
        var eid = exchange.getVariable("eid", String.class);
        for (var name : EUICC_FACTS) {
            add(exchange, rows, eid, name, eis.get(name));
        }
        var audited = eis.path("lastAuditDate").asText(null);
        var lastAudit = "auditEIS".equals(function) ? Timestamps.text(exchange.getVariable("observedAt")) : audited;
        if (lastAudit != null) {
            rows.add(row(exchange, eid, "lastAudit", lastAudit));
        }
        for (var profile : eis.path("profiles")) {
            var iccid = profile.path("iccid").asText("");
            if (Identifiers.isIccid(iccid) && !exchange.getVariable("elsewhere", List.of(), List.class).contains(iccid)) {
                for (var name : PROFILE_FACTS) {
                    add(exchange, rows, iccid, name, profile.get(name));
                }
            }
        }
    }

    private static void add(Exchange exchange, List<Map<String, Object>> rows, String subject, String name, JsonNode content) {
        if (content != null && !content.isNull()) {
            rows.add(row(exchange, subject, name, content.isContainerNode() ? Json.write(content) : content.asText()));
        }
    }

    /** Rows of facts as the JSON that fact-learn reads. */
    public static String rows(List<Map<String, Object>> facts) {
        var rows = Json.MAPPER.createArrayNode();
        for (var fact : facts) {
            var row = rows.addObject();
            fact.forEach((name, value) -> Json.put(row, name, value instanceof Timestamp at ? at.toInstant() : value));
        }
        return Json.write(rows);
    }

    /** A row for fact-learn: variables {@code eid, factSource, peer, causeId, observedAt}. */
    static Map<String, Object> row(Exchange exchange, String subject, String name, String content) {
        var row = new LinkedHashMap<String, Object>();
        row.put("subject", subject);
        row.put("name", name);
        row.put("content", content);
        row.put("eid", exchange.getVariable("eid"));
        row.put("source", exchange.getVariable("factSource"));
        row.put("peer", exchange.getVariable("peer"));
        row.put("operationId", exchange.getVariable("causeId"));
        row.put("observedAt", exchange.getVariable("observedAt"));
        return row;
    }

    /** The profiles of other tenants (rows in the body, column iccid) leave the result of an audit: everyone sees only its own. */
    public void hideForeign(Exchange exchange) {
        var foreign = ((List<?>) exchange.getMessage().getBody(List.class)).stream().map(row -> ((Map<?, ?>) row).get("iccid").toString()).toList();
        var result = json(exchange, "result");
        if (!foreign.isEmpty() && result != null && result.path("profiles") instanceof ArrayNode profiles) {
            var own = Json.MAPPER.createArrayNode();
            profiles.forEach(profile -> {
                if (!foreign.contains(profile.path("iccid").asText())) {
                    own.add(profile);
                }
            });
            ((ObjectNode) result).set("profiles", own);
            exchange.setVariable("result", Json.write(result));
        }
    }

    /**
     * What an audit (variables {@code outcome, result, status}) says of the operation in doubt ({@code function, iccid}): variable
     * {@code verdict} done, not-done (also when it shows other profiles only), never when the peer cannot tell, or unknown when it does
     * not tell now.
     */
    public void judge(Exchange exchange) {
        if (!"done".equals(exchange.getVariable("outcome"))) {
            exchange.setVariable("verdict", unanswered(exchange));
            return;
        }
        var eis = json(exchange, "result");
        var iccid = exchange.getVariable("iccid", String.class);
        var profiles = eis == null ? Json.MAPPER.createArrayNode() : eis.path("profiles");
        if (Functions.get(exchange.getVariable("function", String.class)).repeatable()) {
            // It wanted to read, and here it is.
            exchange.setVariable("verdict", eis == null ? "unknown" : "done");
            return;
        }
        // What was so before the order says nothing of it (five minutes, for clocks that differ).
        boolean old = Timestamps.instant(exchange.getVariable("observedAt")).isBefore(Timestamps.instant(exchange.getVariable("createdAt")).minusSeconds(300));
        if (old) {
            exchange.setVariable("verdict", "unknown");
            return;
        }
        var verdict = profiles.isEmpty() ? "unknown" : "not-done";
        for (var profile : profiles) {
            if (profile.path("iccid").asText().equals(iccid)) {
                verdict = switch (exchange.getVariable("function", String.class)) {
                    case "enableProfile" -> state(profile.path("state").asText());
                    case "setFallBackAttribute" -> !profile.hasNonNull("fallback") ? "unknown" : profile.path("fallback").asBoolean() ? "done" : "not-done";
                    default -> "unknown";
                };
            }
        }
        exchange.setVariable("verdict", verdict);
    }

    /** The verdict when the peer did not show what it was asked for ({@code outcome, status}): never, when it says that it cannot; else unknown. */
    static String unanswered(Exchange exchange) {
        var status = json(exchange, "status");
        boolean never = "refused".equals(exchange.getVariable("outcome")) && status.hasNonNull("subjectCode") && "terminal".equals(status.path("class").asText());
        return never ? "never" : "unknown";
    }

    private static String state(String state) {
        return switch (state) {
            case "Enabled" -> "done";
            case "Disabled", "Created" -> "not-done";
            default -> "unknown";
        };
    }

    /** Variables {@code eventId, eventType, eventData} of what an executed operation did to its profile; {@code eventType} null when nothing. */
    public void causedEvent(Exchange exchange) {
        var what = switch (exchange.getVariable("function", String.class)) {
            case "enableProfile" -> "enabled";
            case "setFallBackAttribute" -> "fallback-set";
            default -> null;
        };
        exchange.removeVariable("eventType");
        if (what != null) {
            event(exchange, what, Map.of("timestamp", Timestamps.text(exchange.getVariable("observedAt"))), exchange.getVariable("operationId", String.class));
        }
    }

    /** The same of a notification: variables {@code what, said, causeId?}. */
    public void notifiedEvent(Exchange exchange) {
        event(exchange, exchange.getVariable("what", String.class), said(exchange), exchange.getVariable("causeId", String.class));
    }

    /** Whether the tenant of the profile lets the tenant of the eUICC (variables {@code tenant, euiccTenant?}) know what is notified of it. */
    public boolean ownerTold(Exchange exchange) {
        var other = exchange.getVariable("euiccTenant", String.class);
        var tenant = settings.tenants().get(exchange.getVariable("tenant", String.class));
        return other != null && tenant != null && (tenant.notifyEuiccOwners().contains("*") || tenant.notifyEuiccOwners().contains(other));
    }

    /** The same event for the tenant of the eUICC: variables {@code tenant, orderKey} its own, and nothing of the other tenant's operation. */
    public void ownersEvent(Exchange exchange) {
        exchange.setVariable("tenant", exchange.getVariable("euiccTenant"));
        exchange.setVariable("orderKey", exchange.getVariable("eid"));
        exchange.removeVariable("operationId");
        event(exchange, exchange.getVariable("what", String.class), said(exchange), null);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> said(Exchange exchange) {
        return exchange.getVariable("said", Map.class);
    }

    // An event of a profile; with the operation of ours that caused it, if one did.
    private static void event(Exchange exchange, String what, Map<String, Object> said, String cause) {
        var data = new LinkedHashMap<String, Object>();
        for (var field : new String[] {"eid", "iccid", "peer"}) {
            if (exchange.getVariable(field) != null) {
                data.put(field, exchange.getVariable(field));
            }
        }
        data.putAll(said);
        if (cause != null) {
            data.put("operationId", cause);
            data.put("selfCaused", true);
        }
        exchange.setVariable("eventId", UuidV7.next());
        exchange.setVariable("eventType", "rsp.profile." + what);
        exchange.setVariable("eventData", Json.write(data));
    }

    /** Variables {@code eventId, eventType, eventData} and {@code note}: a result that came after the operation (in {@code state}) had ended. */
    public void lateResult(Exchange exchange) {
        var succeeded = "done".equals(exchange.getVariable("outcome"));
        var state = exchange.getVariable("state", String.class);
        boolean agrees = succeeded == "SUCCEEDED".equals(state);
        var data = new LinkedHashMap<String, Object>();
        for (var field : new String[] {"operationId", "function", "interface", "peer", "eid", "iccid", "clientReference", "state"}) {
            if (exchange.getVariable(field) != null) {
                data.put(field, exchange.getVariable(field));
            }
        }
        data.put("agrees", agrees);
        data.put("lateStatus", json(exchange, "status"));
        if (succeeded && exchange.getVariable("result") != null) {
            data.put("lateResult", json(exchange, "result"));
        }
        exchange.setVariable("note", "a result came after the end" + (agrees ? ", and agrees: " : ", and contradicts it: ") + exchange.getVariable("detail"));
        exchange.setVariable("eventId", UuidV7.next());
        exchange.setVariable("eventType", "rsp.operation.late-result");
        exchange.setVariable("eventData", Json.write(data));
    }

    /** Seconds until the next audit of the operation, doubling with every one (variable {@code audits}). */
    public long untilNextAudit(Exchange exchange) {
        var operations = settings.operations();
        int audits = Math.min(30, exchange.getVariable("audits", Integer.class));
        return Math.max(1, Math.min(operations.auditDelay().toSeconds() * (1L << audits), operations.maxAuditDelay().toSeconds()));
    }

    private static JsonNode json(Exchange exchange, String variable) {
        var text = exchange.getVariable(variable, String.class);
        return text == null ? null : Json.read(text);
    }
}
