package io.rsproutes.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.rsproutes.common.Causes;
import io.rsproutes.config.SettingsFault;
import org.apache.camel.spi.Resource;

/** Checks route files against the YAML schema of this Camel: the loader alone ignores keys it does not know. */
public final class RouteFiles {

    private RouteFiles() {}

    /** @throws SettingsFault naming file, place and reason of the first fault */
    public static void check(Collection<Resource> files) throws IOException {
        var schema = schema();
        for (var file : files) {
            JsonNode document;
            try (InputStream in = file.getInputStream()) {
                document = new YAMLMapper().readTree(in);
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                throw new SettingsFault(
                        file.getLocation(),
                        "line " + e.getLocation().getLineNr() + " is not YAML",
                        String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " "));
            }
            var faults = schema.validate(document);
            if (!faults.isEmpty()) {
                var first = faults.iterator().next();
                throw new SettingsFault(
                        file.getLocation(),
                        "line "
                                + line(
                                        file,
                                        first.getInstanceLocation()
                                                + (first.getProperty() == null ? "" : "." + first.getProperty()))
                                + " is not a Camel route",
                        first.getMessage());
            }
        }
    }

    /** One line out of whatever the loader threw. */
    public static SettingsFault fault(Exception e) {
        var text = new StringBuilder();
        for (var cause : Causes.of(e)) {
            if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
                text.append(text.isEmpty() ? "" : ": ")
                        .append(cause.getMessage().replaceAll("\\s+", " "));
            }
        }
        return new SettingsFault("overrides/", "cannot be loaded", text.toString());
    }

    public static JsonSchema schema() throws IOException {
        try (InputStream in = RouteFiles.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(in);
        }
    }

    // The schema speaks in paths ($[0].route.from.steps[1].foo); the last name in it, searched in the text, gives the
    // line.
    private static String line(Resource file, String path) throws IOException {
        var yaml = new org.yaml.snakeyaml.Yaml();
        try (var reader =
                new java.io.InputStreamReader(file.getInputStream(), java.nio.charset.StandardCharsets.UTF_8)) {
            org.yaml.snakeyaml.nodes.Node node = yaml.compose(reader);
            int line = 1;
            for (var part :
                    path.replace("$", "").replaceAll("\\[(\\d+)]", ".$1").split("[./]")) {
                if (part.isEmpty()) {
                    continue;
                }
                org.yaml.snakeyaml.nodes.Node next = null;
                if (node instanceof org.yaml.snakeyaml.nodes.SequenceNode sequence && part.matches("\\d+")) {
                    next = sequence.getValue().get(Integer.parseInt(part));
                    line = next.getStartMark().getLine() + 1;
                } else if (node instanceof org.yaml.snakeyaml.nodes.MappingNode mapping) {
                    for (var tuple : mapping.getValue()) {
                        if (tuple.getKeyNode() instanceof org.yaml.snakeyaml.nodes.ScalarNode key
                                && key.getValue().equals(part)) {
                            next = tuple.getValueNode();
                            line = key.getStartMark().getLine() + 1;
                        }
                    }
                }
                if (next == null) {
                    break;
                }
                node = next;
            }
            return String.valueOf(line);
        }
    }
}
