package io.rsproutes.operation;

import static java.util.Map.entry;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

import io.rsproutes.common.Identifiers;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Eids;
import io.rsproutes.support.Soap;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/** All that is written about an eUICC and the profiles on it, each as the routes do it, in the caller's thread. */
abstract class CardWorks extends BundleIT {

    private static final String SMSR = "smsr-stub";
    private static final String HOUR_AGO = "current_timestamp - interval '1 hour'";
    private static int cards;

    /** globex's eUICC: {@code a} is globex's, {@code b} acme's, which lets globex know, {@code c} hooli's. */
    record Stage(String eid, String a, String b, String c) {}

    /** What is done, and under which key an event tells of it (none: nothing does). */
    record Work(Function<Stage, Throwable> run, Function<Stage, String> subject) {}

    final Map<String, Work> works = Map.ofEntries(
            entry("answer", new Work(this::answer, Stage::eid)),
            entry("result", new Work(this::result, Stage::eid)),
            entry("fall-back attribute", new Work(this::fallBack, Stage::c)),
            entry("notification of the fall-back attribute", new Work(this::fallBackNotified, Stage::c)),
            entry("late refusal", new Work(this::lateRefusal, Stage::eid)),
            entry("notification", new Work(stage -> notified(stage, stage.a()), Stage::eid)),
            entry("notification for another tenant", new Work(stage -> notified(stage, stage.c()), Stage::c)),
            entry("notification for both tenants", new Work(stage -> notified(stage, stage.b()), Stage::b)),
            entry("audit", new Work(this::audited, Stage::c)),
            entry("change of the SM-SR", new Work(this::changed, Stage::c)),
            entry("SM-DP+ order", new Work(this::ordered, Stage::b)),
            entry("device", new Work(this::device, Stage::b)),
            entry("load", new Work(this::loaded, null)),
            entry("load that moves orders", new Work(this::movedByLoad, null)));

    Stage stage() {
        int n = ++cards;
        var eid = Eids.eid(String.format("8904903212345123451239%08d", n));
        var stage = new Stage(eid, iccid(3 * n), iccid(3 * n + 1), iccid(3 * n + 2));
        jdbc.update("insert into euicc (eid, tenant, peer) values (?, 'globex', ?)", eid, SMSR);
        owned(stage.a(), "globex", eid);
        owned(stage.b(), "acme", eid);
        owned(stage.c(), "hooli", eid);
        for (var key : List.of(eid, stage.a(), stage.b(), stage.c())) {
            jdbc.update("insert into order_key (order_key, sequence) values (?, 0)", key);
        }
        // In another order than anybody would take them in.
        for (var iccid : List.of(stage.c(), stage.a(), stage.b())) {
            fact(iccid, "state", iccid.equals(stage.a()) ? "Enabled" : "Disabled", eid, "handleNotification");
            fact(iccid, "fallback", String.valueOf(iccid.equals(stage.c())), eid, "auditEIS");
        }
        fact(eid, "smsrId", "1.3.6.1.4.1.23", eid, "auditEIS");
        jdbc.update("update fact set operation_id = ? where eid = ? and name = 'state'", ended(stage), eid);
        return stage;
    }

