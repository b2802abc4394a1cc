package io.rsproutes.operation;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.Es4;
import org.apache.camel.Exchange;

/** What the routes of core cannot well say in YAML: rows as variables, event data, the next attempt's moment, a notification's meaning. */
public class Moves {

    private static final String FOREIGN_NOTE = "the peer allotted a profile that belongs to another tenant";
    private static final String FOREIGN_STATUS = Json.write(Map.of("status", "Failed", "code", "foreign-profile", "class", "reconcile",
            "message", "The peer allotted a profile that belongs to another tenant.",
            "hint", "The operator must cancel the order at the peer and compare inventories."));

    private final Settings settings;

    public Moves(Settings settings) {
        this.settings = settings;
    }

    /**
     * What a dispatcher is told: the operation's id; of a new one ({@code fresh}) a JSON object with all it must know to claim it,
     * which the claim holds against the row.
     */
    public String nudge(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("fresh", Boolean.class))) {
            return exchange.getVariable("operationId", String.class);
        }
        var told = about(exchange);
        told.put("orderKey", exchange.getVariable("orderKey"));
        told.put("calledFunction", Objects.requireNonNullElse(exchange.getVariable("step"), exchange.getVariable("function")));
        return Json.write(told);
    }

    /** The other way round: variables from the body. */
    public void nudged(Exchange exchange) {
        var text = exchange.getMessage().getBody(String.class);
        boolean fresh = text.startsWith("{");
        exchange.setVariable("fresh", fresh);
        if (fresh) {
            Json.read(text).properties().forEach(told -> exchange.setVariable(told.getKey(), told.getValue().asText()));
        } else {
            exchange.setVariable("operationId", text);
        }
    }

    /**
     * For the claim: {@code repeatable}, and the ids of this sending. The call id is the operation's, that of a
     * later step is made of it (unless the dialect wants one for the whole order), so a repeat keeps it; {@code messageId} is new each time,
     * and carries the sending's id for the answer to bring back.
     */
    public void claiming(Exchange exchange) {
        exchange.setVariable("purpose", "order");
        sending(exchange, callId(exchange));
        repeatable(exchange);
    }

    private String callId(Exchange exchange) {
        var operation = exchange.getVariable("operationId", String.class);
        var function = Functions.get(exchange.getVariable("function", String.class));
        var called = exchange.getVariable("calledFunction", String.class);
        boolean first = !function.composite() || function.steps().get(0).equals(called);
        var dialect = settings.dialectOf(settings.peers().get(exchange.getVariable("peer", String.class)));
        return first || dialect.callIds() == Dialect.CallIds.ORDER ? operation : UuidV7.of(operation, called);
    }

    /** The ids of an audit or status query of the operation: variables as after {@link #claiming}; {@code calledFunction} and {@code validity} are the audit's. */
    public void auditing(Exchange exchange) {
        exchange.setVariable("purpose", "audit");
        exchange.setVariable("calledFunction", exchange.getVariable("auditFunction"));
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        exchange.setVariable("validity", Math.max(peer.validity().min().toSeconds(), exchange.getVariable("nextIn", Long.class)));
        sending(exchange, null);
    }

    private void sending(Exchange exchange, String callId) {
        var id = UuidV7.next();
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        exchange.setVariable("sendingId", id);
        exchange.setVariable("callId", callId == null ? id : callId);
        exchange.setVariable("messageId", "es4".equals(peer.interfaceName()) ? EntityUri.messageId(peer.ownEntityId(), id, id, Es4.time(Instant.now())) : null);
    }

    /** Variable {@code repeatable}: whether the call may be sent again after a lost answer. */
    public void repeatable(Exchange exchange) {
        exchange.setVariable("repeatable", Functions.get(exchange.getVariable("calledFunction", String.class)).repeatable());
    }

    /** Variable {@code mayHelp}: whether the call that failed ({@code status}) may be sent again, at {@code nextIn}. */
    public void mayHelp(Exchange exchange) {
        retry(exchange);
        var again = exchange.getVariable("nextIn") != null && "retry".equals(json(exchange, "status").path("class").asText());
        exchange.setVariable("mayHelp", again);
    }

    /** What the ownership look-up binds. */
    public Map<String, Object> ownershipParameters(Exchange exchange) {
        var parameters = new LinkedHashMap<String, Object>();
        for (var name : new String[] {"tenant", "eid", "iccid"}) {
            parameters.put(name, exchange.getVariable(name));
        }
        return parameters;
    }

    /** What an operation comes to whose peer allotted another tenant's profile; variables {@code foreignStatus, foreignNote, foreignEventType, foreignEventData}. */
    public void foreignEvent(Exchange exchange) {
        exchange.setVariable("foreignStatus", FOREIGN_STATUS);
        exchange.setVariable("foreignNote", FOREIGN_NOTE);
        exchange.setVariable("foreignEventType", "rsp.operation.failed");
        var data = about(exchange);
        data.put("state", "FAILED");
        data.put("note", FOREIGN_NOTE);
        data.put("status", Json.read(FOREIGN_STATUS));
        exchange.setVariable("foreignEventData", Json.write(data));
    }

    /** The ICCID a type order brought belongs to another tenant: the operation has failed, loudly. */
    public void foreignProfile(Exchange exchange) {
        exchange.setVariable("to", "FAILED");
        exchange.setVariable("result", null);
        exchange.setVariable("resultIccid", null);
        exchange.setVariable("note", FOREIGN_NOTE);
        exchange.setVariable("status", FOREIGN_STATUS);
    }

    /** Whether two texts differ. Simple would take digits for a number: it fails on an EID, and finds 7 and 07 equal. */
    public static boolean differ(String one, String other) {
        return !Objects.equals(one, other);
    }

    /** Whether an ES2+ answer names an eUICC, and another than was asked about. */
    public boolean namesAnotherEid(Exchange exchange) {
        var named = exchange.getVariable("resultEid", String.class);
        return "es2plus".equals(exchange.getVariable("interface")) && named != null
                && !named.equals(exchange.getVariable("eid"));
    }

    /**
     * The eUICC an answer named without being asked is another tenant's (a row in the body): its EID is neither kept
     * nor shown.
     */
    public void hideForeignEid(Exchange exchange) {
        if (exchange.getMessage().getBody() != null) {
            exchange.setVariable("resultEid", null);
            if (json(exchange, "result") instanceof ObjectNode result) {
                result.remove("eid");
                exchange.setVariable("result", Json.write(result));
            }
        }
    }

    /** Variables {@code eventId, eventType, eventData} of the operation's present move. */
    public void operationEvent(Exchange exchange) {
        var to = exchange.getVariable("to", String.class);
        var data = about(exchange);
        if (exchange.getVariable("resultIccid") != null) {
            data.putIfAbsent("iccid", exchange.getVariable("resultIccid"));
        }
        data.put("state", to);
        put(data, "note", exchange.getVariable("note"));
        put(data, "waitingFor", exchange.getVariable("waitingFor"));
        put(data, "status", json(exchange, "status"));
        put(data, "result", json(exchange, "result"));
        exchange.setVariable("eventId", UuidV7.next());
        exchange.setVariable("eventType", "rsp.operation." + to.toLowerCase(Locale.ROOT).replace('_', '-'));
        exchange.setVariable("eventData", Json.write(data));
    }

    // What every event of an operation says of it.
    private static Map<String, Object> about(Exchange exchange) {
        var data = new LinkedHashMap<String, Object>();
        for (var field : new String[] {"operationId", "function", "interface", "peer", "eid", "iccid", "clientReference"}) {
            put(data, field, exchange.getVariable(field));
        }
        return data;
    }

    /**
     * Variable {@code nextIn} (s): when to send again, doubling and jittered, not before the peer's {@code retryIn}; absent when
     * the attempts are spent or the deadline has passed.
     */
    public void retry(Exchange exchange) {
        var operations = settings.operations();
        int attempt = exchange.getVariable("attempt", Integer.class) - exchange.getVariable("stepAttempts", 0, Integer.class);
        exchange.removeVariable("nextIn");
        if (attempt >= operations.maxAttempts() || "true".equals(exchange.getVariable("deadlinePassed"))) {
            return;
        }
        double wait = Math.min(operations.retryDelay().toMillis() * Math.pow(2, Math.max(0, attempt - 1)), operations.maxRetryDelay().toMillis()) / 1000;
        wait *= 0.75 + ThreadLocalRandom.current().nextDouble(0.5);
        var asked = exchange.getVariable("retryIn", Integer.class);
        exchange.setVariable("nextIn", asked == null ? wait : Math.max(wait, asked));
    }

    /** Seconds of a duration setting: in-doubt-for, lease, orphan-for and the like, by its variable's name. */
    public long seconds(String setting) {
        return duration(setting).toSeconds();
    }

    private Duration duration(String setting) {
        return switch (setting) {
            case "operations.lease" -> settings.operations().lease();
            case "operations.in-doubt-for" -> settings.operations().inDoubtFor();
            case "operations.validity" -> settings.operations().validity();
            case "reconciliation.every" -> settings.reconciliation().every();
            case "callbacks.lease" -> settings.callbacks().lease();
            case "callbacks.orphan-for" -> settings.callbacks().orphanFor();
            case "bulk.lease" -> settings.bulk().lease();
            case "retention.bulk-jobs" -> settings.retention().bulkJobs();
            case "delivery.lease" -> settings.delivery().lease();
            case "delivery.first" -> settings.delivery().schedule().get(0);
            case "retention.operations" -> settings.retention().operations();
            case "retention.events" -> settings.retention().events();
            case "retention.inbox" -> settings.retention().inbox();
            case "retention.idempotency" -> settings.retention().idempotency();
            case "retention.dead-letters" -> settings.retention().deadLetters();
            default -> throw new IllegalArgumentException("no such duration: " + setting);
        };
    }

    /**
     * The notification of a SM-DP+ in variable {@code raw}, of variable {@code kind}: {@code iccid, orderKey, notifiedEid, observedAt, what,
     * profileState, device, proves, eventId, eventType, eventData}.
     */
    public void notification(Exchange exchange) {
        // A peer that has left the configuration meanwhile still meant what SGP.22 says.
        var peer = settings.peers().get(exchange.getVariable("peer", String.class));
        var raw = exchange.getVariable("raw", String.class);
        var notification = peer == null ? Es2Plus.notification(raw, Es2Plus.POINTS)
                : Es2Plus.notification(raw, Es2PlusDialects.notificationNames(settings.dialectOf(peer)),
                        Es2PlusDialects.reading(settings.dialectOf(peer)));
        boolean deviceChange = "handleDeviceChangeRequest".equals(exchange.getVariable("kind"));
        var what = deviceChange ? "device-change-requested" : notification.name() == null ? "unmapped" : notification.name();
        var data = new LinkedHashMap<String, Object>();
        data.put("iccid", notification.iccid());
        put(data, "eid", notification.eid());
        put(data, "peer", exchange.getVariable("peer"));
        put(data, "profileType", notification.profileType());
        put(data, "timestamp", notification.at() == null ? null : notification.at().toString());
        put(data, "notificationPointId", number(notification.point()));
        if (!notification.status().isEmpty()) {
            data.put("status", notification.status());
        }
        data.putAll(notification.device());
        put(data, "resultData", notification.resultData());
        if (deviceChange || notification.name() == null) {
            data.put("raw", raw);
        }
        exchange.setVariable("iccid", notification.iccid());
        exchange.setVariable("orderKey", notification.iccid());
        exchange.setVariable("notifiedEid", Identifiers.isEid(notification.eid()) ? notification.eid() : null);
        exchange.setVariable("observedAt", Timestamp.from(observed(notification.at(),
                Timestamps.instant(exchange.getVariable("receivedAt")))));
        exchange.setVariable("what", what);
        exchange.setVariable("profileState", state(what));
        exchange.setVariable("device", notification.device());
        exchange.setVariable("proves", what.equals("downloaded") || what.equals("installed") || what.equals("enabled"));
        exchange.setVariable("eventId", UuidV7.next());
        exchange.setVariable("eventType", "rsp.profile." + what);
        exchange.setVariable("eventData", Json.write(data));
    }

    // By the peer's word; its clock may be wrong, but not far in the future. What has no time that can be read is
    // older than anything that has.
    private static Instant observed(Instant said, Instant received) {
        return said == null ? Instant.EPOCH : said.isAfter(received.plusSeconds(300)) ? received : said;
    }

    private static Object number(String point) {
        return point != null && point.matches("\\d{1,9}") ? Integer.valueOf(point) : point;
    }

    /** The state of a profile after an event (spec/es2plus.md 3 and 5.1), null when it says nothing of it. */
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

    /** Variable {@code profileState} after an executed call, as the peer reported it (variable {@code reportedState}) or as it must be; and {@code profileIccid}, whose profile it is. */
    public void orderedState(Exchange exchange) {
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        var iccid = exchange.getVariable("iccid", String.class);
        exchange.setVariable("profileIccid", iccid != null ? iccid : exchange.getVariable("resultIccid", String.class));
        var reported = exchange.getVariable("reportedState", String.class);
        exchange.setVariable("profileState", reported != null ? reported : switch (exchange.getVariable("calledFunction", String.class)) {
            case "downloadOrder" -> exchange.getVariable("eid") == null ? "Allocated" : "Linked";
            case "confirmOrder" -> parameters.path("releaseFlag").asBoolean(true) ? "Released" : "Confirmed";
            case "releaseProfile" -> "Released";
            default -> parameters.path("finalProfileStatusIndicator").asText("Available");
        });
    }

    private static JsonNode json(Exchange exchange, String variable) {
        var text = exchange.getVariable(variable, String.class);
        return text == null ? null : Json.read(text);
    }

    private static void put(Map<String, Object> data, String field, Object value) {
        if (value != null) {
            data.put(field, value);
        }
    }
}
