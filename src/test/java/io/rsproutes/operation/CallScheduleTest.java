package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rsproutes.config.Functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a call goes again. */
class CallScheduleTest {

    private final CallSchedule calls = new CallSchedule(null);

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "7, 60", "40, 60"})
    void theWaitDoublesUpToTheLongestAndIsJittered(int sendings, int wait) {
        for (int i = 0; i < 50; i++) {
            assertThat(calls.backoff(sendings, null, "1s", "1m")).isBetween(wait * 0.75, wait * 1.25);
        }
    }

    @Test
    void aPeerThatAsksForMoreTimeGetsIt() {
        assertThat(calls.backoff(1, 30, "1s", "1m")).isEqualTo(30);
        assertThat(calls.backoff(6, 1, "1s", "1m")).isBetween(24d, 40d);
    }

    @Test
    void aLaterStepCountsItsOwnSendings() {
        assertThat(calls.sendings(3, null)).isEqualTo(3);
        assertThat(calls.sendings(3, 2)).isEqualTo(1);
    }

    /** The route is where a team reads and changes what may be repeated; what only reads must agree. */
    @Test
    void whatTheRouteRepeatsIsWhatTheFunctionsSay() throws IOException {
        var repeatable = Functions.names().stream()
                .filter(name -> Functions.get(name).repeatable())
                .toList();
        JsonNode rule = null;
        for (var entry : new YAMLMapper().readTree(new File("routes/core/outcome.camel.yaml"))) {
            if (entry.at("/route/id").asText().equals("core-outcome-repeatable")) {
                rule = entry.at("/route/from/steps/0/setVariable/expression/simple/expression");
            }
        }
        var listed = rule.asText().replaceFirst(".*'(.*)'.*", "$1");
        assertThat(List.of(listed.split(","))).containsExactlyInAnyOrderElementsOf(repeatable);
    }
}
