package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.rsproutes.support.Api;
import io.rsproutes.support.ArtemisServer;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Es4Orders;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * A tenant that orders what is not its own, by every way in; each must refuse, and in the same words whatever is wrong.
 * Cells are counted: a function, a target and a way in.
 *
 * @param own its own eUICC and a profile on it
 */
record LeakProbe(String tenant, Api api, Customer customer, Target own, List<Target> targets, String replyTo) {

    private static final List<String> CAMARA = List.of("enable", "disable", "delete", "set-fallback");
    static final List<String> ES2PLUS = List.of(
            "downloadOrder", "confirmOrder", "cancelOrder", "releaseProfile", "getProfileStatus", "recoverProfile");

    /** What few SM-DP+ have. */
    private static final Set<String> OF_IDEMIA = Set.of("getProfileStatus", "recoverProfile");

    private static final String STATUS = "\"profileStatus\":\"Available\"";
    private static final Map<String, String> FIELDS = Map.of(
            "confirmOrder",
            ",\"releaseFlag\":true",
            "cancelOrder",
            ",\"finalProfileStatusIndicator\":\"Available\"",
            "recoverProfile",
            "," + STATUS);

    /** EID and ICCID of an order, and what they are to whoever names them. */
    record Target(String kind, String eid, String iccid) {}

    /** The functions over REST, and through the gateway. */
    int orders(List<String> functions) {
        int cells = 0;
        for (var function : functions) {
            var shapes = new LinkedHashMap<String, String>();
            for (var target : targets) {
                if (ownedAsNamed(function, target)) {
                    continue;
                }
                var rest = api.post("/rsp/v1/operations", command(function, target));
                assertThat(rest.status())
                        .as(function + " " + target + rest.text())
                        .isEqualTo(403);
                shapes.merge("rest", shape(rest.text()), LeakProbe::same);
                cells++;
                if (Es4Orders.ES2.contains(function)) {
                    var answer =
                            customer.es2(function, id(), target.eid(), iccid(function, target), replyTo, Customer.SMSR);
                    assertThat(answer.body()).doesNotContain("smsr-", "smdp-");
                    shapes.merge("es2", answer.statusCode() + shape(answer.body()), LeakProbe::same);
                    cells++;
                }
                if (Es4Orders.ALL.contains(function)) {
                    var answer = customer.es4(function, id(), target.eid(), iccid(function, target), replyTo);
                    assertThat(answer.body()).doesNotContain("smsr-");
                    shapes.merge("es4", answer.statusCode() + shape(answer.body()), LeakProbe::same);
                    cells++;
                } else if (ES2PLUS.contains(function) && !target.iccid().equals(own.iccid())) {
                    var answer = customer.es2plus(function, id(), fields(function, target));
                    assertThat(answer.body()).contains("Failed");
                    shapes.merge("es2plus", answer.statusCode() + shape(answer.body()), LeakProbe::same);
                    cells++;
                }
            }
        }
        return cells;
    }

    /** The functions over JMS; all are sent before the first is answered, for one that fails is tried again. */
    int queued(Set<String> functions, ArtemisServer broker) throws JMSException {
        int cells = 0;
        try (var connection = new ActiveMQConnectionFactory(broker.url()).createConnection("orders", "orders")) {
            connection.start();
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            for (var function : functions) {
                var replies = new ArrayList<MessageConsumer>();
                for (var target : targets) {
                    if (!ownedAsNamed(function, target)) {
                        replies.add(send(session, command(function, target)));
                    }
                }
                var shapes = new LinkedHashMap<String, String>();
                for (var reply : replies) {
                    shapes.merge("jms", shape(received(reply)), LeakProbe::same);
                }
                cells += replies.size();
            }
        }
        return cells;
    }

