package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsTest {

    private final Operations operations = new Operations();

    @Test
    void aResolutionSaysWhatTheLostAnswerWouldHave() {
        var resolution = operations.readResolution(
                """
                {"outcome": "succeeded", "reason": "asked\\nthe peer", "result": {"iccid": "8931440400000000011F", "matchingId": "A-1"}}""");

        assertThat(resolution.to()).isEqualTo("SUCCEEDED");
        assertThat(resolution.reason()).isEqualTo("asked the peer");
        assertThat(resolution.status()).contains("\"Executed-Success\"", "Settled by a person: asked the peer");
        assertThat(resolution.result()).containsOnlyKeys("iccid", "matchingId").containsEntry("matchingId", "A-1");
        assertThat(resolution.json()).contains("\"matchingId\":\"A-1\"");
    }

    @Test
    void aResolutionWithoutAResultHasNone() {
        var resolution = operations.readResolution("{\"outcome\": \"failed\", \"reason\": \"it is not there\"}");

        assertThat(resolution.to()).isEqualTo("FAILED");
        assertThat(resolution.result()).isEmpty();
        assertThat(resolution.json()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"outcome\": \"maybe\", \"reason\": \"x\"}",
                "{\"outcome\": \"failed\", \"reason\": \" \"}",
                "{\"outcome\": \"failed\", \"reason\": \"x\", \"result\": []}",
                "{\"outcome\": \"failed\", \"reason\": \"x\", \"result\": {\"eid\": \"1\"}}"
            })
    void whatIsNoResolutionIsRefused(String body) {
        assertThatThrownBy(() -> operations.readResolution(body))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo("invalid-resolution");
    }

    @Test
    void anOperationThatIsNotThereIsNotFound() {
        assertThatThrownBy(() -> operations.show(null))
                .isInstanceOf(Problem.class)
                .extracting(problem -> ((Problem) problem).status())
                .isEqualTo(404);
    }

    @Test
    void aPageThatIsFullHasACursor() {
        var row = new HashMap<String, Object>(Map.of("id", "7", "parameters", "{}", "state", "ACCEPTED"));

        assertThat(operations.list(List.of(row), 1)).contains("\"cursor\":\"7\"");
        assertThat(operations.list(List.of(row), 2)).contains("\"cursor\":null");
    }
}
