package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.rsproutes.common.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditsTest {

    private static final Instant ORDERED = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "enableProfile, 1, Enabled, , done",
        "enableProfile, 1, Disabled, , not-done",
        "enableProfile, 1, Odd, , unknown",
        "enableProfile, 2, Enabled, , not-done",
        "setFallBackAttribute, 1, Enabled, true, done",
        "setFallBackAttribute, 1, Enabled, false, not-done",
        "setFallBackAttribute, 1, Enabled, , unknown"
    })
    void theCardSaysWhetherTheCallWasExecuted(
            String function, String iccid, String state, Boolean fallback, String verdict) {
        var eis = Json.read("{\"profiles\": [{\"iccid\": \"1\", \"state\": \"" + state + "\""
                + (fallback == null ? "" : ", \"fallback\": " + fallback) + "}]}");

        assertThat(Audits.evaluate(function, iccid, eis, ORDERED, ORDERED)).isEqualTo(verdict);
    }

    @Test
    void whatWasSoBeforeTheOrderSaysNothing() {
        var eis = Json.read("{\"profiles\": [{\"iccid\": \"1\", \"state\": \"Enabled\"}]}");

        assertThat(Audits.evaluate("enableProfile", "1", eis, ORDERED.minusSeconds(301), ORDERED))
                .isEqualTo("unknown");
        assertThat(Audits.evaluate("enableProfile", "1", Json.read("{}"), ORDERED, ORDERED))
                .isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "refused, 1.2.3, terminal, never",
        "refused, , terminal, unknown",
        "refused, 1.2.3, retry, unknown",
        "unknown, 1.2.3, terminal, unknown"
    })
    void aPeerThatCannotTellNeverWill(String outcome, String code, String kind, String verdict) {
        var status = Json.MAPPER.createObjectNode().put("class", kind);
        Json.put(status, "subjectCode", code);

        assertThat(Audits.unanswered(outcome, status)).isEqualTo(verdict);
    }
}
