package io.rsproutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.config.Settings;
import io.rsproutes.southbound.PeerBreakers;
import io.rsproutes.support.Api.Answer;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What tests of the shared bundle set up and look at again and again: cards, profiles, orders, and the simulated
 * peers.
 */
public abstract class BundleScenarios {

    protected static final String EID = "89049032123451234512345678901235";
    protected static final String FOREIGN_ICCID = "8901000000000000019";
    static final int PORT = Ports.free();
    protected static final String BASE = "http://127.0.0.1:" + PORT;
    private static final AtomicInteger CARDS = new AtomicInteger();

    protected final Api acme = new Api(BASE, "demo-acme");
    protected final Api globex = new Api(BASE, "demo-globex");
    protected final Api operator = new Api(BASE, "demo-operator");
    protected final Api nobody = new Api(BASE, null);

    @Autowired
    protected CamelContext camel;

    @Autowired
    protected JdbcTemplate jdbc;

    @Autowired
    private Settings settings;

    @Autowired
    protected PeerBreakers breakers;

    static {
        Scan.begin();
    }

    @AfterEach
    void nothingIsPrintedInClear() {
        Scan.read("metrics", nobody.get("/actuator/prometheus").text());
        assertThat(Scan.found()).isEmpty();
    }

    @BeforeEach
    void started() {
        await().atMost(Duration.ofSeconds(30)).until(camel::isStarted);
        nobody.put("/simulator/smdp/faults", "{}");
        nobody.put("/simulator/smsr/faults", "{}");
        // What a test before did to a peer is not this one's.
        settings.peers().keySet().forEach(peer -> breakers.of(peer).reset());
    }

    /** An eUICC of acme's with two profiles: {@code a} enabled, with the fall-back attribute, {@code b} disabled. */
    protected record Card(String eid, String a, String b) {}

    /** A fresh eUICC, in the inventory and at the simulated SM-SR. */
    protected Card card() {
        return card(
                """
                {"profiles":[{"iccid":"%s","state":"Enabled","fallback":true},
                             {"iccid":"%s","state":"Disabled","fallback":false}]}""");
    }

    /** The same with the simulator's document given, %s for the two ICCIDs; null: only in the inventory. */
    protected Card card(String document) {
        int n = CARDS.incrementAndGet();
        var eid = Eids.eid(String.format("8904903212345123451234568%05d", n));
        var card = new Card(eid, iccid(2 * n), iccid(2 * n + 1));
        jdbc.update("insert into euicc (eid, tenant, peer) values (?, 'acme', 'smsr-demo')", eid);
        for (var iccid : new String[] {card.a(), card.b()}) {
            jdbc.update("insert into inventory (iccid, tenant, eid) values (?, 'acme', ?)", iccid, eid);
        }
        if (document != null) {
            assertThat(nobody.put("/simulator/smsr/euiccs/" + eid, String.format(document, card.a(), card.b()))
                            .status())
                    .isEqualTo(200);
        }
        return card;
    }

    /** A fresh eUICC at this SM-SR whose {@code b} is another vendor's, whose ICCIDs begin with these seven digits. */
    protected Card cardAt(String smsr, String vendor) {
        var card = card();
        var b = Identifiers.canonicalIccid(String.format("%s%011d", vendor, CARDS.incrementAndGet()));
        var document = nobody.get("/simulator/smsr/euiccs/" + card.eid()).text();
        nobody.put("/simulator/smsr/euiccs/" + card.eid(), document.replace(card.b(), b));
        jdbc.update("update inventory set iccid = ? where iccid = ?", b, card.b());
        jdbc.update("update euicc set peer = ? where eid = ?", smsr, card.eid());
        return new Card(card.eid(), card.a(), b);
    }

    /** The wsa:From of the last call for this eUICC that reached the simulated SM-SR. */
    protected String senderOfLastCall(Card card) {
        return played("smsr")
                .filter(call -> call.path("eid").asText().equals(card.eid()))
                .map(call -> call.path("from").asText())
                .reduce("", (earlier, last) -> last);
    }

    private static String iccid(int n) {
        return Identifiers.canonicalIccid(String.format("894702%012d", n));
    }

    /** One on which this function of ES4 can be executed for the profile {@code b}. */
    protected Card cardFor(String function) {
        var card = card(Es4Orders.card(function));
        if (function.equals("smsrChange")) {
            prepared(card);
        }
        return card;
    }

    /** The SM-SR that the eUICC is to go to (smsr-next) was asked, and takes it. */
    protected void prepared(Card card) {
        succeeds(order("prepareSMSRChange", card, null, Es4Orders.members("prepareSMSRChange")));
    }

    /** What is on the card is known. */
    protected void audited(Card card) {
        succeeds(order("auditEIS", card, null, ""));
    }

    private void succeeds(String order) {
        var answer = acme.order(order);
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
    }

    /** A profile as it really is on the simulated card; missing, if it is not there. */
    protected JsonNode profileOn(Card card, String iccid) {
        for (var profile :
                nobody.get("/simulator/smsr/euiccs/" + card.eid()).json().path("profiles")) {
            if (profile.path("iccid").asText().equals(iccid)) {
                return profile;
            }
        }
        return MissingNode.getInstance();
    }

