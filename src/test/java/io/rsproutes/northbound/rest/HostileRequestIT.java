package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Customer;
import io.rsproutes.support.QuietLog;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody should send: 4xx, in words, and no more than a quiet line in the log. */
class HostileRequestIT extends BundleIT {

    private static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    private static final String NOTIFICATION = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";
    private QuietLog log;

    @BeforeEach
    void listen() {
        log = new QuietLog();
    }

    @AfterEach
    void nothingLoud() {
        log.close();
        assertThat(log.loud()).isEmpty();
    }

    private static String raw(String request) throws IOException {
        return raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String raw(byte[] request) throws IOException {
        try (var socket = new Socket("127.0.0.1", URI.create(BASE).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void refused(String answer) {
        assertThat(answer)
                .matches("(?s)HTTP/1\\.1 4\\d\\d .*")
                .contains("\r\n\r\n")
                .doesNotContain("<html", "Tomcat", "Exception");
        assertThat(answer.substring(answer.indexOf("\r\n\r\n")).trim())
                .as("a body")
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT / HTTP/1.1\r\nHost: x\r\n",
                "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n",
                "CONNECT /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\nTransfer-Encoding: foo\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n",
                "POST /gsma/rsp2/es2plus/handleNotification HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity, foo\r\n",
                "TRACE /rsp/v1/operations HTTP/1.1\r\nHost: x\r\n",
                "TRACE / HTTP/1.1\r\nHost: x\r\n",
                "TRACE /actuator/health HTTP/1.1\r\nHost: x\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n",
                "GET /rsp/v1/operations HTTP/9.9\r\nHost: x\r\n",
                "GET /rsp/v1/operations HTTP/1.1\r\n",
                "GET /rsp/v1/%00 HTTP/1.1\r\nHost: x\r\n",
                "GET /rsp/v1/%ff HTTP/1.1\r\nHost: x\r\n",
                "GET /a b HTTP/1.1\r\nHost: x\r\n",
                "POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\nExpect: 200-maybe\r\n"
            })
    void givenARequestThatNoServletSees_thenItIsRefusedInWords(String head) throws Exception {
        var answer = raw(head + "Connection: close\r\n\r\n");
        refused(answer);
        assertThat(answer).contains(head.contains("/gsma/") ? "functionExecutionStatus" : "application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                ";;;",
                "application/",
                "/json",
                "a/b/c",
                "application/json; charset=nope",
                "application/json; charset=ut f",
                "text/xml",
                "*/*",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "multipart/mixed; boundary=\"",
                "application/x-java-serialized-object"
            })
    void givenAContentTypeThatIsNoneOfOurs_thenItIsRefusedAtEveryDoor(String type) {
        for (var path : List.of(
                "/rsp/v1/operations",
                "/rsp/v1/subscriptions",
                "/tmf-api/serviceOrdering/v4/serviceOrder",
                "/esim-profile-management/v0/enable")) {
            assertThat(acme.post(path, "{}", "Content-Type", type).status())
                    .as(path)
                    .isEqualTo(415);
            assertThat(nobody.post(path, "{}", "Content-Type", type).status())
                    .as(path)
                    .isEqualTo(401);
        }
        for (var path : List.of(
                "/rsp/v1/operations",
                NOTIFICATION,
                "/gsma/rsp2/es2plus/downloadOrder",
                "/openapi.yaml",
                "/actuator/health",
                "/esim-messaging/3/ES4/ES4MnoService",
                "/nowhere",
                "/simulator/smdp/calls")) {
            for (var method : List.of("PUT", "PATCH", "DELETE", "POST")) {
                var answer = acme.send(acme.request(path, "Content-Type", type)
                        .method(method, BodyPublishers.ofString("%zz=\u00ff&a")));
                assertThat(answer.status()).as(method + " " + path).isBetween(400, 499);
            }
        }
    }

    /** Answered as if there were no Accept, metrics included, which are Spring's. */
    @ParameterizedTest
    @ValueSource(strings = {"", ",", " , ,", "\t"})
    void givenAnAcceptThatNamesNothing_thenItIsNone(String accept) throws Exception {
        for (var path : List.of(
                "/actuator/prometheus",
                "/actuator/health",
                "/rsp/v1/operations",
                "/openapi.yaml",
                "/tmf-api/serviceOrdering/v4/serviceOrder")) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-operator\r\nAccept:"
                            + accept + "\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rsp/v1/operations",
                "/rsp/v1/inventory",
                "/rsp/v1/bulk-jobs",
                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                "/esim-messaging/3/ES4/ES4MnoService"
            })
    void givenABodyThatIsCutOffOrFramedWrongly_thenItIsTheCallersFaultInOneQuietLine(String path) throws Exception {
        var head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\nContent-Type: "
                + (path.contains("ES4")
                        ? "application/soap+xml"
                        : path.matches(".*(inventory|bulk-jobs)") ? "text/csv" : "application/json")
                + "\r\nConnection: close\r\n";
        assertThat(raw(head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .doesNotContain("<html", "Exception");
        try (var socket = new Socket("127.0.0.1", URI.create(BASE).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((head + "Content-Length: 500\r\n\r\n{\"function\":").getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400");
        }
    }

    @Test
    void givenAQueryThatCannotBeDecoded_thenItIsTheCallersFault() throws Exception {
        assertThat(raw("GET /rsp/v1/operations?eid=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\n"
                        + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("invalid-field", "eid");
    }

    /** What a client says that has never been told what it sends. */
    @Test
    void givenAFormAtAPartnersPath_thenItIsRefusedInEs2Plus() {
        var body =
                "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6\",\"functionCallIdentifier\":\"c-3\"},\"iccid\":\"8947010000123456784\",\"notificationPointId\":3}";
        for (var answer : List.of(
                ACME.post("/gsma/rsp2/es2plus/downloadOrder", "application/x-www-form-urlencoded", body),
                ACME.post(
                        "/gsma/rsp2/es2plus/downloadOrder",
                        "application/x-www-form-urlencoded; charset=UTF-8",
                        "a=%zz"))) {
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.headers().firstValue("X-Admin-Protocol")).isPresent();
            assertThat(answer.body()).contains("functionExecutionStatus", "application/json");
        }
        assertThat(nobody.post(NOTIFICATION, body, "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(ACME.post(Customer.ES4, "application/x-www-form-urlencoded", "<a/>")
                        .statusCode())
                .isBetween(400, 499);
    }

    @Test
    void givenNoContentTypeOrOneWithParameters_thenJsonIsJson() {
        for (var type : List.of(
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "Application/JSON",
                "application/json;",
                "application/json; v=1")) {
            assertThat(acme.post(
                                    "/rsp/v1/operations",
                                    "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}",
                                    "Content-Type",
                                    type)
                            .status())
                    .as(type)
                    .isEqualTo(202);
        }
        assertThat(acme.send(acme.request("/rsp/v1/operations", "Content-Type", "")
                                .POST(BodyPublishers.ofString("{}")))
                        .code())
                .isEqualTo("invalid-command");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /rsp/v1/operations",
        "DELETE, /rsp/v1/operations",
        "PATCH, /gsma/rsp2/es2plus/handleNotification",
        "DELETE, /gsma/rsp2/es2plus/downloadOrder",
        "PUT, /tmf-api/serviceOrdering/v4/hub",
        "PUT, /rsp/v1/inventory",
        "DELETE, /openapi.yaml"
    })
    void givenBytesThatAreNoTextWithAWrongMethod_thenItIsTheMethodThatIsWrong(String method, String path) {
        for (var type : List.of("application/json", "application/x-www-form-urlencoded")) {
            var answer = acme.send(acme.request(path, "Content-Type", type)
                    .method(method, BodyPublishers.ofByteArray(new byte[] {(byte) 0xff, (byte) 0xfe, '%', 'z', 0})));
            assertThat(answer.status()).isEqualTo(405);
        }
    }

    /** Every door that takes JSON, with a body that only the value at %s makes wrong. */
    static Stream<String[]> doors() {
        return Stream.of(
                new String[] {
                    "/rsp/v1/operations", "{\"function\":\"getEIS\",\"eid\":\"" + EID + "\",\"clientReference\":%s}"
                },
                new String[] {
                    "/rsp/v1/operations", "{\"function\":\"getEIS\",\"eid\":\"" + EID + "\",\"validityPeriod\":%s}"
                },
                new String[] {
                    "/rsp/v1/operations",
                    "{\"function\":\"rpmOrder\",\"eid\":\"" + EID + "\",\"parameters\":{\"message\":{\"a\":[%s]}}}"
                },
                new String[] {"/rsp/v1/operations/x/resolve", "{\"outcome\":\"failed\",\"reason\":%s}"},
                new String[] {
                    "/rsp/v1/subscriptions",
                    "{\"channel\":\"queue\",\"queue\":\"bss.acme\",\"types\":[\"*\"],\"secret\":%s}"
                },
                new String[] {"/rsp/v1/subscriptions/x/rotate", "{\"overlap\":%s}"},
                new String[] {"/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":%s},\"dryRun\":true}"},
                new String[] {"/rsp/v1/dead-letters/discard", "{\"filter\":{\"type\":%s},\"dryRun\":true}"},
                new String[] {"/rsp/v1/dead-letters/discard", "{\"filter\":{\"since\":%s},\"dryRun\":true}"},
                new String[] {
                    "/tmf-api/serviceOrdering/v4/serviceOrder",
                    "{\"externalId\":\"a\",\"serviceOrderItem\":[{\"id\":%s}]}"
                },
                new String[] {"/tmf-api/serviceOrdering/v4/hub", "{\"callback\":%s}"},
                new String[] {"/tmf-api/serviceOrdering/v4/cancelServiceOrder", "{\"cancellationReason\":%s}"},
                new String[] {"/tmf-api/ServiceActivationAndConfiguration/v4/service", "{\"state\":%s}"},
                new String[] {"/esim-profile-management/v0/enable", "{\"esimProfile\":{\"eid\":%s}}"},
                new String[] {"/esim-profile-management/v0/retrieve-status", "{\"esimProfile\":{\"iccid\":%s}}"},
                new String[] {NOTIFICATION, "{\"notificationPointId\":%s}"},
                new String[] {"/gsma/rsp2/es2plus/handleNotification", "{\"iccid\":%s}"},
                new String[] {"/gsma/rsp2/es2plus/handleDeviceChangeRequest", "{\"iccid\":%s}"});
    }

    @ParameterizedTest
    @MethodSource("doors")
    void givenValuesThatNothingCanHold_thenEveryDoorRefusesThem(String path, String body) {
        for (var value : List.of(
                "8901000000000000019e99999999999",
                "1e9999999999",
                "-1e400",
                "1e-99999",
                "\"a\\ud800b\"",
                "\"\\udc00\"",
                "\"a\\u0000b\"",
                "[1e999]",
                "{\"\\ud800\":1}")) {
            var answer = operator.post(path, String.format(body, value));
            assertThat(answer.status()).as(value + " " + answer.text()).isBetween(400, 499);
            assertThat(answer.text()).doesNotContain("8901000000000000019", "Exception", "java");
        }
        // As a gateway's customer too.
        assertThat(ACME.post("/gsma/rsp2/es2plus/confirmOrder", "application/json", "{\"releaseFlag\":1e9999999999}")
                        .statusCode())
                .isEqualTo(400);
    }

    /** Two orders whose references differ only in what cannot be written are never one. */
    @Test
    void givenAHalfPairInAnOrder_thenItIsNoOrder() {
        long before = jdbc.queryForObject("select count(*) from operation", Long.class);
        var answer = acme.post(
                "/rsp/v1/operations",
                "{\"function\":\"getEIS\",\"eid\":\"" + EID + "\",\"clientReference\":\"a\\ud800b\"}",
                "Idempotency-Key",
                "half-pair");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("malformed-json");
        assertThat(jdbc.queryForObject("select count(*) from operation", Long.class))
                .isEqualTo(before);
    }

    /** Names that collide in a table of names, whatever its seed, never fail anybody else's order. */
    @Test
    void givenNamesThatCollide_thenTheOrdersOfOthersAreTaken() {
        var names = IntStream.range(0, 6_001)
                .mapToObj(n -> "\""
                        + IntStream.range(0, 16)
                                .mapToObj(i -> (n >> i & 1) == 0 ? "Bb" : "CA")
                                .reduce("", String::concat)
                        + "\":1")
                .toList();
        for (int i = 0; i < 20; i++) {
            var body = "{" + String.join(",", names.subList(i * 300, i * 300 + 300)) + "}";
            assertThat(globex.post("/rsp/v1/operations", body).code()).isEqualTo("invalid-command");
            assertThat(globex.post("/tmf-api/serviceOrdering/v4/serviceOrder", "{\"serviceOrderItem\":[" + body + "]}")
                            .status())
                    .isBetween(400, 499);
            assertThat(nobody.post(NOTIFICATION, body).text()).contains("invalid-notification");
        }
        var mine = acme.post(
                "/rsp/v1/operations",
                "{\"function\":\"rpmOrder\",\"eid\":\"" + EID + "\",\"parameters\":{\"message\":{" + names.get(6_000)
                        + "}}}");
        assertThat(mine.code()).as(mine.text()).isNotIn("malformed-json", "internal");
    }

    /** Nobody's XML: whatever is wrong in a DOCTYPE is a fault like that of any DOCTYPE. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>",
                "<!DOCTYPE \u0001><a/>",
                "<!DOCTYPE a [\u0002]><a/>",
                "<!DOCTYPE a [<!ENTITY \uFFFE \"x\">]><a/>",
                "<!DOCTYPE a SYSTEM \"\u0000\"><a/>",
                "<!DOCTYPE a [<!ELEMENT \u000b>]><a/>",
                "<!DOCTYPE",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]><a/>"
            })
    void givenADoctype_thenEveryXmlDoorRefusesIt(String xml) {
        assertThat(nobody.post("/esim-messaging/3/ES4/ES4MnoService", xml, "Content-Type", Soap.TYPE)
                        .status())
                .isBetween(400, 499);
        assertThat(ACME.post(Customer.ES4, Soap.TYPE, xml).statusCode()).isBetween(400, 499);
        assertThat(nobody.post(
                                "/esim-messaging/3/ES4/ES4MnoService",
                                "<?xml version=\"1.0\"?>" + xml,
                                "Content-Type",
                                "text/xml")
                        .status())
                .isBetween(400, 499);
        var job = acme.post("/rsp/v1/bulk-jobs?name=orders.xml", xml, "Content-Type", "application/xml");
        assertThat(job.status()).isIn(202, 400);
    }
}
