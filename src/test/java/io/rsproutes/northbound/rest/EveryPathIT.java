package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.QuietLog;
import org.junit.jupiter.api.Test;

/** Every path of every contract, and those beside them, as clients of all kinds call them. */
class EveryPathIT extends BundleIT {

    private static final String NOWHERE = "01890000-0000-7000-8000-000000000000";
    /**
     * What clients accept, as they write it: none, curl, Java, generated clients, browsers, and those who want what
     * there is not.
     */
    private static final List<String> ACCEPTS = Arrays.asList(
            null,
            "*/*",
            "application/json",
            "application/json, application/problem+json",
            "application/*",
            "application/json;q=0.9, */*;q=0.1",
            "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
            "text/plain, application/json, application/*+json, */*",
            "APPLICATION/JSON",
            "text/csv",
            "image/png");

    /** One method of one path. */
    private record Operation(String contract, String method, String path, List<String> query, List<String> produces) {
        String at() {
            return method + " " + path;
        }

        boolean tmf() {
            return contract.startsWith("tmf");
        }
    }

    private static List<Operation> operations() throws IOException {
        var all = new ArrayList<Operation>();
        for (var name : Contracts.NAMES) {
            if (name.equals("asyncapi.yaml")) {
                continue;
            }
            var contract = ContractsTest.read(name);
            var base = contract.at("/servers/0/url").asText().replaceFirst("/$", "");
            contract.path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(method -> {
                        var query = new ArrayList<String>();
                        method.getValue().path("parameters").forEach(one -> {
                            if (one.path("in").asText().equals("query")) {
                                query.add(one.path("name").asText());
                            }
                        });
                        var produces = new ArrayList<String>();
                        method.getValue().path("responses").properties().forEach(answer -> {
                            if (answer.getKey().startsWith("2")) {
                                answer.getValue().path("content").fieldNames().forEachRemaining(produces::add);
                            }
                        });
                        all.add(new Operation(
                                name, method.getKey().toUpperCase(), base + path.getKey(), query, produces));
                    }));
        }
        assertThat(all).hasSizeGreaterThan(40);
        return all;
    }

    private static String filled(String path, Map<String, String> ids) {
        for (var id : ids.entrySet()) {
            if (path.startsWith(id.getKey())) {
                path = path.replace("{id}", id.getValue());
            }
        }
        return path.replace("{eid}", EID)
                .replace("{iccid}", "8947010000123456784")
                .replace("{id}", NOWHERE);
    }

    private Answer send(String method, String path, String body, String... headers) {
        return operator.send(operator.request(path, headers)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private static String type(Answer answer) {
        return answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    }

    /** An error as this face says it. */
    private static void error(String at, String path, Answer answer, int status) {
        assertThat(answer.status()).as(at + " " + answer.text()).isEqualTo(status);
        if (path.startsWith("/tmf-api/")) {
            assertThat(type(answer)).as(at).isEqualTo("application/json");
            assertThat(answer.json().path("@type").asText())
                    .as(at + answer.text())
                    .isEqualTo("Error");
            assertThat(answer.json().path("reason").asText()).as(at).isNotBlank();
        } else if (path.startsWith("/esim-profile-management/")) {
            assertThat(type(answer)).as(at).isEqualTo("application/json");
            assertThat(answer.json().path("status").asInt())
                    .as(at + answer.text())
                    .isEqualTo(status);
            assertThat(answer.json().path("code").asText())
                    .as(at)
                    .matches("[A-Z_]+")
                    .isNotEqualTo("INTERNAL");
        } else if (path.startsWith("/gsma/")) {
            assertThat(type(answer)).as(at).isEqualTo("application/json");
            assertThat(answer.headers().firstValue("X-Admin-Protocol")).as(at).isPresent();
            assertThat(answer.json()
                            .at("/header/functionExecutionStatus/status")
                            .asText())
                    .as(at + answer.text())
                    .isEqualTo("Failed");
            assertThat(answer.json()
                            .at("/header/functionExecutionStatus/statusCodeData/reasonCode")
                            .asText())
                    .as(at)
                    .isNotBlank();
        } else {
            assertThat(type(answer)).as(at).isEqualTo("application/problem+json");
            assertThat(answer.json().path("status").asInt())
                    .as(at + answer.text())
                    .isEqualTo(status);
            assertThat(answer.code()).as(at).isNotBlank();
        }
    }

    @Test
    void givenWhateverTheClientAccepts_thenItIsAnsweredWithWhatThereIs() throws Exception {
        var ids = new LinkedHashMap<String, String>();
        var operation = acme.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        ids.put("/rsp/v1/operations", operation.id());
        ids.put("/tmf-api/ServiceActivationAndConfiguration/v4/monitor", operation.id());
        ids.put(
                "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                operation.json().path("iccid").asText());
        ids.put("/tmf-api/resourceInventoryManagement/v4/resource", EID);
        ids.put("/esim-profile-management/v0/operations", operation.id());
        var sent = new TreeMap<String, Integer>();
        for (var one : operations()) {
            if (!one.method().equals("GET")) {
                continue;
            }
            for (var accept : ACCEPTS) {
                var path = filled(one.path(), ids);
                var answer = accept == null ? send("GET", path, null) : send("GET", path, null, "Accept", accept);
                var at = one.at() + " Accept: " + accept;
                if (answer.status() == 200) {
                    boolean csv = one.produces().equals(List.of("text/csv"))
                            || one.produces().contains("text/csv") && "text/csv".equals(accept);
                    assertThat(type(answer)).as(at).isEqualTo(csv ? "text/csv" : "application/json");
                    sent.merge(one.path(), 1, Integer::sum);
                } else {
                    error(at, path, answer, 404);
                }
            }
        }
        assertThat(sent.values())
                .as("every path that was answered was answered always")
                .containsOnly(ACCEPTS.size());
        assertThat(sent.keySet())
                .hasSizeGreaterThan(17)
                .contains(
                        "/rsp/v1/operations",
                        "/rsp/v1/operations/{id}",
                        "/rsp/v1/subscriptions",
                        "/rsp/v1/events",
                        "/rsp/v1/inbox",
                        "/rsp/v1/bulk-jobs",
                        "/rsp/v1/dead-letters",
                        "/rsp/v1/status-codes",
                        "/rsp/v1/reports/profiles",
                        "/tmf-api/resourceInventoryManagement/v4/resource/{id}");
    }

    @Test
    void givenWhateverTheClientAccepts_thenItsOrdersAreTaken() {
        var orders = Map.of(
                "/rsp/v1/operations",
                "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}",
                "/rsp/v1/subscriptions",
                "{\"channel\":\"queue\",\"queue\":\"bss.acme.accept\",\"types\":[\"rsp.service-order.*\"]}",
                "/esim-profile-management/v0/retrieve-status",
                "{\"esimProfile\":{\"eid\":\"" + EID + "\"}}",
                "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                "{\"state\":\"active\",\"serviceSpecification\":{\"id\":\"P9054-1\"}}");
        for (var accept : ACCEPTS) {
            orders.forEach((path, body) -> {
                var answer = accept == null ? acme.post(path, body) : acme.post(path, body, "Accept", accept);
                assertThat(answer.status())
                        .as(path + " Accept: " + accept + " " + answer.text())
                        .isBetween(200, 202);
                assertThat(type(answer)).as(path + " Accept: " + accept).isEqualTo("application/json");
                if (path.endsWith("/subscriptions")) {
                    acme.delete(path + "/" + answer.id());
                }
            });
            error(
                    "a bad order, Accept: " + accept,
                    "/rsp/v1/operations",
                    accept == null
                            ? acme.post("/rsp/v1/operations", "{}")
                            : acme.post("/rsp/v1/operations", "{}", "Accept", accept),
                    400);
        }
    }

    /**
     * As a browser's stack and an old Java write it, and as nobody should: 400 in words, with and without token, at
     * open paths too.
     */
    @Test
    void givenAnAcceptThatNobodyCanRead_thenItIsRefusedInWords() {
        try (var log = new QuietLog()) {
            for (var bad : List.of(
                    "foo", "/", "a/b/c", "application/", "*/json", "text/html;q=\"", "application/json;q=2", "a b/c")) {
                assertThat(acme.get("/rsp/v1/operations", "Accept", bad).status())
                        .as(bad)
                        .isEqualTo(400);
                assertThat(nobody.get("/actuator/health", "Accept", bad).status())
                        .as(bad)
                        .isEqualTo(400);
                assertThat(nobody.get("/openapi.yaml", "Accept", bad).status())
                        .as(bad)
                        .isEqualTo(400);
                assertThat(nobody.get("/rsp/v1/operations", "Accept", bad).status())
                        .as(bad)
                        .isEqualTo(401);
                assertThat(nobody.get("/nowhere", "Accept", bad).status())
                        .as(bad)
                        .isEqualTo(401);
                assertThat(nobody.post("/gsma/rsp2/es2plus/handleNotification", "{}", "Accept", bad)
                                .status())
                        .as(bad)
                        .isEqualTo(400);
            }
            assertThat(log.loud()).isEmpty();
        }
    }

    @Test
    void givenAMethodThatAPathDoesNotTake_thenItSaysWhichItTakes() throws Exception {
        var taken = new TreeMap<String, TreeSet<String>>();
        operations().forEach(one -> taken.computeIfAbsent(one.path(), path -> new TreeSet<>())
                .add(one.method()));
        // Those that no contract has.
        taken.get("/rsp/v1/bulk-jobs").add("POST");
        taken.put("/rsp/v1/inventory", new TreeSet<>(List.of("POST")));
        taken.put("/rsp/v1/events/stream", new TreeSet<>(List.of("GET")));
        taken.put("/openapi.yaml", new TreeSet<>(List.of("GET")));
        taken.put("/openapi/rsp.yaml", new TreeSet<>(List.of("GET")));
        for (var function : List.of(
                "handleDownloadProgressInfo",
                "handleNotification",
                "handleDeviceChangeRequest",
                "downloadOrder",
                "confirmOrder",
                "cancelOrder",
                "releaseProfile")) {
            taken.put("/gsma/rsp2/es2plus/" + function, new TreeSet<>(List.of("POST")));
        }
        try (var log = new QuietLog()) {
            for (var path : taken.entrySet()) {
                for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get")) {
                    if (path.getValue().contains(method)) {
                        continue;
                    }
                    var answer = send(method, filled(path.getKey(), Map.of()), null);
                    error(method + " " + path.getKey(), path.getKey(), answer, 405);
                    assertThat(answer.headers().firstValue("Allow"))
                            .as(method + " " + path.getKey())
                            .hasValue(String.join(", ", path.getValue()));
                    assertThat(answer.headers().map().keySet()).doesNotContain("authorization");
                }
                var options =
                        send("OPTIONS", filled(path.getKey(), Map.of()), null, "Access-Control-Request-Method", "POST");
                assertThat(options.status()).as(path.getKey()).isEqualTo(200);
                assertThat(options.headers().firstValue("Allow")).hasValue(String.join(", ", path.getValue()));
            }
            assertThat(log.loud()).isEmpty();
        }
    }

    @Test
    void givenAPathThatIsNone_thenItIsNotFoundInTheWordsOfItsFace() throws Exception {
        for (var one : operations()) {
            var path = filled(one.path(), Map.of());
            error("below " + path, path, send("GET", path + "/nothing/at/all", null), 404);
            error("dressed up " + path, path, send(one.method(), path + ";a=b", null), 404);
        }
        for (var path : List.of(
                "/nowhere",
                "/tmf-api/nothing",
                "/tmf-api/serviceOrdering/v4/nothing",
                "/esim-profile-management/v0/nothing",
                "/gsma/rsp2/es2plus/nothing",
                "/gsma/nothing")) {
            error(path, path, send("POST", path, "{}"), 404);
        }
    }

    /** Nobody's token, at every face. */
    @Test
    void givenNoToken_thenTheFaceSaysSoInItsWords() throws Exception {
        for (var one : operations()) {
            var path = filled(one.path(), Map.of());
            error(one.at(), path, nobody.send(nobody.request(path).method(one.method(), BodyPublishers.noBody())), 401);
        }
    }

    @Test
    void givenAQueryParameterThatIsNone_thenItIsRefusedAndTheOthersNamed() throws Exception {
        for (var one : operations()) {
            var path = filled(one.path(), Map.of());
            for (var query :
                    List.of("nothing=1", "Prefer=wait%3D5", "Idempotency-Key=k", "tenant=globex", "%20limit=1")) {
                var answer = send(one.method(), path + "?" + query, one.method().equals("GET") ? null : "{}");
                error(one.at() + "?" + query, path, answer, 400);
                for (var name : one.query()) {
                    assertThat(answer.text()).as(one.at()).contains(name);
                }
            }
        }
        error(
                "upload",
                "/rsp/v1/",
                acme.post("/rsp/v1/bulk-jobs?name=a.csv&format=x", "a", "Content-Type", "text/csv"),
                400);
        error(
                "inventory",
                "/rsp/v1/",
                operator.post("/rsp/v1/inventory?tenant=a", "eid", "Content-Type", "text/csv"),
                400);
        error("stream", "/rsp/v1/", acme.get("/rsp/v1/events/stream?types=rsp.profile.*"), 400);
    }

    static Stream<String> bad() {
        return Stream.of(
                "/rsp/v1/operations?state=done",
                "/rsp/v1/operations?function=enable",
                "/rsp/v1/operations?eid=%ff",
                "/rsp/v1/operations?limit=1&limit=1",
                "/rsp/v1/operations?cursor=a%00b",
                "/rsp/v1/events?type=foo",
                "/rsp/v1/events?type=rsp.profil.*",
                "/rsp/v1/events?type=rsp.operation.done",
                "/rsp/v1/events/stream?type=operation.*",
                "/rsp/v1/events/stream?after=x",
                "/rsp/v1/inbox?state=OPEN",
                "/rsp/v1/dead-letters?state=dead",
                "/rsp/v1/dead-letters?kind=x",
                "/rsp/v1/reports/operations?format=xml",
                "/rsp/v1/reports/operations?from=yesterday",
                "/rsp/v1/reports/operations?from=0000-01-01T00:00:00Z",
                "/rsp/v1/reports/operations?to=%2B999999999-01-01T00:00:00Z",
                "/rsp/v1/reports/profiles?profileType=a%00b",
                "/rsp/v1/reports/profiles?iccid=1",
                "/tmf-api/serviceOrdering/v4/serviceOrder?state=done",
                "/tmf-api/serviceOrdering/v4/serviceOrder?fields=id",
                "/tmf-api/resourceInventoryManagement/v4/resource?category=card",
                "/tmf-api/resourceInventoryManagement/v4/resource?offset=-1");
    }

    @Test
    void givenAFilterThatCannotMatch_thenItSaysTheRightForm() {
        bad().forEach(path -> {
            var answer = operator.get(path);
            error(path, path, answer, 400);
            assertThat(answer.text())
                    .as(path)
                    .doesNotContain("wrong form")
                    .containsPattern("such as|is not|is none of|there are|more than once");
        });
        assertThat(operator.get("/rsp/v1/events?type=foo").text())
                .contains("rsp.profile.installed", "rsp.operation.succeeded", "rsp.service-order.created");
        assertThat(operator.get("/rsp/v1/operations?state=done").text()).contains("SUCCEEDED");
    }

    @Test
    void givenAFilterInAnotherSpelling_thenItIsUnderstood() {
        for (var path : List.of(
                "/rsp/v1/operations?state=in-doubt",
                "/rsp/v1/operations?state=succeeded",
                "/rsp/v1/dead-letters?state=OPEN",
                "/tmf-api/serviceOrdering/v4/serviceOrder?state=inProgress",
                "/rsp/v1/events?type=rsp.*.failed",
                "/rsp/v1/events?type=*",
                "/rsp/v1/reports/operations?from=2026-01-01T00:00:00%2B01:00&to=2026-12-31T00:00:00+01:00",
                "/rsp/v1/reports/operations?from=2026-01-01T00:00:00%2B18:00")) {
            assertThat(operator.get(path).status()).as(path).isEqualTo(200);
        }
        JsonNode cards = operator.get("/tmf-api/resourceInventoryManagement/v4/resource?category=euicc&limit=1")
                .json();
        assertThat(cards).isNotEmpty();
    }

    /** HTTP's own headers, and those of proxies, are named like fields of ours. */
    @Test
    void givenHeadersThatAreNamedLikeFields_thenTheyAreNone() throws Exception {
        String[] headers = {
            "From",
            "bss@example.com",
            "To",
            "x",
            "Id",
            "../..",
            "Eid",
            "1",
            "Iccid",
            "1",
            "Name",
            "a/b",
            "State",
            "nonsense",
            "Function",
            "nonsense",
            "Limit",
            "-1",
            "Cursor",
            "?",
            "After",
            "x",
            "Type",
            "nonsense",
            "Subject",
            "?",
            "Kind",
            "nonsense",
            "Outcome",
            "?",
            "Offset",
            "-1",
            "Externalid",
            "x",
            "Category",
            "1",
            "Peer",
            "?",
            "Profiletype",
            "",
            "Format",
            "xml",
            "Prefer",
            "respond-async",
            "Prefer",
            "handling=lenient"
        };
        for (var one : operations()) {
            if (one.method().equals("GET")) {
                var answer = send("GET", filled(one.path(), Map.of()), null, headers);
                assertThat(answer.status()).as(one.at() + answer.text()).isIn(200, 404);
                assertThat(answer.text()).as(one.at()).doesNotContain("invalid-field", "INVALID_ARGUMENT");
            }
        }
        var order = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";
        assertThat(acme.post("/rsp/v1/operations", order, headers).status()).isEqualTo(202);
        acme.post("/rsp/v1/operations", order);
        assertThat(acme.post("/rsp/v1/bulk-jobs?name=auditEIS.y.txt", EID, "Name", "x/y", "Content-Type", "text/plain")
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("auditEIS.y.txt");
        assertThat(acme.post("/rsp/v1/bulk-jobs", EID, "Name", "auditEIS.x.txt", "Content-Type", "text/plain")
                        .text())
                .doesNotContain("auditEIS.x.txt");
        assertThat(operator.get("/rsp/v1/operations", "Limit", "1")
                        .json()
                        .path("items")
                        .size())
                .isGreaterThan(1);
        // Nor are query parameters headers.
        assertThat(acme.post("/rsp/v1/operations?Prefer=wait%3D5", order).status())
                .isEqualTo(400);
    }

    @Test
    void givenPreferAsRfc7240HasIt_thenItIsUnderstood() {
        var order = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";
        for (var lines : List.of(
                List.of("respond-async", "wait=15"),
                List.of("Wait=15"),
                List.of("respond-async, WAIT = \"15\""),
                List.of("wait=15", "respond-async; foo=\"a,b\""))) {
            var headers =
                    lines.stream().flatMap(line -> Stream.of("Prefer", line)).toArray(String[]::new);
            var answer = acme.post("/rsp/v1/operations", order, headers);
            assertThat(answer.status()).as(lines + answer.text()).isEqualTo(200);
            assertThat(answer.state()).isEqualTo("SUCCEEDED");
        }
        assertThat(acme.post("/rsp/v1/operations", order, "Prefer", "await=15").status())
                .isEqualTo(202);
        assertThat(acme.post("/rsp/v1/operations", order, "Idempotency-Key", "a", "Idempotency-Key", "b")
                        .status())
                .isEqualTo(400);
    }
}
