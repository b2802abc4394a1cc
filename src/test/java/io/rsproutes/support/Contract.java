package io.rsproutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

/** Holds answers against the schemas of a contract. */
public final class Contract {

    private final ObjectNode contract;

    public Contract(String name) {
        try {
            contract = (ObjectNode) new YAMLMapper()
                    .readTree(Path.of("src/main/resources/openapi", name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void fits(String schema, JsonNode value) {
        var root = new YAMLMapper().createObjectNode().put("$ref", "#/components/schemas/" + schema);
        root.set("components", contract.path("components"));
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4)
                        .getSchema(root)
                        .validate(value))
                .as(schema + " " + value)
                .isEmpty();
    }

    /** The names of a schema's members, in their order. */
    public List<String> properties(String schema) {
        var names = new ArrayList<String>();
        contract.at("/components/schemas/" + schema + "/properties")
                .fieldNames()
                .forEachRemaining(names::add);
        return names;
    }
}
