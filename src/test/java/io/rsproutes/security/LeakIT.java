package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.rsproutes.support.Api;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.FirstWall;
import io.rsproutes.support.Receiver;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nobody sees, orders or learns of what is another tenant's, by any way in; and again with the application's check switched off, where the database has its own. */
class LeakIT extends BundleIT {

    private static final List<String> ES4 = List.of("getEIS", "auditEIS", "enableProfile", "setFallBackAttribute");
    private static final List<String> ES2PLUS =
            List.of("downloadOrder", "confirmOrder", "cancelOrder", "releaseProfile");
    private static final Map<String, String> FIELDS = Map.of(
            "downloadOrder",
            "",
            "confirmOrder",
            ",\"releaseFlag\":true",
            "cancelOrder",
            ",\"finalProfileStatusIndicator\":\"Available\"",
            "releaseProfile",
            "");
    private static final String UNKNOWN_EID = "89049032000000000000000000000066";
    private static final String UNKNOWN_ICCID = "8947019999999999994";
    private static final String GLOBEX_EID = "89882119900000000000000000001654";

    /** EID and ICCID of an order, and what they are to whoever names them. */
    private record Target(String kind, String eid, String iccid) {}

    private final Receiver receiver = new Receiver();

    @AfterEach
    void close() {
        FirstWall.DOWN.set(false);
        receiver.close();
    }

    @Test
    void givenWhatIsNotTheTenants_thenNoWayInTellsOrDoesAnything() throws JMSException {
        matrix(true);
    }

    @Test
    void givenTheApplicationsCheckSwitchedOff_thenTheDatabaseStillLetsNothingThrough() throws JMSException {
        FirstWall.DOWN.set(true);
        matrix(false);
    }