    /** Its state there. */
    protected String onCard(Card card, String iccid) {
        return profileOn(card, iccid).path("state").asText(null);
    }

    protected void smsr(String faults) {
        assertThat(nobody.put("/simulator/smsr/faults", faults).status())
                .as(faults)
                .isEqualTo(200);
    }

    /** Calls of a function for this eUICC that took effect at the simulated SM-SR. */
    protected long executed(Card card, String function) {
        return calls("smsr", call -> call.path("eid").asText().equals(card.eid()) && tookEffect(call, function));
    }

    /** Calls of a function for this eUICC that reached the simulated SM-SR, executed or not. */
    protected long called(Card card, String function) {
        return calls(
                "smsr",
                call -> call.path("eid").asText().equals(card.eid())
                        && call.path("function").asText().equals(function));
    }

    private static boolean tookEffect(JsonNode call, String function) {
        return call.path("function").asText().equals(function)
                && call.path("executed").asBoolean();
    }

    private long calls(String simulator, Predicate<JsonNode> which) {
        return played(simulator).filter(which).count();
    }

    private Stream<JsonNode> played(String simulator) {
        var calls = nobody.get("/simulator/" + simulator + "/calls").json().path("items");
        return StreamSupport.stream(calls.spliterator(), false);
    }

    protected static String order(String function, Card card, String iccid, String more) {
        return "{\"function\":\"" + function + "\",\"eid\":\"" + card.eid() + "\""
                + (iccid == null ? "" : ",\"iccid\":\"" + iccid + "\"") + more + "}";
    }

    protected Answer operation(String id) {
        return acme.get("/rsp/v1/operations/" + id);
    }

    protected void settles(String id, String state) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(operation(id).state())
                        .as(operation(id).text())
                        .isEqualTo(state));
    }

    /** Rows, such as {@code count("event where subject = ?", iccid)}. */
    protected long count(String from, Object... arguments) {
        return jdbc.queryForObject("select count(*) from " + from, Long.class, arguments);
    }

    protected long events(String subject, String type) {
        return count("event where subject = ? and type = ?", subject, type);
    }

    /** A fresh ICCID of acme's, which no server knows yet. */
    protected String owned() {
        var iccid = Identifiers.canonicalIccid(String.format("89470310%010d", CARDS.incrementAndGet()));
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'acme')", iccid);
        return iccid;
    }

    /**
     * A profile ordered by type at the simulator as this peer, as far as the function: downloadOrder, or
     * confirmOrder; its ICCID.
     */
    protected String orderedAt(String peer, String as) {
        var answer = acme.order(Order.of("downloadOrder").peer(peer).with("profileType", "P9054-1"));
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        var iccid = answer.json().path("iccid").asText();
        if (as.equals("confirmOrder")) {
            assertThat(acme.order(Order.of("confirmOrder").iccid(iccid)).state())
                    .isEqualTo("SUCCEEDED");
        }
        return iccid;
    }

    /** The state of a profile at its SM-DP+, as we know it. */
    protected String known(String iccid) {
        return jdbc.queryForObject("select state from profile where iccid = ?", String.class, iccid);
    }

    /** Calls of a function for this ICCID that took effect at the simulated SM-DP+. */
    protected long effects(String iccid, String function) {
        return calls("smdp", call -> call.path("iccid").asText().startsWith(iccid) && tookEffect(call, function));
    }

    /** A profile of acme's that has just been ordered by type; its ICCID. */
    protected String ordered() {
        var answer = acme.order(Order.of("downloadOrder").with("profileType", "P9054-1"));
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        return answer.json().path("iccid").asText();
    }

    /** One that a device may download. */
    protected String released() {
        var iccid = ordered();
        var answer = acme.order(Order.of("confirmOrder").iccid(iccid));
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        return iccid;
    }

    /** Whether all events of this subject so far have gone to a queue or the topic of our own broker. */
    protected boolean relayed(String subscription, String subject) {
        return count(
                        "event e join subscription s on s.id = ? where e.subject = ? and e.position > s.relayed_to",
                        subscription,
                        subject)
                == 0;
    }

    protected void play(String iccid, String outcome) {
        nobody.post("/simulator/smdp/profiles/" + iccid + "/download?outcome=" + outcome, "");
    }

    protected void faults(String faults) {
        assertThat(nobody.put("/simulator/smdp/faults", faults).status())
                .as(faults)
                .isEqualTo(200);
    }

    /**
     * The simulated SM-DP+ fails once at this function: {@code drop}, its answer is lost; {@code fail}, it was not
     * executed.
     */
    protected void fault(String what, String function) {
        faults("{\"%s\":1,\"of\":\"%s\"}".formatted(what, function));
    }

    /** Calls the simulated SM-DP+ worked on for this ICCID. */
    protected long calls(String iccid) {
        return calls("smdp", call -> call.path("iccid").asText().equals(iccid));
    }
}
