package io.rsproutes.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.SettingsFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFormatsTest {

    private static final JsonNode EVENT = Json.read(
            "{\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/rsp/v1/tenants/acme\",\"type\":\"rsp.operation.failed\",\"subject\":\"s1\",\"time\":\"2026-01-01T00:00:00Z\","
                    + "\"datacontenttype\":\"application/json\",\"sequence\":\"0000000003\",\"data\":{\"operationId\":\"o1\",\"state\":\"FAILED\",\"clientReference\":\"r1\",\"status\":{\"message\":\"no\"}}}");

    @TempDir
    Path folder;

    @Test
    void theEventAsItIs() {
        assertThat(Json.read(new EventFormats().write(null, EVENT))).isEqualTo(EVENT);
        assertThat(new EventFormats().names()).containsExactly("camara", "cloudevents", "tmf641", "tmf688");
    }

    @Test
    void tmf688SpellsItsTimeAsTheStandardDoes() {
        var event = Json.read(new EventFormats().write("tmf688", EVENT));
        assertThat(event.path("timeOcurred").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(event.path("correlationId").asText()).isEqualTo("r1");
        assertThat(event.at("/event/operation/state").asText()).isEqualTo("FAILED");
    }

    @Test
    void camaraSaysHowAnOperationEndedAndNothingOfWhatItDoesNotKnow() throws IOException {
        var event = Json.read(new EventFormats().write("camara", EVENT));
        assertThat(event.path("type").asText())
                .isEqualTo("org.camaraproject.esim-profile-management.v0.operation-failed");
        assertThat(event.at("/data/status").asText()).isEqualTo("COMPLETED");
        assertThat(event.at("/data/result/outcome").asText()).isEqualTo("FAILED");
        assertThat(event.at("/data/result/failureReason").asText()).isEqualTo("no");
        assertThat(new EventFormats().write("camara", Json.read("{\"type\":\"rsp.notification.orphan\",\"data\":{}}")))
                .isNull();
        assertThat(new EventFormats().write("tmf641", EVENT)).isNull();
    }

    @Test
    void aMappingOfOnesOwnGoesBeforeOurs() throws IOException {
        Files.writeString(folder.resolve("ours.jslt"), "{\"ticket\": .data.clientReference}");
        Files.writeString(folder.resolve("tmf688.jslt"), "{\"mine\": true}");
        var formats = new EventFormats(Path.of("routes/mappings/events"), folder);
        assertThat(formats.write("ours", EVENT)).isEqualTo("{\"ticket\":\"r1\"}");
        assertThat(formats.write("tmf688", EVENT)).isEqualTo("{\"mine\":true}");
        Files.writeString(folder.resolve("misspelt.jslt"), "{\"ticket\": .data.cleintReference}");
        assertThat(new EventFormats(folder).write("misspelt", EVENT)).isEqualTo("{}");
    }

    @Test
    void aFaultyMappingEndsTheStartAndAMissingOneTheDelivery() throws IOException {
        var formats = new EventFormats();
        assertThatThrownBy(() -> formats.write("gone", EVENT))
                .isInstanceOf(EventFormats.Unmappable.class)
                .hasMessageContaining("gone");
        Files.writeString(folder.resolve("bad.jslt"), "{\"ticket\": ");
        assertThatThrownBy(() -> new EventFormats(folder))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("bad.jslt")
                .hasMessageContaining("is no JSLT mapping");
        Files.writeString(folder.resolve("bad.jslt"), "number(.subject)");
        var failing = new EventFormats(folder);
        assertThatThrownBy(() -> failing.write("bad", EVENT))
                .isInstanceOf(EventFormats.Unmappable.class)
                .hasMessageContaining("bad");
    }
}
