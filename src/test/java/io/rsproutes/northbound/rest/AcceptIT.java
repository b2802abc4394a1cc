package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rsproutes.support.Order;
import io.rsproutes.support.QuietLog;
import org.junit.jupiter.api.Test;

/** Whatever a client says that it accepts, on every path, as clients of all kinds write it. */
class AcceptIT extends ContractScenarios {

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

    @Test
    void givenWhateverTheClientAccepts_thenItIsAnsweredWithWhatThereIs() throws Exception {
        var ids = new LinkedHashMap<String, String>();
        var operation = acme.order(Order.of("downloadOrder").with("profileType", "P9054-1"));
        ids.put("/rsp/v1/operations", operation.id());
        ids.put("/tmf-api/ServiceActivationAndConfiguration/v4/monitor", operation.id());
        ids.put(
                "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                operation.json().path("iccid").asText());
        ids.put("/tmf-api/resourceInventoryManagement/v4/resource", EID);
        ids.put("/esim-profile-management/v0/operations", operation.id());
        var sent = new TreeMap<String, Integer>();

        for (var one : operations()) {
            // An activation code is not shown in a form that nobody asked for: ActivationIT.
            if (!one.method().equals("GET") || one.path().endsWith("/activation")) {
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
                """
                {"function":"downloadOrder","parameters":{"profileType":"P9054-1"}}""",
                "/rsp/v1/subscriptions",
                """
                {"channel":"queue","queue":"bss.acme.accept","types":["rsp.service-order.*"]}""",
                "/esim-profile-management/v0/retrieve-status",
                """
                {"esimProfile":{"eid":"%s"}}""".formatted(EID),
                "/tmf-api/ServiceActivationAndConfiguration/v4/service",
                """
                {"state":"active","serviceSpecification":{"id":"P9054-1"}}""");

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
}
