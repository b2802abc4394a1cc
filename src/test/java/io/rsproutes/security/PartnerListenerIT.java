package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

import io.rsproutes.RspRoutes;
import io.rsproutes.common.Strings;
import io.rsproutes.support.Api;
import io.rsproutes.support.ArtemisServer;
import io.rsproutes.support.Certificates;
import io.rsproutes.support.MutualTlsServer;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Servers;
import io.rsproutes.support.Soap;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The two listeners outside the demo: certificates on one, tokens on the other, and nothing of one on the other. */
class PartnerListenerIT {

    private static final String PATH = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";
    private static final String BODY =
            "{\"iccid\":\"8947000000000000038\",\"notificationPointId\":3,\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}";
    private static final String GATEWAY = "/gsma/rsp2/es2plus/releaseProfile";
    private static final String CALL =
            "{\"header\":{\"functionRequesterIdentifier\":\"1.2.4\",\"functionCallIdentifier\":\"c\"},\"iccid\":\"8947019999999999994\"}";
    private static final Certificates CERTIFICATES = new Certificates();
    private static final int OPERATOR = Ports.free();
    private static final int PARTNER = Ports.free();
    private static ConfigurableApplicationContext bundle;
    private static MutualTlsServer smdp;

    @BeforeAll
    static void start() {
        CERTIFICATES
                .authority("ca")
                .authority("other-ca")
                .issue("ca", "server", "CN=server", "-1d", 30)
                .issue("ca", "server-renewed", "CN=server-renewed", "-1d", 30)
                .issue("ca", "server-next", "CN=server-next", "-1d", 30)
                .issue("ca", "server-after", "CN=server-after", "-1d", 30)
                .issue("ca", "by-subject", "CN=smdp,O=Peer,C=NL", "-1d", 30)
                .issue("ca", "by-san", "CN=anything", "-1d", 30)
                .issue("ca", "by-fingerprint", "CN=whoever", "-1d", 30)
                .issue("ca", "our-client", "CN=operator,O=Us", "-1d", 30)
                .issue("ca", "smsr-a", "CN=smsr-a,O=Peer,C=NL", "-1d", 30)
                .issue("ca", "smsr-b", "CN=smsr-b,O=Peer,C=NL", "-1d", 30)
                .issue("ca", "customer", "CN=customer,O=Buyer", "-1d", 30)
                .issue("ca", "customer-next", "CN=customer,O=Buyer", "-1d", 30)
                .issue("ca", "customer-revoked", "CN=customer,O=Buyer", "-1d", 30)
                .issue("ca", "customer-other-san", "CN=customer,O=Buyer", "-1d", 30)
                .issue("ca", "customer-ending", "CN=customer,O=Buyer", "-1d", 10)
                .issue("ca", "busy", "CN=busy,O=Peer,C=NL", "-1d", 30)
                .issue("ca", "busy-smsr", "CN=busy-smsr,O=Peer,C=NL", "-1d", 30)
                .issue("ca", "stranger", "CN=smdp", "-1d", 30)
                .issue("ca", "expired", "CN=smdp,O=Peer,C=NL", "-10d", 5)
                .issue("other-ca", "other", "CN=smdp,O=Peer,C=NL", "-1d", 30);
        var arguments = new ArrayList<String>();
        Servers.properties(new ArtemisServer()).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--server.port=" + OPERATOR);
        arguments.add("--rsp.partner.port=" + PARTNER);
        arguments.add("--rsp.partner.address=127.0.0.1");
        arguments.add("--spring.ssl.bundle.jks.partners.reload-on-update=true");
        CERTIFICATES
                .bundle("partners", "server", "ca")
                .forEach((name, value) -> arguments.add("--" + name + "=" + value));
        smdp = MutualTlsServer.start(CERTIFICATES.client("server", "ca"));
        for (var peer : new String[] {"smsr-a", "smsr-b"}) {
            arguments.add("--rsp.peers." + peer + ".interface=es4");
            arguments.add("--rsp.peers." + peer + ".url=" + smdp.url());
            arguments.add("--rsp.peers." + peer + ".entity-id=1.2.3." + (peer.equals("smsr-a") ? 1 : 2));
            arguments.add("--rsp.peers." + peer + ".own-entity-id=1.2.3");
            arguments.add("--rsp.peers." + peer + ".own-url=https://our.host");
            arguments.add("--rsp.peers." + peer + ".certificates[0].subject=CN=" + peer + ",O=Peer,C=NL");
        }
        for (var peer : new String[] {"one", "two"}) {
            arguments.add("--rsp.peers." + peer + ".interface=es2plus");
            arguments.add("--rsp.peers." + peer + ".url=" + smdp.url());
            arguments.add("--rsp.peers." + peer + ".requester-id=1.2.3");
            arguments.add("--rsp.peers." + peer + ".profile-types=T-" + peer);
            arguments.add("--rsp.peers." + peer + ".tls=" + peer);
            CERTIFICATES
                    .bundle(peer, peer.equals("one") ? "our-client" : "other", "ca")
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
        }
        arguments.add("--rsp.operations.max-attempts=1");
        arguments.add("--rsp.peers.three.interface=es2plus");
        arguments.add("--rsp.peers.three.url=" + smdp.url());
        arguments.add("--rsp.peers.three.requester-id=1.2.3");
        arguments.add("--rsp.peers.three.profile-types=T-three");
        arguments.add("--rsp.peers.three.certificates[0].subject=CN=busy,O=Peer,C=NL");
        arguments.add("--rsp.peers.three.inbound.max-rate=3/m");
        arguments.add("--rsp.peers.smsr-c.interface=es4");
        arguments.add("--rsp.peers.smsr-c.url=" + smdp.url());
        arguments.add("--rsp.peers.smsr-c.entity-id=1.2.3.3");
        arguments.add("--rsp.peers.smsr-c.own-entity-id=1.2.3");
        arguments.add("--rsp.peers.smsr-c.own-url=https://our.host");
        arguments.add("--rsp.peers.smsr-c.certificates[0].subject=CN=busy-smsr,O=Peer,C=NL");
        arguments.add("--rsp.peers.smsr-c.inbound.max-rate=3/m");
        arguments.add("--rsp.rest.metrics-tokens=sha256:" + Strings.sha256("a-scrapers-token"));
        arguments.add("--rsp.tenants.chief.tokens[0]=sha256:" + Strings.sha256("a-chiefs-token"));
        arguments.add("--rsp.tenants.chief.roles=operator");
        arguments.add(
                "--rsp.peers.one.certificates[1].fingerprint=sha256:" + CERTIFICATES.fingerprint("by-fingerprint"));
        arguments.add("--rsp.peers.one.certificates[0].subject=CN=smdp, O=Peer, C=NL");
        arguments.add("--rsp.peers.two.certificates[0].issuer=CN=ca,O=Test");
        arguments.add("--rsp.peers.two.certificates[0].san=by-san");
        arguments.add("--rsp.tenants.acme.tokens[0]=sha256:" + Strings.sha256("a-long-token"));
        arguments.add("--rsp.tenants.acme.roles=read");
        arguments.add("--rsp.tenants.buyer.tokens[0]=sha256:" + Strings.sha256("a-buyers-token"));
        arguments.add("--rsp.tenants.buyer.roles=read,order");
        arguments.add("--rsp.tenants.buyer.profile-types=T-*");
        arguments.add("--rsp.gateway.entity-id=1.2.3");
        arguments.add("--rsp.gateway.url=https://our.host");
        arguments.add("--rsp.tenants.buyer.gateway.offer=all");
        arguments.add("--rsp.tenants.buyer.gateway.entity-ids=1.2.4");
        arguments.add("--rsp.tenants.buyer.gateway.requester-ids=1.2.4");
        int n = 0;
        for (var name : new String[] {"customer", "customer-next", "customer-revoked", "customer-ending"}) {
            arguments.add("--rsp.tenants.buyer.certificates[" + n + "].issuer=CN=ca,O=Test");
            arguments.add("--rsp.tenants.buyer.certificates[" + n++ + "].san=" + name);
        }
        arguments.add("--rsp.partner.revocations=" + CERTIFICATES.revoke("ca", "customer-revoked"));
        arguments.add("--spring.ssl.bundle.watch.file.quiet-period=200ms");
        arguments.add("--logging.level.root=WARN");
        arguments.add("--camel.main.shutdown-timeout=5");
        bundle = SpringApplication.run(RspRoutes.class, arguments.toArray(String[]::new));
        await().atMost(Duration.ofSeconds(30)).until(bundle.getBean(CamelContext.class)::isStarted);
    }

