package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.rsproutes.support.QuietLog;
import org.junit.jupiter.api.Test;

/** Every path of every contract, and those beside them: which methods it takes, where nothing is, and who may call. */
class EveryPathIT extends ContractScenarios {

    @Test
    void givenAMethodThatAPathDoesNotTake_thenItSaysWhichItTakes() throws Exception {
        var taken = new TreeMap<String, TreeSet<String>>();
        operations().forEach(one -> taken.computeIfAbsent(one.path(), path -> new TreeSet<>())
                .add(one.method()));
        // Those that no contract has.
        taken.get("/rsp/v1/bulk-jobs").add("POST");
        taken.get("/activation").add("GET");
        taken.get("/rsp/v1/inventory").add("POST");
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
                "releaseProfile",
                "getProfileStatus",
                "recoverProfile")) {
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
            var path = filled(one.path(), Map.of()).replaceFirst("\\?.*", "");
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
        for (var one : operations().stream().filter(one -> !one.open()).toList()) {
            var path = filled(one.path(), Map.of()).replaceFirst("\\?.*", "");
            error(one.at(), path, nobody.send(nobody.request(path).method(one.method(), BodyPublishers.noBody())), 401);
        }
    }
}
