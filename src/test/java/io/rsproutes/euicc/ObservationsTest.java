package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import io.rsproutes.common.Json;
import org.junit.jupiter.api.Test;

class ObservationsTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final Observations.Origin AUDIT =
            new Observations.Origin(EID, "auditEIS", "smsr", null, Instant.parse("2026-01-02T03:04:05.000006Z"));

    @Test
    void aCardShowsItselfAndItsProfiles() {
        var rows = Json.read(Observations.card(
                AUDIT,
                Json.read(
                        """
                {"smsrId": "1.2", "profiles": [{"iccid": "8947010000123456784", "state": "Enabled"}]}"""),
                "auditEIS",
                List.of()));

        assertThat(rows.findValuesAsText("name")).containsExactly("smsrId", "lastAudit", "state");
        assertThat(rows.get(2).path("subject").asText()).isEqualTo("8947010000123456784");
        assertThat(rows.get(2).path("observedAt").asText()).isEqualTo("2026-01-02T03:04:05.000006Z");
        assertThat(rows.get(2).has("operationId")).isFalse();
    }

    @Test
    void aProfileThatTheInventoryHasElsewhereIsNotBelieved() {
        var eis = Json.read("{\"profiles\": [{\"iccid\": \"8947010000123456784\", \"state\": \"Enabled\"}]}");

        assertThat(Observations.card(AUDIT, eis, "getEIS", List.of("8947010000123456784")))
                .isEqualTo("[]");
    }
}
