package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** Headers: those that count as their RFC has them, and those that only look like fields of ours. */
class RequestHeadersIT extends ContractScenarios {

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

        var order = """
                    {"function":"downloadOrder","parameters":{"profileType":"P9054-1"}}""";
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
        var order = """
                    {"function":"downloadOrder","parameters":{"profileType":"P9054-1"}}""";

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
