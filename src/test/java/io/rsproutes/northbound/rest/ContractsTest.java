package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.rsproutes.config.Functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts themselves: complete, and without loose ends. */
class ContractsTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Path FOLDER = Path.of("src/main/resources/openapi");
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    static List<String> names() {
        return Contracts.NAMES;
    }

    static Stream<String> openApis() {
        return Contracts.NAMES.stream().filter(name -> !name.equals("asyncapi.yaml"));
    }

    static JsonNode read(String name) throws IOException {
        return YAML.readTree(FOLDER.resolve(name).toFile());
    }

    @Test
    void everyContractIsListed() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Contracts.NAMES);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyReferenceLeadsSomewhereAndEveryComponentIsUsed(String name) throws IOException {
        var contract = read(name);
        var references = new HashSet<String>();
        references(contract, references);
        for (var reference : references) {
            assertThat(contract.at(reference.substring(1)).isMissingNode())
                    .as(name + " " + reference)
                    .isFalse();
        }
        contract.path("components").properties().forEach(kind -> {
            if (!kind.getKey().equals("securitySchemes")) {
                kind.getValue().fieldNames().forEachRemaining(one -> assertThat(references)
                        .as(name)
                        .contains("#/components/" + kind.getKey() + "/" + one));
            }
        });
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.path("$ref").isTextual()) {
            found.add(node.path("$ref").asText());
        }
        node.forEach(child -> references(child, found));
    }

    @ParameterizedTest
    @MethodSource("openApis")
    void everyOperationSaysWhatItIsTakesAndAnswers(String name) throws IOException {
        var contract = read(name);
        assertThat(contract.path("openapi").asText()).isEqualTo("3.0.3");
        assertThat(contract.at("/info/title").asText()).isNotBlank();
        var ids = new ArrayList<String>();
        contract.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    var at = name + " " + method.getKey() + " " + path.getKey();
                    var operation = method.getValue();
                    assertThat(METHODS).as(at).contains(method.getKey());
                    ids.add(operation.path("operationId").asText());
                    assertThat(operation.path("operationId").asText()).as(at).isNotBlank();
                    assertThat(operation.path("summary").asText()).as(at).isNotBlank();
                    assertThat(operation.path("responses").isEmpty()).as(at).isFalse();
                    operation.path("responses").properties().forEach(response -> assertThat(response.getKey())
                            .as(at)
                            .matches("[1-5](\\d\\d|XX)"));
                    var named = new HashSet<String>();
                    operation.path("parameters").forEach(parameter -> {
                        if (parameter.path("in").asText().equals("path")) {
                            assertThat(parameter.path("required").asBoolean())
                                    .as(at)
                                    .isTrue();
                            named.add(parameter.path("name").asText());
                        }
                    });
                    var inPath = new HashSet<String>();
                    var match = Pattern.compile("\\{([^}]+)}").matcher(path.getKey());
                    while (match.find()) {
                        inPath.add(match.group(1));
                    }
                    assertThat(named).as(at).isEqualTo(inPath);
                }));
        assertThat(ids).as(name).doesNotHaveDuplicates();
    }

    @Test
    void asyncApiOperationsUseMessagesOfTheirChannels() throws IOException {
        var contract = read("asyncapi.yaml");
        assertThat(contract.path("asyncapi").asText()).isEqualTo("3.0.0");
        contract.path("channels").forEach(channel -> {
            assertThat(channel.path("address").asText()).isNotBlank();
            assertThat(channel.path("messages").isEmpty()).isFalse();
        });
        contract.path("operations").properties().forEach(operation -> {
            assertThat(operation.getValue().path("action").asText()).isIn("send", "receive");
            var channel = operation.getValue().at("/channel/$ref").asText();
            operation.getValue().path("messages").forEach(message -> assertThat(
                            message.path("$ref").asText())
                    .startsWith(channel + "/messages/"));
        });
        contract.at("/components/messages")
                .forEach(message ->
                        assertThat(message.path("payload").has("$ref")).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "rsp.yaml, /components/schemas/Function/enum",
        "asyncapi.yaml, /components/schemas/Command/properties/function/enum"
    })
    void everyFunctionAndParameterIsInTheContract(String name, String functions) throws IOException {
        var named = new HashSet<String>();
        read(name).at(functions).forEach(one -> named.add(one.asText()));
        assertThat(named).isEqualTo(new HashSet<>(Functions.names()));

        var parameters = read("rsp.yaml")
                .at("/components/schemas/Command/properties/parameters/description")
                .asText();
        var fields = read(name).at("/components/schemas/Command/properties");
        assertThat(Functions.columns())
                .allSatisfy(column -> assertThat(fields.has(column) || parameters.contains(column))
                        .as(column)
                        .isTrue());
    }

    static Stream<Path> schemas() throws IOException {
        try (var files = Files.walk(Path.of("routes/mappings"))) {
            return files.filter(file -> file.toString().endsWith(".schema.json")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everySchemaIsOne(Path schema) throws IOException {
        var meta = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(java.net.URI.create("http://json-schema.org/draft-07/schema#"));
        assertThat(meta.validate(YAML.readTree(Files.readString(schema)))).isEmpty();
    }
}
