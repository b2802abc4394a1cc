package io.rsproutes.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import io.rsproutes.common.Json;
import io.rsproutes.platform.camel.MappingFiles;
import org.springframework.stereotype.Component;

/**
 * How subscribers want events: as the CloudEvents they are, or by a JSLT mapping of them, {@code
 * <format>.jslt} in {@code routes/mappings/events} or {@code overrides/mappings/events} (a team's own, which
 * go before ours). A mapping that gives null has nothing to say of that event.
 */
@Component("eventFormats")
public class EventFormats {

    public static final String CLOUDEVENTS = "cloudevents";

    /** A mapping did not work on an event. */
    public static class Unmappable extends RuntimeException {
        Unmappable(String message) {
            super(message);
        }
    }

    /** What a subscriber gets of an event. */
    public record Payload(String body, String contentType) {}

    private final TreeMap<String, Expression> mappings = new TreeMap<>();

    public EventFormats() {
        this(Path.of("routes/mappings/events"), Path.of("overrides/mappings/events"));
    }

    EventFormats(Path... folders) {
        for (var folder : folders) {
            load(folder);
        }
    }

    private void load(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.newDirectoryStream(folder, "*.jslt")) {
            for (var file : files) {
                mappings.put(file.getFileName().toString().replaceFirst("\\.jslt$", ""), MappingFiles.read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All there are. */
    public Set<String> names() {
        var names = new java.util.TreeSet<>(mappings.keySet());
        names.add(CLOUDEVENTS);
        return names;
    }

    /**
     * @param format of the subscription; null for CloudEvents
     * @return the body, or null when the format has nothing to say of this event
     */
    public String write(String format, JsonNode event) {
        if (format == null) {
            return Json.write(event);
        }
        var mapping = mappings.get(format);
        if (mapping == null) {
            throw new Unmappable("there is no mapping of the format " + format + " any more");
        }
        try {
            var written = mapping.apply(event);
            return written.isNull() ? null : Json.write(written);
        } catch (JsltException e) {
            throw new Unmappable("the mapping of the format " + format + " failed: " + e.getMessage());
        }
    }

    /**
     * What the subscription of a delivery (a row with its event and {@code format}) gets, an object: {@code
     * body} (text) and {@code contentType}; null when the format has nothing to say of this event. Throws
     * EventFormats$Unmappable (see delivery-attempt) when the mapping of the format fails on the event, or is
     * gone.
     */
    public Payload payload(Map<String, Object> delivery) {
        var format = (String) delivery.get("format");
        var body = write(format, CloudEvents.ofDelivery(delivery));
        if (body == null) {
            return null;
        }
        // A mapping may write CloudEvents too, as CAMARA has them.
        boolean cloudEvent = format == null || Json.read(body).has("specversion");
        return new Payload(body, cloudEvent ? "application/cloudevents+json" : "application/json");
    }

    /**
     * The rows of deliveries, as a new list, each with its {@code payload} as in payload; it throws when one
     * of them does.
     */
    public List<Map<String, Object>> written(List<Map<String, Object>> deliveries) {
        return deliveries.stream()
                .map(delivery -> {
                    Map<String, Object> written = new LinkedHashMap<>(delivery);
                    written.put("payload", payload(delivery));
                    return written;
                })
                .toList();
    }
}
