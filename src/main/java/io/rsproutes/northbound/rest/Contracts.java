package io.rsproutes.northbound.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rsproutes.common.Problem;

/** The contracts of our faces, as they are kept beside the code. */
public class Contracts {

    /** OpenAPI of each face, AsyncAPI of queues and events. */
    public static final List<String> NAMES = List.of(
            "rsp.yaml",
            "tmf641.yaml",
            "tmf640.yaml",
            "tmf639.yaml",
            "camara-esim-profile-management.yaml",
            "asyncapi.yaml");

    // Operations by their id, which is the route's: the query parameters they take, each with the values it can have
    // (none: any).
    private static final Map<String, Map<String, List<String>>> QUERIES = new HashMap<>();

    // Of those, the form that each has which the contract gives one.
    private static final Map<String, Map<String, Pattern>> FORMS = new HashMap<>();

    // The media types that an operation answers with, when all is well.
    private static final Map<String, List<String>> ANSWERS = new HashMap<>();

    static {
        NAMES.stream().filter(name -> !name.equals("asyncapi.yaml")).forEach(Contracts::index);
        // Outside the contract, because they are streamed, or are the contract.
        QUERIES.put("northbound-bulk-jobs-create", Map.of("name", List.of()));
        QUERIES.put("northbound-inventory-load", Map.of());
        QUERIES.put("northbound-api-contracts", Map.of());
    }

    private static void index(String name) {
        try (var in = Contracts.class.getResourceAsStream("/openapi/" + name)) {
            var contract = new YAMLMapper().readTree(in);
            contract.path("paths")
                    .forEach(path -> path.forEach(operation -> {
                        var query = new LinkedHashMap<String, List<String>>();
                        var forms = new HashMap<String, Pattern>();
                        operation.path("parameters").forEach(listed -> {
                            var parameter = resolved(contract, listed);
                            if (parameter.path("in").asText().equals("query")) {
                                var values = new ArrayList<String>();
                                var schema = resolved(contract, parameter.path("schema"));
                                schema.path("enum").forEach(value -> values.add(value.asText()));
                                if (schema.has("pattern")) {
                                    forms.put(
                                            parameter.path("name").asText(),
                                            Pattern.compile(
                                                    schema.path("pattern").asText()));
                                }
                                query.put(parameter.path("name").asText(), values);
                            }
                        });
                        QUERIES.put(operation.path("operationId").asText(), query);
                        FORMS.put(operation.path("operationId").asText(), forms);
                        var types = new ArrayList<String>();
                        operation.at("/responses/200/content").fieldNames().forEachRemaining(types::add);
                        ANSWERS.put(operation.path("operationId").asText(), types);
                    }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode resolved(JsonNode contract, JsonNode node) {
        return node.has("$ref") ? contract.at(node.path("$ref").asText().substring(1)) : node;
    }

    /**
     * The query parameters a route takes, each with the values it can have (none: any); null for a route that
     * no contract of ours has.
     */
    static Map<String, List<String>> queries(String route) {
        return QUERIES.get(route);
    }

    /** Whether this query parameter of a route has the form that the contract says; so it has where it says none. */
    static boolean fits(String route, String query, String text) {
        var form = FORMS.getOrDefault(route, Map.of()).get(query);
        return form == null || form.matcher(text).matches();
    }

    /** The media types that a route answers 200 with, the one that is preferred first; none for one of no contract. */
    static List<String> answers(String route) {
        return ANSWERS.getOrDefault(route, List.of());
    }

    /**
     * The contract of this file name, as YAML text: OpenAPI of each API (such as rsp.yaml), AsyncAPI of
     * queues and events (asyncapi.yaml); 404 with the names there are.
     */
    public String read(String name) {
        if (name == null || !NAMES.contains(name)) {
            throw new Problem(
                    404, "not-found", "There is no such contract; there are " + String.join(", ", NAMES) + ".");
        }
        try (var in = Contracts.class.getResourceAsStream("/openapi/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
