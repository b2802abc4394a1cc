package io.rsproutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Eids;
import io.rsproutes.support.ProductionShape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulators on their own, called over mutual TLS by an instance in production's shape (docs/guides/simulator.md). */
class SimulatorsIT {

    private static final String EID = "89049032123451234512345678901235";
    private static final String A = "8988211000000000011";
    private static final String B = "8947010000123456784";
    /** Beside the guide's peers: one that answers status queries, and some of whom a side does not trust the other. */
    private static final Path PEERS = Path.of("src/test/resources/simulators/peers.yaml");

    private static final AtomicInteger CARDS = new AtomicInteger();
    private static ProductionShape shape;

    @BeforeAll
    static void start() throws IOException {
        shape = new ProductionShape();
        shape.certificates("strangers");
        shape.startSimulators();
        shape.write("config/peers.yaml", Files.readString(PEERS));
        shape.startInstance(
                "--rsp.peers.smsr-main.validity.min=1s",
                "--rsp.peers.smsr-main.grace=1s",
                "--rsp.operations.audit-delay=1s",
                "--rsp.operations.max-audit-delay=2s",
                "--rsp.operations.max-attempts=2",
                "--rsp.operations.retry-delay=200ms");
        owns(EID, A, B);
    }

    @AfterAll
    static void end() {
        shape.close();
    }

    @BeforeEach
    void reset() {
        shape.simulators.post("/simulator/smdp/reset", "");
        shape.simulators.post("/simulator/smsr/reset", "");
    }

    private static void owns(String eid, String... iccids) {
        var lines = Stream.of(iccids).map(iccid -> eid + "," + iccid + ",P9054-1,smsr-main\n");
        var loaded = shape.acme.post(
                "/rsp/v1/inventory",
                "eid,iccid,profileType,peer\n" + lines.collect(Collectors.joining()),
                "Content-Type",
                "text/csv");
        assertThat(loaded.json().path("loaded").asInt()).as(loaded.text()).isEqualTo(iccids.length);
    }

    private record Card(String eid, String a, String b) {
        String enable(String more) {
            return "{\"function\":\"enableProfile\",\"eid\":\"" + eid + "\",\"iccid\":\"" + b + "\"" + more + "}";
        }
    }