    private void matrix(boolean ownToo) throws JMSException {
        var card = card();
        var theirs = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", theirs.eid());
        jdbc.update("update inventory set tenant = 'globex' where eid = ?", theirs.eid());
        int cells = 0;
        for (boolean first : new boolean[] {true, false}) {
            var own = first ? card : theirs;
            var foreign = first ? theirs : card;
            var api = first ? acme : globex;
            var customer = first
                    ? new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES)
                    : new Customer(GATEWAY, "globex", "1.3.6.1.4.1.50000", CERTIFICATES);
            var targets = List.of(
                    new Target("foreign", foreign.eid(), foreign.b()),
                    new Target("unknown", UNKNOWN_EID, UNKNOWN_ICCID),
                    new Target("mismatched", own.eid(), foreign.b()),
                    new Target("mismatched", foreign.eid(), own.b()));
            for (var function : concat(ES4, ES2PLUS)) {
                boolean es4 = ES4.contains(function);
                var shapes = new LinkedHashMap<String, String>();
                for (var target : targets) {
                    if (function.equals("getEIS") && target.eid().equals(own.eid())) {
                        continue;
                    }
                    var iccid = function.equals("getEIS") ? null : target.iccid();
                    var rest = api.post(
                            "/rsp/v1/operations",
                            command(function, es4 || !target.kind().equals("foreign") ? target.eid() : null, iccid));
                    assertThat(rest.status())
                            .as(function + " " + target + rest.text())
                            .isEqualTo(403);
                    shapes.merge("rest", shape(rest.text()), LeakIT::same);
                    cells++;
                    if (es4) {
                        var answer = customer.es4(
                                function, UUID.randomUUID().toString(), target.eid(), iccid, receiver.url());
                        shapes.merge("es4", answer.statusCode() + shape(answer.body()), LeakIT::same);
                        cells++;
                    } else if (!target.iccid().equals(own.b())) {
                        var answer = customer.es2plus(
                                function,
                                UUID.randomUUID().toString(),
                                "\"iccid\":\"" + target.iccid() + "\"" + FIELDS.get(function));
                        assertThat(answer.body()).contains("Failed");
                        shapes.merge("es2plus", answer.statusCode() + shape(answer.body()), LeakIT::same);
                        cells++;
                    }
                    // What the database refuses over JMS is tried three times: one function is enough of that.
                    if (function.equals("enableProfile") || ownToo && function.equals("releaseProfile")) {
                        shapes.merge(
                                "jms",
                                shape(jms(first ? "acme" : "globex", command(function, target.eid(), iccid))),
                                LeakIT::same);
                        cells++;
                    }
                }
            }
            cells += bulk(api, own, targets);
            cells += faces(api, targets);
            cells += reading(api, first ? "acme" : "globex", own, foreign);
        }
        assertThat(nobody.get("/simulator/smdp/calls").text())
                .doesNotContain(card.b())
                .doesNotContain(theirs.b());
        for (var one : List.of(card, theirs)) {
            assertThat(nobody.get("/simulator/smsr/calls").text()).doesNotContain(one.eid());
            assertThat(jdbc.queryForObject(
                            "select count(*) from operation where (eid = ? or iccid in (?, ?)) and state <> 'REFUSED'",
                            Long.class,
                            one.eid(),
                            one.a(),
                            one.b()))
                    .isZero();
        }
        // Whom refusals were told by callback: nothing of others in them.
        receiver.got.forEach(got ->
                assertThat(got.body()).contains("8.1.1").doesNotContain("acme").doesNotContain("globex"));
        System.out.println(
                "Leak matrix" + (ownToo ? "" : ", application check off") + ": " + cells + " cells, 0 leaks");
        if (ownToo) {
            var answer = acme.order(command("enableProfile", card.eid(), card.b()));
            assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        }
    }

    // The same in a file: every line is rejected, in the same words.
    private int bulk(Api api, Card own, List<Target> targets) {
        var text = new StringBuilder("ref,function,eid,iccid\n");
        int lines = 0;
        for (var function : concat(ES4, ES2PLUS)) {
            for (var target : targets) {
                if (!(function.equals("getEIS") && target.eid().equals(own.eid()))
                        && !(ES2PLUS.contains(function) && target.iccid().equals(own.b()))) {
                    text.append(++lines)
                            .append(',')
                            .append(function)
                            .append(',')
                            .append(ES4.contains(function) ? target.eid() : "")
                            .append(',')
                            .append(function.equals("getEIS") ? "" : target.iccid())
                            .append('\n');
                }
            }
        }
        var id = api.post("/rsp/v1/bulk-jobs", text.toString(), "Content-Type", "text/csv")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get("/rsp/v1/bulk-jobs/" + id).json().has("finishedAt"));
        var job = api.get("/rsp/v1/bulk-jobs/" + id).json();
        assertThat(job.path("rejected").asInt()).as(job.toString()).isEqualTo(lines);
        var reasons = api.get("/rsp/v1/bulk-jobs/" + id + "/rejects")
                .text()
                .lines()
                .skip(1)
                .filter(line -> !line.contains("stands further up"))
                .map(line -> line.replaceAll("[0-9]+", ""))
                .toList();
        for (var function : concat(ES4, ES2PLUS)) {
            assertThat(reasons.stream()
                            .filter(line -> line.contains("," + function + ","))
                            .distinct())
                    .as(function)
                    .hasSize(1);
        }
        return lines;
    }

    // TM Forum and CAMARA: refused in the same words, whatever it is that is not the tenant's.
    private int faces(Api api, List<Target> targets) {
        int cells = 0;
        var shapes = new LinkedHashMap<String, String>();
        for (var target : targets) {
            var camara = api.post(
                    "/esim-profile-management/v0/enable",
                    "{\"esimProfile\":{\"eid\":\"" + target.eid() + "\",\"iccid\":\"" + target.iccid() + "\"}}");
            assertThat(camara.status()).as(target + camara.text()).isEqualTo(403);
            shapes.merge("camara", shape(camara.text()), LeakIT::same);
            var characteristics =
                    "\"serviceCharacteristic\":[{\"name\":\"operation\",\"value\":\"enableProfile\"},{\"name\":\"eid\",\"value\":\""
                            + target.eid() + "\"},{\"name\":\"iccid\",\"value\":\"" + target.iccid() + "\"}]";
            var service = api.post(
                    "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                    "{\"state\":\"active\",\"serviceSpecification\":{}," + characteristics + "}");
            assertThat(service.status()).as(target + service.text()).isEqualTo(403);
            shapes.merge("tmf640", shape(service.text()), LeakIT::same);
            var id = api.post(
                            "/tmf-api/serviceOrdering/v4/serviceOrder",
                            "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"modify\",\"service\":{" + characteristics
                                    + "}}]}")
                    .id();
            await().atMost(Duration.ofSeconds(60)).until(() -> api.get("/tmf-api/serviceOrdering/v4/serviceOrder/" + id)
                    .json()
                    .has("completionDate"));
            var item = api.get("/tmf-api/serviceOrdering/v4/serviceOrder/" + id)
                    .json()
                    .at("/serviceOrderItem/0");
            assertThat(item.path("state").asText()).as(item.toString()).isEqualTo("rejected");
            shapes.merge("tmf641", item.path("errorMessage").toString(), LeakIT::same);
            cells += 3;
        }
        return cells;
    }

    // What a tenant may read: nothing of another's, and the same words for it as for what is not there.
    private int reading(Api api, String tenant, Card own, Card foreign) {
        var other = tenant.equals("acme") ? "globex" : "acme";
        int cells = 0;
        for (var pair : List.of(
                new String[] {"/rsp/v1/euiccs/" + foreign.eid(), "/rsp/v1/euiccs/" + UNKNOWN_EID},
                new String[] {"/rsp/v1/profiles/" + foreign.b(), "/rsp/v1/profiles/" + UNKNOWN_ICCID},
                new String[] {
                    "/tmf-api/resourceInventoryManagement/v4/resource/" + foreign.b(),
                    "/tmf-api/resourceInventoryManagement/v4/resource/" + UNKNOWN_ICCID
                },
                new String[] {
                    "/tmf-api/ServiceActivationAndConfiguration/v4/service/" + foreign.b(),
                    "/tmf-api/ServiceActivationAndConfiguration/v4/service/" + UNKNOWN_ICCID
                })) {
            assertThat(api.get(pair[0]).status()).as(pair[0]).isEqualTo(404);
            assertThat(api.get(pair[0]).text()).isEqualTo(api.get(pair[1]).text());
            cells++;
        }
        for (var list : List.of(
                "/rsp/v1/operations?limit=1000&state=SUCCEEDED",
                "/rsp/v1/operations?limit=1000&state=REFUSED",
                "/rsp/v1/operations?limit=1000&eid=" + foreign.eid(),
                "/rsp/v1/events?limit=1000&subject=" + foreign.eid(),
                "/rsp/v1/dead-letters?limit=1000",
                "/rsp/v1/subscriptions")) {
            for (var item : api.get(list).json().path("items")) {
                assertThat(item.toString())
                        .as(list)
                        .doesNotContain("\"tenant\":\"" + other + "\"")
                        .doesNotContain("/tenants/" + other);
                cells++;
            }
        }
        for (var id : jdbc.queryForList(
                "select id from operation where tenant = ? order by id desc limit 5", String.class, other)) {
            assertThat(api.get("/rsp/v1/operations/" + id).status()).isEqualTo(404);
            cells++;
        }
        for (var report : List.of(
                "/rsp/v1/reports/profiles",
                "/rsp/v1/reports/operations",
                "/tmf-api/resourceInventoryManagement/v4/resource?limit=1000")) {
            assertThat(api.get(report).text())
                    .as(report)
                    .doesNotContain("\"tenant\":\"" + other + "\"")
                    .doesNotContain(foreign.a());
            cells++;
        }
        for (var id : jdbc.queryForList(
                "select id from dead_letter where tenant = ? order by id desc limit 5", String.class, other)) {
            assertThat(api.get("/rsp/v1/dead-letters/" + id).status()).isEqualTo(404);
            assertThat(api.delete("/rsp/v1/dead-letters/" + id).status()).isEqualTo(404);
            cells += 2;
        }
        return cells;
    }

    private static List<String> concat(List<String> one, List<String> other) {
        var all = new ArrayList<>(one);
        all.addAll(other);
        return all;
    }

    private static String command(String function, String eid, String iccid) {
        return "{\"function\":\"" + function + "\"" + (eid == null ? "" : ",\"eid\":\"" + eid + "\"")
                + (iccid == null ? "" : ",\"iccid\":\"" + iccid + "\"") + "}";
    }

    private static String same(String one, String other) {
        assertThat(other).isEqualTo(one);
        return one;
    }

    // Without what differs from call to call: ids and times.
    private static String shape(String answer) {
        return answer.replaceAll("<wsa:(MessageID|RelatesTo)>[^<]*", "")
                .replaceAll("20\\d\\d-[0-9T:.-]*Z", "")
                .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "")
                .replaceAll("\"(eid|iccid)\":\"[0-9]+\",?", "");
    }

    private String jms(String tenant, String command) throws JMSException {
        try (var connection = new ActiveMQConnectionFactory(broker.url()).createConnection("orders", "orders")) {
            connection.start();
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            var message = session.createTextMessage(command);
            var replyTo = session.createTemporaryQueue();
            message.setStringProperty("rspTenant", tenant);
            message.setJMSReplyTo(replyTo);
            session.createProducer(session.createQueue("rsp.commands")).send(message);
            var consumer = session.createConsumer(replyTo);
            var reply = new TextMessage[1];
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> (reply[0] = (TextMessage) consumer.receive(1_000)) != null);
            return reply[0].getText();
        }
    }
}
