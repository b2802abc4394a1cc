package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLPeerUnverifiedException;

import io.rsproutes.support.Order;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two listeners outside the demo: certificates on one, tokens on the other, and nothing of one on the other. */
class PartnerListenerIT {

    private static PartnerBundle bundle;

    @BeforeAll
    static void start() {
        bundle = new PartnerBundle();
    }

    @AfterAll
    static void stop() {
        bundle.close();
    }

    @Test
    void givenAPeerThatWantsOurCertificate_thenItGetsTheOneOfThatPeer_onOneConnection() {
        var buyer = bundle.operator("a-buyers-token");

        for (int i = 0; i < 3; i++) {
            var answer = buyer.order(Order.of("downloadOrder").with("profileType", "T-one"));
            assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        }
        assertThat(bundle.smdp.clients()).containsOnly("CN=operator,O=Us");
        assertThat(bundle.smdp.contentTypes()).containsOnly("application/json");
        assertThat(bundle.smdp.connections()).isEqualTo(1);
    }

    @Test
    void givenAPeerThatRefusesOurCertificate_thenTheOrderDoesNotSucceedAndThePeerSawNone() {
        var buyer = bundle.operator("a-buyers-token");
        var answer = buyer.order(Order.of("downloadOrder").with("profileType", "T-two"));

        // TLS 1.3 refuses a client after its request may have left: then we cannot know, and say so.
        assertThat(answer.json().at("/status/status").asText())
                .as(answer.text())
                .isIn("Not-Sent", "Unknown");
        assertThat(answer.state()).isIn("FAILED", "IN_DOUBT");
        assertThat(bundle.smdp.clients()).doesNotContain("CN=smdp,O=Peer,C=NL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-subject", "by-san", "by-fingerprint"})
    void givenAPeersCertificate_thenItsNotificationIsTaken(String name) throws Exception {
        assertThat(bundle.notify(name, PartnerBundle.PROGRESS).statusCode()).isEqualTo(204);
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
        var answer = bundle.call(certificate, Soap.ADDRESS, Soap.TYPE, message);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void givenNoCertificate_thenThereIsNoConnection() {
        assertThatThrownBy(() -> bundle.notify(null, PartnerBundle.PROGRESS)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "other"})
    void givenACertificateThatIsExpiredOrOfAnotherAuthority_thenThereIsNoConnection(String name) {
        assertThatThrownBy(() -> bundle.notify(name, PartnerBundle.PROGRESS)).isInstanceOf(IOException.class);
    }

    @Test
    void givenAStrangerWithAPeersCommonName_thenItIsRefused() throws Exception {
        var answer = bundle.notify("stranger", PartnerBundle.PROGRESS);
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
        assertThat(bundle.notify("by-subject", path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PartnerBundle.PROGRESS,
                "/%67sma/rsp2/es2plus/handleDownloadProgressInfo",
                "/gsma;x/rsp2/es2plus/handleDownloadProgressInfo",
                "/simulator/smdp/calls"
            })
    void givenAPartnersPath_thenTheOperatorsListenerHasNothingThere(String path) throws Exception {
        var answer = bundle.operator("a-long-token").post(path, PartnerBundle.NOTIFICATION);

        assertThat(answer.status()).isIn(400, 404, 401);
        assertThat(answer.status()).isNotEqualTo(204);
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
        var answer = bundle.release(certificate);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expired", "other"})
    void givenACustomersCertificateThatIsExpiredOrOfAnotherAuthority_thenThereIsNoConnection(String name) {
        assertThatThrownBy(() -> bundle.release(name)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> bundle.release(null)).isInstanceOf(IOException.class);
    }

    @Test
    void givenACertificateThatEndsSoon_thenMetricAndHealthSaySo() throws Exception {
        assertThat(bundle.release("customer-ending").statusCode()).isEqualTo(200);

        var health = bundle.operator(null).get("/actuator/health");
        assertThat(health.status()).as(health.text()).isEqualTo(200);
        assertThat(health.json().at("/components/certificates/details").toString())
                .contains("bundle partners")
                .contains("tenant buyer")
                .contains("expires");

        var seconds = bundle.meters()
                .get("rsp.certificate.expiry")
                .tag("of", "bundle partners")
                .gauge()
                .value();
        assertThat(seconds).isBetween(27d * 86_400, 30d * 86_400);
    }

    /** Whose certificate the listener showed. */
    private static String subject(HttpResponse<String> answer) throws SSLPeerUnverifiedException {
        return answer.sslSession().orElseThrow().getPeerPrincipal().getName();
    }

    /** Ours is replaced ten times while customers call with both of theirs, each call on a connection of its own. */
    @Test
    void givenTenRotationsUnderFiftyRequestsASecond_thenNoCallFails() throws Exception {
        var began = System.nanoTime();
        var calls = new SteadyCalls(bundle, "customer", "customer-next");

        try {
            for (int i = 0; i < 10; i++) {
                var name = i % 2 == 0 ? "server-next" : "server-after";
                var next = Files.copy(bundle.certificates.store(name), bundle.certificates.file("server.moving"));
                Files.move(
                        next,
                        bundle.certificates.store("server"),
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.ATOMIC_MOVE);
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> subject(bundle.release("customer")).equals("CN=" + name));
            }
        } finally {
            calls.close();
        }

        System.out.println("Ten rotations: " + calls.sent + " calls in " + (System.nanoTime() - began) / 1_000_000_000
                + " s, " + calls.failures.size() + " failed");
        assertThat(calls.failures).isEmpty();
        assertThat(calls.sent.get()).isGreaterThan(100);
    }

    @Test
    void givenARenewedServerCertificate_thenItIsUsedWithoutARestart() throws Exception {
        Files.copy(
                bundle.certificates.store("server-renewed"),
                bundle.certificates.store("server"),
                StandardCopyOption.REPLACE_EXISTING);

        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> subject(
                        bundle.notify("by-subject", PartnerBundle.PROGRESS))
                .equals("CN=server-renewed"));
    }

    @Test
    void givenATokenOnTheOperatorsListener_thenItsRoleDecides() throws Exception {
        var acme = bundle.operator("a-long-token");

        assertThat(acme.get("/rsp/v1/operations").status()).isEqualTo(200);
        var refused = acme.post("/rsp/v1/operations", "{}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("role-missing");
        assertThat(bundle.operator(null).get("/actuator/prometheus").status()).isEqualTo(401);
    }

    /** Its numbers are about everybody: for operators, and for a token that is good for nothing else. */
    @Test
    void givenATokenForMetrics_thenItSeesThemAndNothingElse_andATenantsDoesNot() {
        assertThat(bundle.operator("a-long-token").get("/actuator/prometheus").code())
                .isEqualTo("role-missing");
        assertThat(bundle.operator("a-buyers-token").get("/actuator/prometheus").status())
                .isEqualTo(403);
        assertThat(bundle.operator("a-chiefs-token").get("/actuator/prometheus").status())
                .isEqualTo(200);

        var scraper = bundle.operator("a-scrapers-token");
        // Once the sweepers have looked for the first time.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> scraper.get("/actuator/prometheus").text().contains("rsp_sweeper_lag_seconds"));
        assertThat(scraper.get("/rsp/v1/operations").status()).isEqualTo(401);
    }

    /** Three in a minute were agreed: the fourth is told to come back, in its own protocol, and the others' go through. */
    @Test
    void givenAPeerThatCallsTooOften_thenItIsToldToWait() throws Exception {
        var last = fourthOfAMinute(() -> bundle.notify("busy", PartnerBundle.PROGRESS));

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();

        last = fourthOfAMinute(
                () -> bundle.call("busy-smsr", "/esim-messaging/3/ES4/ES4MnoService", "application/soap+xml", "<a/>"));

        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.body()).contains("too-many-requests").contains("Envelope");
        assertThat(bundle.notify("by-subject", PartnerBundle.PROGRESS).statusCode())
                .isEqualTo(204);

        var meters = bundle.meters();
        assertThat(meters.get("rsp.peer.limited")
                        .tag("peer", "three")
                        .tag("reason", "rate")
                        .counter()
                        .count())
                .isPositive();
    }

    /** The answer to the fourth call; to the seventh, if a minute ended between them. */
    private static HttpResponse<String> fourthOfAMinute(Callable<HttpResponse<String>> call) throws Exception {
        var last = call.call();
        for (int i = 1; i < 4 || i < 7 && last.statusCode() != 429; i++) {
            last = call.call();
        }
        return last;
    }
}