    /** The functions in a file: every line is rejected, in the same words. */
    int bulk() {
        var text = new StringBuilder(
                "ref,function,eid,iccid,targetPeer,policyRules,newSubscriptionAddress,profileStatus\n");
        int lines = 0;
        var functions = Stream.concat(Es4Orders.ALL.stream(), ES2PLUS.stream()).toList();
        for (var function : functions) {
            for (var target : targets) {
                if (!ownedAsNamed(function, target)
                        && !(ES2PLUS.contains(function) && target.iccid().equals(own.iccid()))) {
                    text.append(++lines)
                            .append(',')
                            .append(function)
                            .append(',')
                            .append(ES2PLUS.contains(function) ? "" : target.eid())
                            .append(',')
                            .append(iccid(function, target) == null ? "" : target.iccid())
                            .append(',')
                            .append(Es4Orders.columns(function))
                            .append(function.equals("recoverProfile") ? ",Available" : ",")
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
        for (var function : functions) {
            assertThat(reasons.stream()
                            .filter(line -> line.contains("," + function + ","))
                            .distinct())
                    .as(function)
                    .hasSize(1);
        }
        return lines;
    }

    /** TM Forum and CAMARA. */
    int faces() {
        int cells = 0;
        var shapes = new LinkedHashMap<String, String>();
        for (var target : targets) {
            var profile = "{\"esimProfile\":{\"eid\":\"" + target.eid() + "\",\"iccid\":\"" + target.iccid() + "\"}}";
            for (var path : CAMARA) {
                var camara = api.post("/esim-profile-management/v0/" + path, profile);
                assertThat(camara.status()).as(path + target + camara.text()).isEqualTo(403);
                shapes.merge(path, shape(camara.text()), LeakProbe::same);
            }
            var status = api.post("/esim-profile-management/v0/retrieve-status", profile);
            assertThat(status.json().path("esimProfiles"))
                    .as(target + status.text())
                    .isEmpty();
            var characteristics =
                    "\"serviceCharacteristic\":[{\"name\":\"operation\",\"value\":\"enableProfile\"},{\"name\":\"eid\",\"value\":\""
                            + target.eid() + "\"},{\"name\":\"iccid\",\"value\":\"" + target.iccid() + "\"}]";
            var service = api.post(
                    "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                    "{\"state\":\"active\",\"serviceSpecification\":{}," + characteristics + "}");
            assertThat(service.status()).as(target + service.text()).isEqualTo(403);
            shapes.merge("tmf640", shape(service.text()), LeakProbe::same);
            shapes.merge("tmf641", ordered(characteristics), LeakProbe::same);
            cells += CAMARA.size() + 3;
        }
        return cells;
    }

    private String ordered(String characteristics) {
        var orders = "/tmf-api/serviceOrdering/v4/serviceOrder";
        var id = api.post(
                        orders,
                        "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"modify\",\"service\":{" + characteristics
                                + "}}]}")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.get(orders + "/" + id).json().has("completionDate"));
        var item = api.get(orders + "/" + id).json().at("/serviceOrderItem/0");
        assertThat(item.path("state").asText()).as(item.toString()).isEqualTo("rejected");
        return item.path("errorMessage").toString();
    }

    private boolean ownedAsNamed(String function, Target target) {
        return Es4Orders.WITHOUT_ICCID.contains(function) && target.eid().equals(own.eid());
    }

    private static String iccid(String function, Target target) {
        return Es4Orders.WITHOUT_ICCID.contains(function) ? null : target.iccid();
    }

    private static String command(String function, Target target) {
        // An order at a SM-DP+ need not name an eUICC.
        boolean eid = !ES2PLUS.contains(function) || !target.kind().equals("foreign");
        var iccid = iccid(function, target);
        return "{\"function\":\"" + function + "\"" + (eid ? ",\"eid\":\"" + target.eid() + "\"" : "")
                + (iccid == null ? "" : ",\"iccid\":\"" + iccid + "\"") + Es4Orders.members(function)
                + (function.equals("recoverProfile") ? ",\"parameters\":{" + STATUS + "}" : "")
                // At a peer that has the function, so that nothing but whose it is refuses it.
                + (OF_IDEMIA.contains(function) ? ",\"peer\":\"smdp-idemia\"" : "") + "}";
    }

    private static String fields(String function, Target target) {
        var iccid = "\"iccid\":\"" + target.iccid() + "\"";
        return function.equals("getProfileStatus")
                ? "\"iccidList\":[{" + iccid + "}]"
                : iccid + FIELDS.getOrDefault(function, "");
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    static String same(String one, String other) {
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

    private MessageConsumer send(Session session, String command) throws JMSException {
        var message = session.createTextMessage(command);
        var replyTo = session.createTemporaryQueue();
        message.setStringProperty("rspTenant", tenant);
        message.setJMSReplyTo(replyTo);
        session.createProducer(session.createQueue("rsp.commands")).send(message);
        return session.createConsumer(replyTo);
    }

    private static String received(MessageConsumer consumer) throws JMSException {
        var reply = (TextMessage) consumer.receive(60_000);
        assertThat(reply).as("a reply").isNotNull();
        return reply.getText();
    }
}