    /** The order that made the profiles what they are. */
    private static String ended(Stage stage) {
        return UUID.nameUUIDFromBytes(stage.eid().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static String iccid(int n) {
        return Identifiers.canonicalIccid(String.format("894709%012d", n));
    }

    private void owned(String iccid, String tenant, String eid) {
        jdbc.update("insert into inventory (iccid, tenant, eid) values (?, ?, ?)", iccid, tenant, eid);
    }

    private void fact(String subject, String name, String content, String eid, String source) {
        jdbc.update(
                "insert into fact (subject, name, content, eid, source, peer, observed_at, recorded_at, tenant)"
                        + " values (?, ?, ?, ?, ?, ?, " + HOUR_AGO + ", " + HOUR_AGO + ", rsp_owner(?, ?))",
                subject,
                name,
                content,
                eid,
                source,
                SMSR,
                subject,
                eid);
    }

    private Exchange exchange(Map<String, Object> variables) {
        var exchange = new DefaultExchange(camel);
        variables.forEach(exchange::setVariable);
        return exchange;
    }

    private Throwable send(String route, Exchange exchange) {
        return camel.createProducerTemplate().send("direct:" + route, exchange).getException();
    }

    private static Timestamp now() {
        return Timestamp.from(Instant.now());
    }

    /** An order whose call, of the same id, has left. */
    private String operation(String face, String function, String peer, String eid, String iccid, String state) {
        return operation(UUID.randomUUID().toString(), face, function, peer, eid, iccid, state);
    }

    private String operation(
            String id, String face, String function, String peer, String eid, String iccid, String state) {
        boolean over = state.equals("SUCCEEDED");
        jdbc.update(
                "insert into operation (id, tenant, function, interface, peer, eid, iccid, order_key, parameters, state,"
                        + " attempts, validity, created_at, deadline, finished_at) values (?, ?, ?, ?, ?, ?, ?, ?, '{}',"
                        + " ?, 1, 60,"
                        + " current_timestamp, current_timestamp + interval '1 hour', case when ? then " + HOUR_AGO
                        + " end)",
                id,
                eid == null ? "acme" : "globex",
                function,
                face,
                peer,
                eid,
                iccid,
                eid == null ? iccid : eid,
                state,
                over);
        called(id, id, function, peer, eid, iccid, "order");
        return id;
    }

    private void called(
            String id, String operation, String function, String peer, String eid, String iccid, String why) {
        jdbc.update(
                "insert into call (id, operation_id, tenant, attempt, peer, function, purpose, call_id, message_id, eid,"
                        + " iccid, started_at) values (?, ?, 'globex', 1, ?, ?, ?, ?, ?, ?, ?, current_timestamp)",
                id,
                operation,
                peer,
                function,
                why,
                id,
                id,
                eid,
                iccid);
    }

    private Throwable answered(String operation) {
        var exchange = exchange(Map.of("operationId", operation, "sendingId", operation));
        send("core-operation-load", exchange);
        Map.of("outcome", "done", "detail", "", "httpStatus", 200, "status", "{}", "observedAt", now())
                .forEach(exchange::setVariable);
        return send("core-outcome", exchange);
    }

    private Throwable answer(Stage stage) {
        return answered(operation("es4", "enableProfile", SMSR, stage.eid(), stage.a(), "SENDING"));
    }

    private Throwable ordered(Stage stage) {
        return answered(operation("es2plus", "downloadOrder", "smdp-demo", null, stage.b(), "SENDING"));
    }

    private Throwable result(Stage stage) {
        var id = operation("es4", "enableProfile", SMSR, stage.eid(), stage.a(), "WAITING");
        return responded(stage, id, "EnableProfile", "EXECUTED_SUCCESS");
    }

    private Throwable responded(Stage stage, String operation, String function, String status) {
        return message(
                "core-result",
                "ES4-" + function + "Response",
                SMSR,
                stage.eid(),
                null,
                Soap.envelope(Soap.relatesTo(operation), Soap.response(function, status)));
    }

    /** {@code c} loses it. */
    private Throwable fallBack(Stage stage) {
        var id = operation("es4", "setFallBackAttribute", SMSR, stage.eid(), stage.a(), "WAITING");
        return responded(stage, id, "SetFallBackAttribute", "EXECUTED_SUCCESS");
    }

    /** The same, and it settles the order in doubt. */
    private Throwable fallBackNotified(Stage stage) {
        operation("es4", "setFallBackAttribute", SMSR, stage.eid(), stage.a(), "IN_DOUBT");
        return notified("HandleFallBackAttributeSet", stage, stage.a());
    }

    private Throwable lateRefusal(Stage stage) {
        boolean again = count("operation where id = ?", ended(stage)) > 0;
        var id = operation(
                again ? UUID.randomUUID().toString() : ended(stage),
                "es4",
                "enableProfile",
                SMSR,
                stage.eid(),
                stage.a(),
                "SUCCEEDED");
        return responded(stage, id, "EnableProfile", "FAILED");
    }

    private Throwable notified(Stage stage, String iccid) {
        return notified("HandleProfileEnabled", stage, iccid);
    }

    private Throwable notified(String name, Stage stage, String iccid) {
        var body = Soap.notification(name, stage.eid(), iccid, Instant.now().toString());
        return message(
                "core-notification", "ES4-" + name + "Notification", SMSR, stage.eid(), iccid, Soap.envelope("", body));
    }

    private Throwable changed(Stage stage) {
        return message(
                "core-notification",
                "ES4-HandleSMSRChangeNotification",
                SMSR,
                stage.eid(),
                null,
                Soap.envelope(
                        "",
                        Soap.smsrChange(
                                Soap.eis(stage.eid(), Soap.smsr("1.3.6.1.4.1.20")),
                                Instant.now().toString())));
    }

    private Throwable device(Stage stage) {
        return message(
                "core-es2plus-notification",
                "handleDownloadProgressInfo",
                "smdp-demo",
                stage.b(),
                stage.b(),
                """
                {"eid":null,"iccid":"%s","profileType":"x","timestamp":"%s","notificationPointId":4,
                 "notificationPointStatus":{"status":"Executed-Success"}}"""
                        .formatted(stage.b(), Instant.now()));
    }

    private Throwable message(String route, String kind, String peer, String key, String iccid, String raw) {
        var id = UUID.randomUUID().toString();
        jdbc.update(
                "insert into inbox (id, peer, kind, dedupe_key, order_key, iccid, raw, state, duplicates, attempts,"
                        + " received_at, next_at) values (?, ?, ?, ?, ?, ?, ?, 'RECEIVED', 0, 1, current_timestamp,"
                        + " current_timestamp + interval '1 hour')",
                id,
                peer,
                kind,
                "locks-" + id,
                key,
                iccid,
                raw);
        var variables = new HashMap<String, Object>(
                Map.of("inboxId", id, "peer", peer, "kind", kind, "raw", raw, "state", "RECEIVED", "attempts", 1));
        variables.putAll(Map.of("receivedAt", now(), "lease", 60, "tooOld", false, "moved", false));
        if (iccid != null) {
            variables.put("iccid", iccid);
        }
        return send(route, exchange(variables));
    }

    /** The card is not as it was known: {@code c} is gone, {@code b} is enabled. */
    private Throwable audited(Stage stage) {
        var id = UUID.randomUUID().toString();
        called(id, null, "auditEIS", SMSR, stage.eid(), null, "periodic");
        var result =
                """
                {"eid":"%s","smsrId":"1.3.6.1.4.1.23","profiles":[
                  {"iccid":"%s","state":"Disabled","fallback":true},{"iccid":"%s","state":"Enabled","fallback":false}]}"""
                        .formatted(stage.eid(), stage.a(), stage.b());
        var exchange = exchange(Map.of(
                "eid", stage.eid(), "peer", SMSR, "sendingId", id, "calledFunction", "auditEIS", "outcome", "done"));
        Map.of("result", result, "observedAt", now(), "detail", "", "httpStatus", 200, "interface", "es4")
                .forEach(exchange::setVariable);
        return send("core-reconcile-answer", exchange);
    }

    /** The operator moves the eUICC and a profile on it to acme. */
    private Throwable loaded(Stage stage) {
        return load("tenant,eid,iccid\nacme," + stage.eid() + "," + stage.c() + "\n");
    }

    /** The same to another SM-SR, where an order in doubt goes, too. */
    private Throwable movedByLoad(Stage stage) {
        operation("es4", "setFallBackAttribute", SMSR, stage.eid(), stage.b(), "IN_DOUBT");
        return load("tenant,eid,iccid,peer\nacme," + stage.eid() + "," + stage.c() + ",smsr-demo\n");
    }

    private Throwable load(String csv) {
        var answer = operator.post("/rsp/v1/inventory", csv, "Content-Type", "text/csv");
        return answer.json().path("loaded").asInt() == 1 ? null : new AssertionError(answer.text());
    }
}
