package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardInfoTest {

    @ParameterizedTest
    @CsvSource({
        "Allocated, pending",
        "Linked, pending",
        "Confirmed, pending",
        "Released, issued",
        "Downloaded, downloaded",
        "Installed, installed",
        "Enabled, installed",
        "Disabled, installed",
        "Deleted, deleted",
        "Error, failed",
        "Available, cancelled",
        "Unavailable, cancelled",
        "Locked, unknown"
    })
    void aStateAtTheSmdpSaysWhatBecameOfTheCode(String state, String word) {
        assertThat(CardInfo.activation(state)).isEqualTo(word);
    }

    private static Map<String, Object> told(String iccid, String name, String content, long second) {
        return Map.of(
                "iccid",
                iccid,
                "name",
                name,
                "content",
                content,
                "source",
                "handleNotification",
                "peer",
                "smdp-a",
                "observed_at",
                Timestamp.from(Instant.ofEpochSecond(second)));
    }

    @Test
    void theDeviceIsWhatOneNotificationToldLast() {
        var view = Json.MAPPER.createObjectNode();

        CardInfo.device(
                view,
                List.of(
                        told("1", "imei", "352030001234560", 20),
                        told("2", "tac", "99999999", 20),
                        told("1", "model", "Phone 6", 10)),
                "iccid");

        assertThat(view.toString())
                .isEqualTo("{\"device\":{\"imei\":\"352030001234560\",\"tac\":\"35203000\",\"iccid\":\"1\","
                        + "\"source\":\"handleNotification\",\"peer\":\"smdp-a\",\"at\":\"1970-01-01T00:00:20Z\"}}");
    }

    @Test
    void givenNothingTold_thenThereIsNoDevice_andOneWithoutTimeShowsNone() {
        var view = Json.MAPPER.createObjectNode();
        CardInfo.device(view, List.of(), "iccid");
        assertThat(view).isEmpty();

        CardInfo.device(view, List.of(told("1", "tac", "35203000", 0)), "iccid");
        assertThat(view.path("device").has("at")).isFalse();
        assertThat(view.at("/device/tac").asText()).isEqualTo("35203000");
    }

    @Test
    void aMomentSaysWhatItsEventSays_andNothingThatIsNotForATimeline() {
        var moment = CardInfo.moment(
                Map.of(
                        "at",
                        Timestamp.from(Instant.EPOCH),
                        "type",
                        "rsp.profile.disabled",
                        "data",
                        "{\"iccid\":\"1\",\"cause\":\"fall-back\",\"raw\":\"{}\",\"status\":{\"status\":\"Failed\"},\"note\":null}"));

        assertThat(moment.toString())
                .isEqualTo("{\"at\":\"1970-01-01T00:00:00Z\",\"type\":\"rsp.profile.disabled\",\"iccid\":\"1\","
                        + "\"cause\":\"fall-back\",\"status\":{\"status\":\"Failed\"}}");
    }
}
