package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Query parameters: those that a path has, in every spelling, and no other. */
class QueryParametersIT extends ContractScenarios {

    @Test
    void givenAQueryParameterThatIsNone_thenItIsRefusedAndTheOthersNamed() throws Exception {
        for (var one : operations()) {
            var path = filled(one.path(), Map.of());
            for (var query :
                    List.of("nothing=1", "Prefer=wait%3D5", "Idempotency-Key=k", "tenant=globex", "%20limit=1")) {
                if (one.query().contains(query.replaceFirst("=.*", ""))) {
                    continue;
                }
                var answer = send(
                        one.method(),
                        path + (path.contains("?") ? "&" : "?") + query,
                        one.method().equals("GET") ? null : "{}");
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

    /** It would find the first page for ever, or an empty last one. */
    @Test
    void givenACursorThatNoPageHas_thenItIsRefused() throws Exception {
        var paging = operations().stream()
                .filter(one -> one.query().contains("cursor"))
                .toList();
        assertThat(paging).hasSizeGreaterThanOrEqualTo(10);
        for (var one : paging) {
            var path = filled(one.path(), Map.of());
            for (var cursor : List.of("zz", "ZZZ", "-", "1", NOWHERE + "x", "null")) {
                var query = (path.contains("?") ? "&" : "?") + "cursor=" + cursor;
                var answer = operator.get(path + query);
                error(one.at() + query, path, answer, 400);
                assertThat(answer.code()).isEqualTo("invalid-field");
                assertThat(answer.json().at("/violations/0/pointer").asText()).isEqualTo("cursor");
            }
        }
    }

    /** An empty filter would show everything; only the cursor is given back as it came. */
    @Test
    void givenAnEmptyParameter_thenItIsRefused_butForTheCursor() throws Exception {
        for (var one : operations()) {
            for (var name : one.query()) {
                var path = filled(one.path(), Map.of()).replaceFirst("\\?.*", "");
                if (name.equals("cursor")) {
                    assertThat(send(one.method(), path + "?cursor=", null).text())
                            .as(one.at())
                            .doesNotContain("is empty");
                    continue;
                }
                for (var query : List.of("?" + name + "=", "?" + name)) {
                    var answer = send(one.method(), path + query, one.method().equals("GET") ? null : "{}");
                    error(one.at() + query, path, answer, 400);
                    assertThat(answer.text()).as(one.at() + query).contains(name, "is empty; leave it out");
                }
            }
        }
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
}
