package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in: a clear problem, no stack trace, nothing half-done. */
class BadInputIT extends BundleIT {

    /** What curl sends when nobody said what it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rsp/v1/bulk-jobs",
                "/rsp/v1/inventory",
                "/rsp/v1/operations",
                "/tmf-api/serviceOrdering/v4/serviceOrder"
            })
    void givenAForm_thenItIsRefusedUnread(String path) {
        assertThat(acme.post(
                                path,
                                "A,orderProfile,P9054-1,LOGSECRET77",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(415);
        assertThat(nobody.post(path, "a=b", "Content-Type", "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(401);
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("", "malformed-json", null),
                Arguments.of("{", "malformed-json", null),
                Arguments.of("{\"function\":\"downloadOrder\",\"function\":\"cancelOrder\"}", "malformed-json", null),
                Arguments.of("[".repeat(100) + "]".repeat(100), "malformed-json", null),
                Arguments.of("{\"function\":\"" + "x".repeat(70_000) + "\"}", "malformed-json", null),
                Arguments.of("{} {}", "malformed-json", null),
                Arguments.of("[]", "invalid-command", ""),
                Arguments.of("{}", "invalid-command", "/function"),
                Arguments.of("{\"function\":\"enableEverything\"}", "invalid-command", "/function"),
                Arguments.of("{\"function\":1}", "invalid-command", "/function"),
                Arguments.of(
                        "{\"function\":\"releaseProfile\",\"iccid\":\"8947010000123456784\",\"tenant\":\"globex\"}",
                        "invalid-command",
                        "/tenant"),
                Arguments.of(
                        "{\"function\":\"releaseProfile\",\"iccid\":\"8947010000123456784\",\"state\":\"SUCCEEDED\"}",
                        "invalid-command",
                        "/state"),
                Arguments.of(
                        "{\"function\":\"releaseProfile\",\"iccid\":\"8947010000123456785\"}",
                        "invalid-command",
                        "/iccid"),
                Arguments.of(
                        "{\"function\":\"releaseProfile\",\"iccid\":8947010000123456784}", "invalid-command", "/iccid"),
                Arguments.of("{\"function\":\"releaseProfile\"}", "invalid-command", "/iccid"),
                Arguments.of("{\"function\":\"downloadOrder\"}", "invalid-command", "/iccid"),
                Arguments.of(
                        "{\"function\":\"downloadOrder\",\"iccid\":\"8947010000123456784\",\"eid\":\"89049032123451234512345678901234\"}",
                        "invalid-command",
                        "/eid"),
                Arguments.of(
                        "{\"function\":\"downloadOrder\",\"iccid\":\"8947010000123456784\",\"eid\":\"8904903212345123451234567890123X\"}",
                        "invalid-command",
                        "/eid"),
                Arguments.of(
                        "{\"function\":\"confirmOrder\",\"iccid\":\"8947010000123456784\",\"parameters\":{\"releaseFlag\":\"yes\"}}",
                        "invalid-command",
                        "/parameters/releaseFlag"),
                Arguments.of(
                        "{\"function\":\"confirmOrder\",\"iccid\":\"8947010000123456784\",\"parameters\":{\"a/b~\":1}}",
                        "invalid-command",
                        "/parameters/a~1b~0"),
                Arguments.of(
                        "{\"function\":\"confirmOrder\",\"iccid\":\"8947010000123456784\",\"parameters\":{\"matchingId\":\"lower\"}}",
                        "invalid-command",
                        "/parameters/matchingId"),
                Arguments.of(
                        "{\"function\":\"confirmOrder\",\"iccid\":\"8947010000123456784\",\"validityPeriod\":0}",
                        "invalid-command",
                        "/validityPeriod"),
                Arguments.of(
                        "{\"function\":\"confirmOrder\",\"iccid\":\"8947010000123456784\",\"clientReference\":\"a\\u0000b\"}",
                        "invalid-command",
                        "/clientReference"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void givenABadCommand_thenAProblemSaysWhatAndWhereAndNothingIsRecorded(String body, String code, String pointer) {
        long before = jdbc.queryForObject("select count(*) from operation", Long.class);
        var answer = acme.post("/rsp/v1/operations", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.code()).isEqualTo(code);
        if (pointer != null) {
            assertThat(answer.json().at("/violations/0/pointer").asText()).isEqualTo(pointer);
        }
        assertThat(answer.text()).doesNotContain("Exception", "io.rsproutes", "org.apache");
        assertThat(jdbc.queryForObject("select count(*) from operation", Long.class))
                .isEqualTo(before);
    }

    @Test
    void givenABodyOverTheLimit_thenItIsRefused() {
        assertThat(acme.post("/rsp/v1/operations", "{\"function\":\"" + "x".repeat(1_100_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "8988211000000000011, 8988211000000000011",
        "8988211000000000011F, 8988211000000000011",
        "8988211000000000011f, 8988211000000000011",
        "898821100000000001, 8988211000000000011"
    })
    void givenAnyFormOfAnIccid_thenItIsOneProfile(String written, String canonical) {
        var answer = acme.post("/rsp/v1/operations", "{\"function\":\"releaseProfile\",\"iccid\":\"" + written + "\"}");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("iccid").asText()).isEqualTo(canonical);
        assertThat(acme.get("/rsp/v1/operations?iccid=" + written).text()).contains(answer.id());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nowhere, 404, not-found",
        "DELETE, /rsp/v1/operations, 405, method-not-allowed",
        "GET, /rsp/v1/operations/01890000-0000-7000-8000-000000000000, 404, not-found",
        "GET, /rsp/v1/operations?limit=abc, 400, invalid-field",
        "GET, /rsp/v1/operations?limit=1001, 400, invalid-field",
        "GET, /rsp/v1/operations?function=bogus, 400, invalid-field",
        "GET, /rsp/v1/dead-letters?kind=bogus, 400, invalid-field",
        "GET, /rsp/v1/operations?limit=1&limit=2, 400, invalid-field",
        "GET, /rsp/v1/events?after=-1, 400, invalid-field",
        "GET, /actuator/env, 404, not-found",
        "GET, /actuator/heapdump, 404, not-found",
        "GET, /esim-messaging/services, 404, not-found"
    })
    void givenAWrongPathMethodOrField_thenAProblemAnswers(String method, String path, int status, String code) {
        var answer = acme.send(acme.request(path).method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void givenNoOrAWrongToken_thenItIsRefused() {
        assertThat(nobody.get("/rsp/v1/operations").status()).isEqualTo(401);
        assertThat(nobody.get("/rsp/v1/operations", "Authorization", "Bearer demo-acme2")
                        .status())
                .isEqualTo(401);
        assertThat(nobody.get("/rsp/v1/operations", "Authorization", "Basic ZGVtbzphY21l")
                        .status())
                .isEqualTo(401);
        assertThat(nobody.get("/rsp/v1/operations").headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer");
        assertThat(nobody.get("/%72sp/v1/operations").status()).isEqualTo(401);
        assertThat(nobody.get("/openapi.yaml").status()).isEqualTo(200);
    }

    @Test
    void givenCamelHeadersInAnySpelling_thenTheyDoNothing() {
        var order = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";
        var asked = acme.post("/rsp/v1/operations?CamelHttpUri=http://127.0.0.1:1/", order);
        assertThat(asked.code()).isEqualTo("invalid-field");
        assertThat(asked.text()).contains("CamelHttpUri", "is no query parameter");
        var answer = acme.post(
                "/rsp/v1/operations",
                order,
                "CamelHttpResponseCode",
                "299",
                "CAmelSqlQuery",
                "drop table operation",
                "cAmelJmsDestinationName",
                "rsp.commands",
                "operationName",
                "x");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase().startsWith("camel"));
        assertThat(jdbc.queryForObject("select count(*) from operation", Long.class))
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"/rsp/v1/operations", "/gsma/rsp2/es2plus/handleDownloadProgressInfo"})
    void givenABodyThatIsNotUtf8_thenItIsTheCallersFault(String path) {
        var body = "{\"iccid\":\"8901000000000000019\",\"x\":\"\u00ff\u00fe\"}".getBytes(StandardCharsets.ISO_8859_1);
        var answer = acme.send(acme.request(path).POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValue(path.startsWith("/gsma/") ? "application/json" : "application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, /rsp/v1/operations",
        "GET, /rsp/v1/operations/x/resolve",
        "GET, /rsp/v1/dead-letters/x/replay",
        "PATCH, /rsp/v1/subscriptions",
        "PUT, /rsp/v1/inventory"
    })
    void givenAMethodNobodyTakes_thenNoHeaderOfTheRequestComesBack(String method, String path) {
        var answer = acme.send(acme.request(path, "Cookie", "session=secret", "X-Foo", "bar")
                .method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.status()).isIn(404, 405);
        assertThat(answer.headers().map().keySet()).doesNotContain("authorization", "cookie", "x-foo");
    }

    @Test
    void givenABodyWithBrokenFraming_thenItIsTheCallersFault() throws Exception {
        try (var socket = new Socket("127.0.0.1", URI.create(BASE).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            ("POST /rsp/v1/operations HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer demo-acme\r\nContent-Type: application/json\r\n"
                                            + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
        }
    }

    @Test
    void givenABrokenRequestLine_thenTomcatsOwnAnswerIsAProblemToo() throws Exception {
        try (var socket = new Socket("127.0.0.1", URI.create(BASE).getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /a|b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .doesNotContain("<html", "Tomcat");
        }
    }

    /** An answer stays an answer, however much is wrong. */
    @Test
    void givenSixtyThousandFaults_thenFiftyAreListedAndTheRestCounted() {
        var fields = new StringBuilder("{\"function\":\"releaseProfile\",\"iccid\":\"8947010000123456784\"");
        for (int i = 0; i < 60_000; i++) {
            fields.append(",\"x").append(i).append("\":1");
        }
        var answer = acme.post("/rsp/v1/operations", fields.append('}').toString());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("violations")).hasSize(50);
        assertThat(answer.json().path("moreViolations").asInt()).isEqualTo(59_950);
        assertThat(answer.text().length()).isLessThan(65_536);
        var hub = acme.post("/rsp/v1/subscriptions", fields.toString());
        assertThat(hub.status()).isEqualTo(400);
        assertThat(hub.text().length()).isLessThan(65_536);
    }

    @Test
    void givenHealthAndMetrics_thenTheySpeakAndHideOurInsides() {
        var health = nobody.get("/actuator/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.json().at("/components/broker/status").asText()).isEqualTo("UP");
        assertThat(health.json().at("/components/db/status").asText()).isEqualTo("UP");
        assertThat(health.text()).doesNotContain("path", "/work").doesNotContainPattern("[0-9]+\\.[0-9]+\\.[0-9]+");
        ordered();
        assertThat(nobody.get("/actuator/prometheus").text())
                .contains(
                        "rsp_operations_total{",
                        "rsp_sweeper_lag_seconds{",
                        "rsp_dead_letters_open",
                        "rsp_operation_duration_seconds");
    }
}