    @AfterAll
    static void stop() {
        bundle.close();
        smdp.close();
    }

    @Test
    void givenAPeerThatWantsOurCertificate_thenItGetsTheOneOfThatPeer_onOneConnection() {
        var buyer = new Api("http://127.0.0.1:" + OPERATOR, "a-buyers-token");
        for (int i = 0; i < 3; i++) {
            var answer = buyer.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"T-one\"}}");
            assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        }
        assertThat(smdp.clients()).containsOnly("CN=operator,O=Us");
        assertThat(smdp.contentTypes()).containsOnly("application/json");
        assertThat(smdp.connections()).isEqualTo(1);
    }

    @Test
    void givenAPeerThatRefusesOurCertificate_thenTheOrderDoesNotSucceedAndThePeerSawNone() {
        var buyer = new Api("http://127.0.0.1:" + OPERATOR, "a-buyers-token");
        var answer = buyer.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"T-two\"}}");
        // TLS 1.3 refuses a client after its request may have left: then we cannot know, and say so.
        assertThat(answer.json().at("/status/status").asText())
                .as(answer.text())
                .isIn("Not-Sent", "Unknown");
        assertThat(answer.state()).isIn("FAILED", "IN_DOUBT");
        assertThat(smdp.clients()).doesNotContain("CN=smdp,O=Peer,C=NL");
    }

    private static HttpResponse<String> notify(SSLContext tls, String path) throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + PARTNER + path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-subject", "by-san", "by-fingerprint"})
    void givenAPeersCertificate_thenItsNotificationIsTaken(String name) throws Exception {
        assertThat(notify(CERTIFICATES.client(name, "ca"), PATH).statusCode()).isEqualTo(204);
    }

    /** The certificate says which SM-SR calls, the EntityId must be the one agreed with it. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "smsr-a, 1.2.3.1, 202",
                "smsr-b, 1.2.3.2, 202",
                "smsr-a, -, 202",
                "smsr-a, 1.2.3.2, 400",
                "smsr-b, 1.2.3.1, 400",
                "by-subject, 1.2.3.1, 400",
                "stranger, 1.2.3.1, 403"
            })
    void givenASenderAndItsCertificate_thenBothMustBeThePeers(String certificate, String entityId, int status)
            throws Exception {
        var message = Soap.envelope(
                entityId == null ? "" : Soap.from(entityId),
                Soap.notification(
                        "HandleProfileDisabled",
                        "89049032000000000000000000000046",
                        "8947000000000000046",
                        "2026-01-01T00:00:00Z"));
        var answer = HttpClient.newBuilder()
                .sslContext(CERTIFICATES.client(certificate, "ca"))
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + PARTNER + Soap.ADDRESS))
                                .header("Content-Type", Soap.TYPE)
                                .POST(HttpRequest.BodyPublishers.ofString(message))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void givenNoCertificate_thenThereIsNoConnection() {
        assertThatThrownBy(() -> notify(CERTIFICATES.client(null, "ca"), PATH)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "other"})
    void givenACertificateThatIsExpiredOrOfAnotherAuthority_thenThereIsNoConnection(String name) {
        assertThatThrownBy(() -> notify(CERTIFICATES.client(name, "ca"), PATH)).isInstanceOf(IOException.class);
    }

    @Test
    void givenAStrangerWithAPeersCommonName_thenItIsRefused() throws Exception {
        var answer = notify(CERTIFICATES.client("stranger", "ca"), PATH);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("certificate-unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "/rsp/v1/operations",
        "/actuator/health",
        "/openapi.yaml",
        "/simulator/smdp/calls",
        "/gsma;x/../rsp/v1/operations"
    })
    void givenAnOperatorsPath_thenThePartnersListenerHasNothingThere(String path) throws Exception {
        assertThat(notify(CERTIFICATES.client("by-subject", "ca"), path).statusCode())
                .isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PATH,
                "/%67sma/rsp2/es2plus/handleDownloadProgressInfo",
                "/gsma;x/rsp2/es2plus/handleDownloadProgressInfo",
                "/simulator/smdp/calls"
            })
    void givenAPartnersPath_thenTheOperatorsListenerHasNothingThere(String path) throws Exception {
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + OPERATOR + path))
                                .header("Authorization", "Bearer a-long-token")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isIn(400, 404, 401);
        assertThat(answer.statusCode()).isNotEqualTo(204);
    }

    private static HttpResponse<String> call(String certificate) throws IOException, InterruptedException {
        return call(certificate, GATEWAY, CALL);
    }

    private static HttpResponse<String> call(String certificate, String path, String body)
            throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(CERTIFICATES.client(certificate, "ca"))
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + PARTNER + path))
                                .header(
                                        "Content-Type",
                                        body.startsWith("<") ? "application/soap+xml" : "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "customer, 200, 8.2.1",
        "customer-next, 200, 8.2.1",
        "customer-revoked, 403, certificate-revoked",
        "customer-other-san, 403, certificate-unknown",
        "stranger, 403, certificate-unknown",
        "by-subject, 403, certificate-unknown"
    })
    void givenACustomersCertificate_thenOnlyTheOneAgreedMayCall(String certificate, int status, String words)
            throws Exception {
        var answer = call(certificate);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "other"})
    void givenACustomersCertificateThatIsExpiredOrOfAnotherAuthority_thenThereIsNoConnection(String name) {
        assertThatThrownBy(() -> call(name)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> call(null)).isInstanceOf(IOException.class);
    }

    @Test
    void givenACertificateThatEndsSoon_thenMetricAndHealthSaySo() throws Exception {
        assertThat(call("customer-ending").statusCode()).isEqualTo(200);
        var health = new Api("http://127.0.0.1:" + OPERATOR, null).get("/actuator/health");
        assertThat(health.status()).as(health.text()).isEqualTo(200);
        assertThat(health.json().at("/components/certificates/details").toString())
                .contains("bundle partners")
                .contains("tenant buyer")
                .contains("expires");
        var seconds = bundle.getBean(io.micrometer.core.instrument.MeterRegistry.class)
                .get("rsp.certificate.expiry")
                .tag("of", "bundle partners")
                .gauge()
                .value();
        assertThat(seconds).isBetween(27d * 86_400, 30d * 86_400);
    }

    /** Ours is replaced ten times while customers call with both of theirs, each call on a connection of its own. */
    @Test
    void givenTenRotationsUnderFiftyRequestsASecond_thenNoCallFails() throws Exception {
        var factories = List.of(
                CERTIFICATES.client("customer", "ca").getSocketFactory(),
                CERTIFICATES.client("customer-next", "ca").getSocketFactory());
        var began = System.nanoTime();
        var sent = new AtomicInteger();
        var failures = new ConcurrentLinkedQueue<String>();
        var pool = Executors.newFixedThreadPool(16);
        var clock = Executors.newSingleThreadScheduledExecutor();
        clock.scheduleAtFixedRate(
                () -> pool.submit(() -> {
                    int number = sent.incrementAndGet();
                    try {
                        var connection = (HttpsURLConnection) URI.create("https://127.0.0.1:" + PARTNER + GATEWAY)
                                .toURL()
                                .openConnection();
                        connection.setSSLSocketFactory(factories.get(number % 2));
                        connection.setConnectTimeout(20_000);
                        connection.setReadTimeout(20_000);
                        connection.setRequestProperty("Connection", "close");
                        connection.setRequestProperty("Content-Type", "application/json");
                        connection.setDoOutput(true);
                        connection
                                .getOutputStream()
                                .write(CALL.replace("\"c\"", "\"c" + number + "\"")
                                        .getBytes(StandardCharsets.UTF_8));
                        if (connection.getResponseCode() != 200) {
                            failures.add("HTTP " + connection.getResponseCode());
                        }
                        connection.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        failures.add(e.toString());
                    }
                }),
                0,
                20,
                TimeUnit.MILLISECONDS);
        try {
            for (int i = 0; i < 10; i++) {
                var name = i % 2 == 0 ? "server-next" : "server-after";
                var next = Files.copy(CERTIFICATES.store(name), CERTIFICATES.file("server.moving"));
                Files.move(
                        next,
                        CERTIFICATES.store("server"),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
                await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> call("customer")
                        .sslSession()
                        .orElseThrow()
                        .getPeerPrincipal()
                        .getName()
                        .equals("CN=" + name));
            }
        } finally {
            clock.shutdownNow();
            pool.shutdown();
            pool.awaitTermination(30, TimeUnit.SECONDS);
        }
        System.out.println("Ten rotations: " + sent.get() + " calls in " + (System.nanoTime() - began) / 1_000_000_000
                + " s, " + failures.size() + " failed");
        assertThat(failures).isEmpty();
        assertThat(sent.get()).isGreaterThan(100);
    }

    @Test
    void givenARenewedServerCertificate_thenItIsUsedWithoutARestart() throws Exception {
        Files.copy(
                CERTIFICATES.store("server-renewed"),
                CERTIFICATES.store("server"),
                StandardCopyOption.REPLACE_EXISTING);
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> notify(
                        CERTIFICATES.client("by-subject", "ca"), PATH)
                .sslSession()
                .orElseThrow()
                .getPeerPrincipal()
                .getName()
                .equals("CN=server-renewed"));
    }

    @Test
    void givenATokenOnTheOperatorsListener_thenItsRoleDecides() throws Exception {
        var get = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + OPERATOR + "/rsp/v1/operations"))
                .header("Authorization", "Bearer a-long-token");
        assertThat(HttpClient.newHttpClient()
                        .send(get.GET().build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        var post = get.POST(HttpRequest.BodyPublishers.ofString("{}"))
                .header("Content-Type", "application/json")
                .build();
        var refused = HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("role-missing");
        var metrics = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + OPERATOR + "/actuator/prometheus"))
                .GET()
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(metrics, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(401);
    }

    /** Its numbers are about everybody: for operators, and for a token that is good for nothing else. */
    @Test
    void givenATokenForMetrics_thenItSeesThemAndNothingElse_andATenantsDoesNot() {
        var base = "http://127.0.0.1:" + OPERATOR;
        assertThat(new Api(base, "a-long-token").get("/actuator/prometheus").code())
                .isEqualTo("role-missing");
        assertThat(new Api(base, "a-buyers-token").get("/actuator/prometheus").status())
                .isEqualTo(403);
        assertThat(new Api(base, "a-chiefs-token").get("/actuator/prometheus").status())
                .isEqualTo(200);
        var scraper = new Api(base, "a-scrapers-token");
        // Once the sweepers have looked for the first time.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> scraper.get("/actuator/prometheus").text().contains("rsp_sweeper_lag_seconds"));
        assertThat(scraper.get("/rsp/v1/operations").status()).isEqualTo(401);
    }

    /** Three in a minute were agreed: the fourth is told to come back, in its own protocol, and the others' go through. */
    @Test
    void givenAPeerThatCallsTooOften_thenItIsToldToWait() throws Exception {
        HttpResponse<String> last = null;
        for (int i = 0; i < 4; i++) {
            last = call("busy", PATH, BODY);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        for (int i = 0; i < 4; i++) {
            last = call("busy-smsr", "/esim-messaging/3/ES4/ES4MnoService", "<a/>");
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).contains("too-many-requests").contains("Envelope");
        assertThat(call("by-subject", PATH, BODY).statusCode()).isEqualTo(204);
        var meters = bundle.getBean(io.micrometer.core.instrument.MeterRegistry.class);
        assertThat(meters.get("rsp.peer.limited")
                        .tag("peer", "three")
                        .tag("reason", "rate")
                        .counter()
                        .count())
                .isPositive();
    }
}