    /** A card of acme's at the simulated SM-SR: {@code a} enabled, {@code b} disabled. */
    private static Card card() {
        int n = CARDS.incrementAndGet();
        var card = new Card(
                Eids.eid(String.format("8904903212345123451234569%05d", n)),
                Identifiers.canonicalIccid(String.format("894702%012d", 2 * n)),
                Identifiers.canonicalIccid(String.format("894702%012d", 2 * n + 1)));
        owns(card.eid(), card.a(), card.b());
        shape.simulators.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + card.a() + "\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\""
                        + card.b() + "\",\"state\":\"Disabled\"}]}");
        return card;
    }

    private static String ordered(String peer) {
        var answer = shape.acme.order("{\"function\":\"downloadOrder\",\"peer\":\"" + peer
                + "\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        return answer.json().path("iccid").asText();
    }

    private static Answer settles(String id, String state) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        shape.acme.get("/rsp/v1/operations/" + id).state())
                .as(shape.acme.get("/rsp/v1/operations/" + id).text())
                .isEqualTo(state));
        return shape.acme.get("/rsp/v1/operations/" + id);
    }

    private static void told(String iccid, String type) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        shape.acme.get("/rsp/v1/events?limit=200&type=" + type).text())
                .contains(iccid));
    }

    private static int calls(String server) {
        return shape.simulators
                .get("/simulator/" + server + "/calls")
                .json()
                .path("items")
                .size();
    }

    @Test
    void givenAnOrder_whenTheDeviceDownloads_thenTheNotificationsComeBack() {
        var answer = shape.acme.order("{\"function\":\"orderProfile\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        var iccid = answer.json().path("iccid").asText();

        shape.simulators.post("/simulator/smdp/profiles/" + iccid + "/download?outcome=installed", "");

        told(iccid, "rsp.profile.downloaded");
        told(iccid, "rsp.profile.installed");
    }

    @Test
    void givenAnEnabling_thenItsResultComesBackToTheAddressOfTheCall() {
        var answer = shape.acme.order(card().enable(""));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        var call = shape.simulators.get("/simulator/smsr/calls").json().at("/items/0");
        assertThat(call.path("replyTo").asText())
                .startsWith("https://localhost:")
                .endsWith("/esim-messaging/3/ES4/ES4MnoService?EntityId=1.3.6.1.4.1.99999");
    }

    @Test
    void givenACardPlayedByHand_thenTheNotificationComesToTheConfiguredAddress() {
        var card = card();

        shape.simulators.post("/simulator/smsr/euiccs/" + card.eid() + "/profiles/" + card.b() + "/delete", "");

        told(card.b(), "rsp.profile.deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smdp-stranger", "smdp-distrusting"})
    void givenASmdpOfWhichOneSideTrustsTheOtherNot_thenNothingIsOrdered(String peer) {
        var answer = shape.acme.order("{\"function\":\"downloadOrder\",\"peer\":\"" + peer
                + "\",\"parameters\":{\"profileType\":\"P9054-1\"}}");

        isRefused(answer);
        assertThat(calls("smdp")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smsr-stranger", "smsr-distrusting"})
    void givenASmsrOfWhichOneSideTrustsTheOtherNot_thenNothingIsAsked(String peer) {
        var answer = shape.acme.order("{\"function\":\"getEIS\",\"eid\":\"" + card().eid() + "\",\"peer\":\"" + peer
                + "\",\"validityPeriod\":60}");

        isRefused(answer);
        assertThat(calls("smsr")).isZero();
    }

    // In TLS 1.3 a client may write before the server refuses its certificate. If it then learns no more than that the
    // connection has ended, it cannot know that the call was not read.
    private static void isRefused(Answer answer) {
        assertThat(answer.state()).as(answer.text()).isIn("FAILED", "IN_DOUBT");
        assertThat(answer.text())
                .contains(
                        answer.state().equals("FAILED") ? "TLS handshake failed" : "the call left but no answer came");
    }

    @Test
    void givenACallerOfAnotherAuthority_thenTheListenerDoesNotLetItIn() {
        assertThatThrownBy(() -> shape.call("strangers", "POST", "/simulator/customer/acme"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void givenFaultsByTheControlPath_thenTheyStrikeTheCalls() {
        shape.simulators.put("/simulator/smsr/faults", "{\"cardError\":1}");
        assertThat(shape.acme
                        .order(card().enable(""))
                        .json()
                        .at("/status/subjectCode")
                        .asText())
                .isEqualTo("8.4");

        var iccid = ordered("smdp-main");
        shape.simulators.put("/simulator/smdp/faults", "{\"drop\":1,\"of\":\"confirmOrder\"}");
        var lost = shape.acme.post("/rsp/v1/operations", "{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");
        settles(lost.id(), "IN_DOUBT");
        shape.simulators.post("/simulator/smdp/profiles/" + iccid + "/download?outcome=installed", "");
        settles(lost.id(), "SUCCEEDED");
    }

    /** What it had in hand is gone, as on a server that lost its data: it proves that nothing was done. */
    @Test
    void givenSimulatorsThatAreKilledDuringCalls_thenTheOrdersAreInDoubt_andSettledWhenTheyAreBack() {
        shape.simulators.put("/simulator/smdp/faults", "{\"delay\":60000}");
        shape.simulators.put("/simulator/smsr/faults", "{\"delay\":60000}");
        var download = shape.acme.post(
                "/rsp/v1/operations",
                "{\"function\":\"downloadOrder\",\"peer\":\"smdp-idemia\",\"iccid\":\"" + B + "\"}");
        var enabling = shape.acme.post("/rsp/v1/operations", new Card(EID, A, B).enable(",\"validityPeriod\":2"));
        settles(download.id(), "SENDING");
        settles(enabling.id(), "WAITING");

        shape.killSimulators();

        settles(download.id(), "IN_DOUBT");
        settles(enabling.id(), "IN_DOUBT");

        shape.startSimulators();

        assertThat(settles(enabling.id(), "FAILED").text()).contains("audit");
        settles(download.id(), "FAILED");
    }

    @Test
    void givenAnyPath_thenItIsServedOnOneListenerOnly() throws IOException {
        int paths = 0;
        for (var file : new String[] {"smdp", "smsr", "customer"}) {
            for (var route : new YAMLMapper()
                    .readTree(Path.of("routes/simulator", file + ".camel.yaml").toFile())) {
                var from = route.at("/route/from/parameters");
                if (from.isMissingNode()) {
                    continue;
                }
                var path = from.path("path").asText().replaceAll("[{][a-z]+}", "x")
                        + (from.path("matchOnUriPrefix").asBoolean() ? "/x" : "");
                var method = from.path("httpMethodRestrict").asText();
                var plain = shape.simulators.send(
                        shape.simulators.request(path).method(method, BodyPublishers.ofString("{}")));
                var certified = shape.call("simulators-demo", method, path).body();

                assertThat(plain.text().contains("listener with client certificates"))
                        .as(method + " " + path)
                        .isNotEqualTo(certified.contains("controlled on the plain listener"));
                paths++;
            }
        }
        assertThat(paths).isGreaterThan(15);
        for (var path : new String[] {"/actuator/health", "/rsp/v1/operations", "/gsma/rsp2/es2plus/x", "/"}) {
            assertThat(shape.call("simulators-demo", "GET", path).statusCode()).isEqualTo(404);
        }
        assertThat(shape.simulators.get("/actuator/health").status()).isEqualTo(200);
        assertThat(shape.simulators.get("/rsp/v1/operations").status()).isEqualTo(404);
    }

    @Test
    void givenACustomersEndpoint_thenWhatItGotIsShown() throws IOException {
        assertThat(shape.call("simulators-demo", "POST", "/simulator/customer/acme")
                        .statusCode())
                .isEqualTo(202);

        assertThat(shape.simulators.get("/simulator/customer/calls").text()).contains("\"customer\":\"acme\"");
    }

    @Test
    void givenTheSimulators_thenTheyNeedNoDatabaseAndNoBroker_andSayWhatTheyAre() throws Exception {
        assertThat(shape.log("simulators"))
                .contains("SIMULATORS: this plays an SM-DP+", "Never expose this")
                .doesNotContain("PostgreSQL", "broker");
        assertThat(shape.exists("data")).isFalse();
        assertThat(shape.refusal("--spring.profiles.active=simulators,demo"))
                .contains("has simulators beside a profile of an instance");
        assertThat(shape.refusal("--spring.profiles.active=simulators", "--rsp.partner.port=0", "--server.port=0"))
                .contains("rsp.partner.port is 0");
    }

    @Test
    void givenAnAddressThatIsNone_thenTheStartEndsWithOneLine() throws Exception {
        assertThat(shape.refusal("--spring.profiles.active=simulators", "--rsp.simulators.smsr.notify-url=localhost"))
                .contains("rsp.simulators.smsr.notify-url is not an address");
    }
}
