package io.rsproutes.security;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.RspRoutes;
import io.rsproutes.common.Strings;
import io.rsproutes.support.Api;
import io.rsproutes.support.ArtemisServer;
import io.rsproutes.support.Certificates;
import io.rsproutes.support.MutualTlsServer;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Servers;
import org.apache.camel.CamelContext;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An instance outside the demo: certificates on the partners' listener, tokens on the operator's. Its peers and its
 * customer have certificates of one authority, known by subject, issuer and name, or fingerprint.
 */
final class PartnerBundle implements AutoCloseable {

    static final String PROGRESS = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";
    static final String NOTIFICATION =
            """
            {"iccid":"8947000000000000038","notificationPointId":3,
             "notificationPointStatus":{"status":"Executed-Success"}}""";
    static final String RELEASE = "/gsma/rsp2/es2plus/releaseProfile";
    static final String CALL =
            """
            {"header":{"functionRequesterIdentifier":"1.2.4","functionCallIdentifier":"c"},
             "iccid":"8947019999999999994"}""";

    private static final String SETTINGS =
            """
            rsp.partner.address=127.0.0.1
            spring.ssl.bundle.jks.partners.reload-on-update=true
            spring.ssl.bundle.watch.file.quiet-period=200ms

            rsp.peers.one.interface=es2plus
            rsp.peers.one.requester-id=1.2.3
            rsp.peers.one.profile-types=T-one
            rsp.peers.one.tls=one
            rsp.peers.one.certificates[0].subject=CN=smdp, O=Peer, C=NL
            rsp.peers.two.interface=es2plus
            rsp.peers.two.requester-id=1.2.3
            rsp.peers.two.profile-types=T-two
            rsp.peers.two.tls=two
            rsp.peers.two.certificates[0].issuer=CN=ca,O=Test
            rsp.peers.two.certificates[0].san=by-san
            rsp.peers.three.interface=es2plus
            rsp.peers.three.requester-id=1.2.3
            rsp.peers.three.profile-types=T-three
            rsp.peers.three.certificates[0].subject=CN=busy,O=Peer,C=NL
            rsp.peers.three.inbound.max-rate=3/m

            rsp.peers.smsr-a.entity-id=1.2.3.1
            rsp.peers.smsr-a.certificates[0].subject=CN=smsr-a,O=Peer,C=NL
            rsp.peers.smsr-b.entity-id=1.2.3.2
            rsp.peers.smsr-b.certificates[0].subject=CN=smsr-b,O=Peer,C=NL
            rsp.peers.smsr-c.entity-id=1.2.3.3
            rsp.peers.smsr-c.certificates[0].subject=CN=busy-smsr,O=Peer,C=NL
            rsp.peers.smsr-c.inbound.max-rate=3/m

            rsp.tenants.chief.roles=operator
            rsp.tenants.acme.roles=read
            rsp.tenants.buyer.roles=read,order
            rsp.tenants.buyer.profile-types=T-*
            rsp.gateway.entity-id=1.2.3
            rsp.gateway.url=https://our.host
            rsp.tenants.buyer.gateway.offer=all
            rsp.tenants.buyer.gateway.entity-ids=1.2.4
            rsp.tenants.buyer.gateway.requester-ids=1.2.4

            rsp.operations.max-attempts=1
            logging.level.root=WARN
            camel.main.shutdown-timeout=5
            """;

    final Certificates certificates = new Certificates();
    final MutualTlsServer smdp;
    private final int operator = Ports.free();
    private final int partner = Ports.free();
    private final ConfigurableApplicationContext context;

    PartnerBundle() {
        issue();
        smdp = MutualTlsServer.start(certificates.client("server", "ca"));
        context = SpringApplication.run(RspRoutes.class, arguments().toArray(String[]::new));
        await().atMost(Duration.ofSeconds(30)).until(context.getBean(CamelContext.class)::isStarted);
    }

    private void issue() {

        certificates
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
    }

    private List<String> arguments() {
        var settings = new LinkedHashMap<String, String>(Servers.properties(new ArtemisServer()));
        SETTINGS.lines()
                .filter(line -> !line.isBlank())
                .forEach(line ->
                        settings.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        settings.put("server.port", String.valueOf(operator));
        settings.put("rsp.partner.port", String.valueOf(partner));
        settings.putAll(certificates.bundle("partners", "server", "ca"));
        settings.putAll(certificates.bundle("one", "our-client", "ca"));
        settings.putAll(certificates.bundle("two", "other", "ca"));
        for (var peer : List.of("one", "two", "three", "smsr-a", "smsr-b", "smsr-c")) {
            settings.put("rsp.peers." + peer + ".url", smdp.url());
        }
        for (var peer : List.of("smsr-a", "smsr-b", "smsr-c")) {
            settings.put("rsp.peers." + peer + ".interface", "es4");
            settings.put("rsp.peers." + peer + ".own-entity-id", "1.2.3");
            settings.put("rsp.peers." + peer + ".own-url", "https://our.host");
        }
        settings.put(
                "rsp.peers.one.certificates[1].fingerprint", "sha256:" + certificates.fingerprint("by-fingerprint"));
        Map.of(
                        "rsp.rest.metrics-tokens", "a-scrapers-token",
                        "rsp.tenants.chief.tokens[0]", "a-chiefs-token",
                        "rsp.tenants.acme.tokens[0]", "a-long-token",
                        "rsp.tenants.buyer.tokens[0]", "a-buyers-token")
                .forEach((name, token) -> settings.put(name, "sha256:" + Strings.sha256(token)));
        int n = 0;
        for (var name : List.of("customer", "customer-next", "customer-revoked", "customer-ending")) {
            settings.put("rsp.tenants.buyer.certificates[" + n + "].issuer", "CN=ca,O=Test");
            settings.put("rsp.tenants.buyer.certificates[" + n++ + "].san", name);
        }
        settings.put("rsp.partner.revocations", String.valueOf(certificates.revoke("ca", "customer-revoked")));
        return settings.entrySet().stream()
                .map(one -> "--" + one.getKey() + "=" + one.getValue())
                .toList();
    }

    /** The operator's listener, with this token. */
    Api operator(String token) {
        return new Api("http://127.0.0.1:" + operator, token);
    }

    URI partner(String path) {
        return URI.create("https://127.0.0.1:" + partner + path);
    }

    MeterRegistry meters() {
        return context.getBean(MeterRegistry.class);
    }

    /** The partners' listener, called with this certificate (null: none) on a connection of its own. */
    HttpResponse<String> call(String certificate, String path, String type, String body)
            throws IOException, InterruptedException {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificates.client(certificate, "ca"))
                .build()
                .send(
                        HttpRequest.newBuilder(partner(path))
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** A SM-DP+ tells of a download. */
    HttpResponse<String> notify(String certificate, String path) throws IOException, InterruptedException {
        return call(certificate, path, "application/json", NOTIFICATION);
    }

    /** A customer calls releaseProfile. */
    HttpResponse<String> release(String certificate) throws IOException, InterruptedException {
        return call(certificate, RELEASE, "application/json", CALL);
    }

    @Override
    public void close() {
        context.close();
        smdp.close();
    }
}
