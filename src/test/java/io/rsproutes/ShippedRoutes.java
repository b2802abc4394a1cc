package io.rsproutes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** The route files as they are shipped. */
final class ShippedRoutes {

    static final YAMLMapper YAML = new YAMLMapper();

    private ShippedRoutes() {}

    static Stream<Path> files() throws IOException {
        try (var files = Files.walk(Path.of("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList().stream();
        }
    }

    static Map<String, JsonNode> routes(Path file) throws IOException {
        var routes = new LinkedHashMap<String, JsonNode>();
        for (var entry : YAML.readTree(file.toFile())) {
            if (entry.has("route")) {
                routes.put(entry.at("/route/id").asText("(none in " + file + ")"), entry.path("route"));
            }
        }
        return routes;
    }

    static void walk(JsonNode node, java.util.function.BiConsumer<String, JsonNode> visitor) {
        node.properties().forEach(entry -> {
            visitor.accept(entry.getKey(), entry.getValue());
            walk(entry.getValue(), visitor);
        });
        if (node.isArray()) {
            node.forEach(item -> walk(item, visitor));
        }
    }
}
