package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.rsproutes.config.Settings;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.operation.command.ProfileData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What an SM-DP+ answers to the data of profiles, in words of its dialect; never in words of its own. */
class ProfileDataCallsTest {

    private static final String A = "8947010000000700013";
    private static final String B = "8947010000000700021";

    private final Settings settings = new Binder(new MapConfigurationPropertySource(Map.of(
                    "rsp.peers.dp.interface", "es2plus",
                    "rsp.peers.dp.url", "https://dp.example.com",
                    "rsp.peers.dp.dialect", "own",
                    "rsp.dialects.own.interface", "es2plus",
                    "rsp.dialects.own.status-words.OK", "Executed-Success",
                    "rsp.dialects.own.provisioning.profiles", "items",
                    "rsp.dialects.own.provisioning.iccid", "id",
                    "rsp.dialects.own.provisioning.fields.ki", "ki")))
            .bind("rsp", Settings.class)
            .get();

    private Map<String, Object> read(String answer) {
        return new ProfileDataCalls(settings, new StatusCodes())
                .read(new ProfileData("dp", "T", List.of(A, B), List.of()), "call-1", answer);
    }

    private static String answer(String status, String more) {
        return "{\"header\":{\"functionExecutionStatus\":{\"status\":\"" + status + "\"}}" + more + "}";
    }

    private static List<String> outcomes(Map<String, Object> reading) {
        return ((List<?>) reading.get("profiles"))
                .stream()
                        .map(row -> ((Map<?, ?>) row).get("outcome").toString())
                        .toList();
    }

    @Test
    void withoutAList_theWholeCounts() {
        assertThat(outcomes(read(answer("OK", "")))).containsExactly("done", "done");
        assertThat(read(answer("OK", ""))).containsEntry("outcome", "done").containsEntry("executed", true);
        assertThat(outcomes(read(answer("Failed", "")))).containsExactly("refused", "refused");
        assertThat(read(answer("Failed", ""))).containsEntry("outcome", "refused");
    }

    @Test
    void withAList_eachCounts_andOneThatIsMissingIsUnknown() {
        var listed = ",\"items\":[{\"id\":\"" + A + "F\",\"status\":\"OK\"}]";
        assertThat(outcomes(read(answer("OK", listed)))).containsExactly("done", "unknown");
        assertThat(outcomes(read(answer("Failed", listed)))).containsExactly("done", "unknown");
        assertThat(outcomes(read(answer("OK", listed.replace("OK", "Perhaps")))))
                .containsExactly("unknown", "unknown");
    }

    @Test
    void ofARefusalOnlyCodesAreShown() {
        var reading = read(answer(
                "OK",
                ",\"items\":[{\"id\":\"" + A
                        + "\",\"status\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.1\","
                        + "\"reasonCode\":\"00FF00FF\",\"message\":\"00FF00FF\"}}}]"));

        assertThat(reading.get("profiles").toString())
                .contains("8.2.1", "Failed")
                .doesNotContain("00FF00FF");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a":                                                       | cannot be read
                    {"ki":"00FF"}                                               | cannot be read
                    {"header":{"functionExecutionStatus":{"status":"Perhaps"}}} | has no status
                    {"header":{"functionExecutionStatus":{"status":"OK"},"functionCallIdentifier":"call-2"}} | another call
                    """)
    void whatCannotBeReadIsADoubt(String answer, String words) {
        var reading = read(answer);

        assertThat(reading).containsEntry("outcome", "unknown").doesNotContainKey("profiles");
        assertThat(reading.get("detail").toString()).contains(words).doesNotContain("Perhaps", "00FF");
        assertThat(read(null)).containsEntry("outcome", "unknown");
    }
}
