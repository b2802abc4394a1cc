package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One attempt for each weakness of SECURITY.md, at every edge it could come in by. Those over JMS: OrderIT, CommandsIT. */
class HygieneIT extends BundleIT {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(CERTIFICATES.client("acme", "ca"))
            .build();

    private final Receiver canary = new Receiver();

    @AfterEach
    void close() {
        canary.close();
    }

    private HttpResponse<String> send(String edge, String header, String value, boolean asQuery) throws Exception {
        var card = card();
        var uri =
                switch (edge) {
                    case "rest" -> BASE + "/rsp/v1/operations";
                    case "es4" -> GATEWAY + Customer.ES4;
                    case "es2plus" -> GATEWAY + "/gsma/rsp2/es2plus/releaseProfile";
                    case "callback" -> BASE + Soap.ENDPOINT;
                    default -> BASE + "/gsma/rsp2/es2plus/handleDownloadProgressInfo";
                };
        var body =
                switch (edge) {
                    case "rest" -> order("auditEIS", card, null, "");
                    case "es4" ->
                        Soap.envelope(
                                new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES)
                                        .header(UUID.randomUUID().toString(), canary.url() + "/reply"),
                                Customer.body("auditEIS", UUID.randomUUID().toString(), card.eid(), null, ""));
                    case "es2plus" ->
                        "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.31746\",\"functionCallIdentifier\":\""
                                + UUID.randomUUID() + "\"},\"iccid\":\"8901000000000000019\"}";
                    case "callback" ->
                        Soap.envelope(
                                Soap.from("1.3.6.1.4.1.20"),
                                Soap.notification(
                                        "HandleProfileDisabled", card.eid(), card.b(), "2026-01-01T00:00:00Z"));
                    default ->
                        "{\"header\":{\"functionCallIdentifier\":\"" + UUID.randomUUID() + "\"},\"iccid\":\"" + card.b()
                                + "\",\"notificationPointId\":1,\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}";
                };
        boolean soap = edge.equals("es4") || edge.equals("callback");
        var query = "?" + header + "=" + java.net.URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(URI.create(asQuery ? uri + query : uri))
                .header("Content-Type", soap ? Soap.TYPE : "application/json")
                .header("Authorization", "Bearer demo-acme");
        if (!asQuery) {
            request.header(header, value);
        }
        return HTTP.send(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** CVE, header, what it would do. */
    @ParameterizedTest
    @CsvSource({
        "CVE-2025-27636, CAmelHttpUri, CANARY",
        "CVE-2025-29891, camelhttpuri, CANARY",
        "CVE-2025-30177, CaMeLSqlQuery, drop table operation",
        "CVE-2026-40453, cAmelJmsDestinationName, rsp.dead-letters",
        "CVE-2026-47323, CamelHttpUri, CANARY",
        "CVE-2026-46592, operationName, ES4-DeleteProfile",
        "CVE-2026-46592, operationNamespace, urn:other",
        "CVE-2026-46592, CamelCxfOperationName, ES4-DeleteProfile",
        "CVE-2026-46726, CamelHttpPath, /elsewhere",
        "CVE-2026-63621, CamelSqlQuery, drop table operation",
        "CVE-2026-59230, CamelJmsDestinationName, rsp.dead-letters",
        "CVE-2026-71300, CamelBeanMethodName, problem",
        "CVE-2026-78329, CamelJdbcParameters, x",
        "CVE-2026-85312, Long-Running-Action, CANARY"
    })
    void givenAHeaderThatCommandsCamel_thenNoEdgeObeysIt(String cve, String header, String what) throws Exception {
        var value = what.equals("CANARY") ? canary.url() + "/stolen" : what;
        for (var edge : new String[] {"rest", "es4", "es2plus", "callback", "notification"}) {
            for (var asQuery : List.of(false, true)) {
                var answer = send(edge, header, value, asQuery);
                // A query parameter that a path does not have is refused; a SOAP address or a peer's call may have any.
                assertThat(answer.statusCode())
                        .as(cve + " at " + edge + ": " + answer.body())
                        .isIn(edge.equals("rest") && asQuery ? List.of(400) : List.of(200, 202, 204));
                assertThat(answer.headers().map().toString().toLowerCase())
                        .as(cve + " at " + edge)
                        .doesNotContain(header.toLowerCase())
                        .doesNotContain("authorization");
            }
        }
        assertThat(jdbc.queryForObject("select count(*) from operation", Long.class))
                .isPositive();
        // Only results went out, to the ReplyTo of the ES4 calls.
        canary.got.forEach(got -> assertThat(got.body()).contains("ES4-AuditEISResponse"));
    }

    /** CVE-2026-49875, CVE-2026-44618, CVE-2026-88789: documents that would be fetched, entities that would be expanded. */
    @Test
    void givenADocumentTypeOrEntity_thenTheMessageIsRefusedAndNothingFetched() {
        var customer = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
        var message = Soap.envelope("", Customer.body("auditEIS", "c", "&x;", null, ""));
        for (var prolog : new String[] {
            "<!DOCTYPE s [<!ENTITY x SYSTEM '" + canary.url() + "'>]>",
            "<!DOCTYPE s SYSTEM '" + canary.url() + "'>",
            "<!DOCTYPE s [<!ENTITY a 'aaaa'><!ENTITY x '&a;&a;&a;'>]>",
            "<!DOCTYPE s [<!ENTITY % p SYSTEM '" + canary.url() + "'> %p;]>"
        }) {
            for (var path : new String[] {GATEWAY, BASE}) {
                var answer = path.equals(GATEWAY)
                        ? customer.soap(prolog + message).body()
                        : nobody.post(Soap.ADDRESS, prolog + message, "Content-Type", Soap.TYPE)
                                .text();
                assertThat(answer).contains("soap:Sender").doesNotContain("Exception");
            }
        }
        var transfer = customer.soap(
                "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><wst:Put xmlns:wst='http://www.w3.org/2011/03/ws-tra'/></s:Body></s:Envelope>");
        assertThat(transfer.statusCode()).isEqualTo(400);
        assertThat(canary.got).isEmpty();
    }

    /** CVE-2012-5633: a GET that is let in as a call. CVE-2021-42392 and consoles: nothing of that kind is there. */
    @Test
    void givenAGetOrAConsolesPath_thenThereIsNothing() throws Exception {
        var http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(CERTIFICATES.client("acme", "ca"))
                .build();
        var get = http.send(
                HttpRequest.newBuilder(URI.create(GATEWAY + Customer.ES4 + "/EnableProfile?Eid=1"))
                        .GET()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(get.statusCode()).isEqualTo(404);
        assertThat(http.send(
                                HttpRequest.newBuilder(URI.create(GATEWAY + Customer.ES4))
                                        .GET()
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(400);
        for (var path : new String[] {
            "/console",
            "/hawtio",
            "/jolokia",
            "/actuator/env",
            "/actuator/heapdump",
            "/actuator/camel",
            "/esim-messaging",
            "/services",
            "/q/dev",
            "/camel"
        }) {
            assertThat(acme.get(path).status()).as(path).isEqualTo(404);
        }
    }

    /** CVE-2026-66909, CVE-2026-40860, CVE-2026-43866 and the banned libraries: what is not there cannot be reached. */
    @ParameterizedTest
    @CsvSource({
        "org.apache.cxf.transport.jms.JMSConduit",
        "org.apache.cxf.ws.transfer.Transfer",
        "org.apache.xalan.processor.TransformerFactoryImpl",
        "org.apache.camel.component.exec.ExecComponent",
        "org.apache.camel.component.jolokia.JolokiaComponent"
    })
    void givenAModuleWithAKnownHole_thenItIsNotShipped(String type) {
        assertThat(getClass().getClassLoader().getResource(type.replace('.', '/') + ".class"))
                .isNull();
    }
}
