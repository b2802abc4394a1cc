package io.rsproutes.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpServer;
import io.rsproutes.support.Loopback;
import io.rsproutes.support.Scan;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fuzz finds what it is there to find, and makes a finding again. */
class FuzzTest {

    private static final List<Endpoint> OPEN =
            Endpoint.all().stream().filter(endpoint -> !endpoint.partner()).toList();
    private HttpServer server;

    @AfterEach
    void end() {
        Scan.found().clear();
        if (server != null) {
            server.stop(0);
        }
    }

    private List<String> findings(int status, String body) throws InterruptedException {
        server = Loopback.serve(java.util.Map.of("/", exchange -> {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }));
        // What the JDK's server refuses in words of its own never came to the handler.
        return new Fuzz(OPEN, URI.create(Loopback.url(server)).getPort(), 0, null)
                .run(1, 200).stream()
                        .filter(finding -> !finding.contains("<h1>400 Bad Request</h1>"))
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({"500, ''", "503, ''", "400, at io.rsproutes.northbound.rest.Edge", "400, java.lang.NullPointerException"
    })
    void whatMustNotBeAnswered_isFound(int status, String body) throws InterruptedException {
        assertThat(findings(status, body)).isNotEmpty().allMatch(finding -> finding.startsWith("seed 1 number "));
    }

    @Test
    void anErrorWithoutEndIsFound_andAnIdentifierInClear() throws InterruptedException {
        assertThat(findings(400, "x".repeat(70_000))).isNotEmpty();
        server.stop(0);
        assertThat(findings(400, "iccid 8947010000123456784")).isEmpty();
        assertThat(Scan.found()).isNotEmpty();
    }

    @Test
    void whatIsRightIsNoFinding() throws InterruptedException {
        assertThat(findings(200, "{}")).isEmpty();
        assertThat(findings(404, "{\"code\":\"not-found\"}")).isEmpty();
    }

    @Test
    void aSeedMakesTheSameRequests_atEveryDoor() {
        var endpoints = Endpoint.all();
        assertThat(IntStream.range(0, 2_000)
                        .mapToObj(n -> Request.of(endpoints, 7, n).endpoint().name())
                        .collect(Collectors.toSet()))
                .hasSameSizeAs(endpoints);
        for (int n = 0; n < 200; n++) {
            assertThat(Request.of(endpoints, 7, n).bytes())
                    .isEqualTo(Request.of(endpoints, 7, n).bytes());
        }
        assertThat(Request.of(endpoints, 7, 1).bytes())
                .isNotEqualTo(Request.of(endpoints, 8, 1).bytes());
    }
}
