package io.rsproutes.northbound.bulk.format;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.Functions;
import io.rsproutes.operation.command.OrderBatch;

/**
 * One order of a bulk file.
 *
 * @param number where it stands in the file, from 1
 * @param fields by canonical column name, those with something in them
 */
public record BulkLine(long number, Map<String, String> fields) implements OrderBatch.Numbered {

    /** As a canonical command; what cannot be one is left as it is, for the core to say so. */
    public String command() {
        var command = Json.MAPPER.createObjectNode();
        var function = Functions.get(fields.get("function"));
        fields.forEach((name, value) -> {
            switch (name) {
                case "function", "template", "eid", "iccid", "peer", "targetPeer", "clientReference", "whenBusy" ->
                    command.put(name, value);
                case "validityPeriod" -> command.set(name, number(value));
                default -> parameters(command).set(name, parameter(function, name, value));
            }
        });
        return Json.write(command);
    }

    /** Whether its function has this parameter. */
    public boolean takes(String parameter) {
        var function = Functions.get(fields.get("function"));
        return function != null && function.parameters().containsKey(parameter);
    }

    private static ObjectNode parameters(ObjectNode command) {
        return command.has("parameters") ? (ObjectNode) command.get("parameters") : command.putObject("parameters");
    }

    private static JsonNode parameter(Functions.Function function, String name, String value) {
        var parameter = function == null
                ? Functions.parameter(name)
                : function.parameters().get(name);
        if (parameter == null) {
            return new TextNode(value);
        }
        return switch (parameter.kind()) {
            case TEXT -> new TextNode(value);
            case FLAG -> flag(value);
            case OBJECT, LIST -> ParameterCells.read(name, value);
        };
    }

    private static JsonNode number(String value) {
        return value.matches("[0-9]{1,9}") ? LongNode.valueOf(Long.parseLong(value)) : new TextNode(value);
    }

    private static JsonNode flag(String value) {
        return value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
                ? BooleanNode.valueOf(Boolean.parseBoolean(value))
                : new TextNode(value);
    }

    /**
     * What makes two lines the same order: all but their reference. 0 for one without EID and ICCID: a second one means
     * a second profile.
     */
    public long sameness() {
        if (!fields.containsKey("eid") && !fields.containsKey("iccid")) {
            return 0;
        }
        var columns = new TreeMap<>(fields);
        columns.remove("clientReference");
        var text = columns.toString();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    @Override
    public String toString() {
        return "line " + number + " with " + fields.keySet().stream().sorted().collect(Collectors.joining(", "));
    }
}
