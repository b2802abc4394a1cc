package io.rsproutes.operation.command;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;

/**
 * What an order by a template is filled with: the profile type, and of each step the function, its peer, validity and
 * parameters.
 *
 * @param content {profileType?, steps: [{function, peer?, validityPeriod?, parameters?}]}
 */
public record OrderTemplate(String name, JsonNode content) {

    private static final String PROFILE_TYPE = "profileType";

    /** Of a row of core/submit.template; null of null. */
    static OrderTemplate of(Map<?, ?> row) {
        return row == null
                ? null
                : new OrderTemplate(
                        row.get("name").toString(), Json.read(row.get("content").toString()));
    }

    /** The command of the first step, with what the caller's says besides; faults are added where the two differ. */
    ObjectNode fill(ObjectNode command, List<Violation> faults) {
        var step = content.path("steps").path(0);
        var function = step.path("function").asText();
        var filled = command.deepCopy();
        filled.remove("template");
        var given = command.path("function");
        if (command.hasNonNull("function")
                && !given.asText().equals(function)
                && !given.asText().equals("orderProfile")) {
            faults.add(new Violation("/function", "is not what the template begins with, which is " + function));
        }
        filled.put("function", function);
        fix(filled, "peer", step.path("peer"), "/peer", faults);
        fallBackTo(filled, "validityPeriod", step.path("validityPeriod"));
        if (!command.hasNonNull("parameters")) {
            filled.putObject("parameters");
        }
        if (filled.get("parameters") instanceof ObjectNode parameters) {
            if (takesType(function, command)) {
                fix(parameters, PROFILE_TYPE, content.path(PROFILE_TYPE), "/parameters/profileType", faults);
            }
            step.path("parameters")
                    .properties()
                    .forEach(preset -> fallBackTo(parameters, preset.getKey(), preset.getValue()));
        }
        return filled;
    }

    // downloadProfile names either.
    private static boolean takesType(String function, ObjectNode command) {
        var known = Functions.get(function);
        return known != null
                && known.parameters().containsKey(PROFILE_TYPE)
                && !(function.equals("downloadProfile") && command.hasNonNull("iccid"));
    }

    private static void fix(ObjectNode node, String field, JsonNode value, String at, List<Violation> faults) {
        if (!value.isTextual()) {
            return;
        }
        if (node.hasNonNull(field) && !node.get(field).equals(value)) {
            faults.add(differs(at, value.asText()));
        }
        node.set(field, value);
    }

    private static Violation differs(String at, String value) {
        return new Violation(at, "is not the template's, which is " + value + "; leave it out");
    }

    private static void fallBackTo(ObjectNode node, String field, JsonNode value) {
        if (!value.isMissingNode() && !node.hasNonNull(field)) {
            node.set(field, value);
        }
    }

    /** The steps after the first, a JSON list; null when there are none. */
    String nextSteps() {
        var next = Json.MAPPER.createArrayNode();
        content.path("steps").forEach(next::add);
        next.remove(0);
        return next.isEmpty() ? null : Json.write(next);
    }
}
