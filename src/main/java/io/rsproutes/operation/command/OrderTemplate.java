package io.rsproutes.operation.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;

/**
 * What an order by a template is filled with: the profile type, and of each step the function, its peer, validity and
 * parameters.
 *
 * @param content {profileType?, steps: [{function, peer?, validityPeriod?, parameters?}]}
 */
public record OrderTemplate(String name, JsonNode content) {

    private static final int MOST_STEPS = 10;
    private static final Set<String> STEP = Set.of("function", "peer", "validityPeriod", "parameters");
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
            faults.add(differs("/function", function));
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

    /** What is wrong with profileType and steps of a template, by JSON pointers below {@code at}. */
    public static List<Violation> faults(JsonNode template, String at, Settings settings) {
        var faults = new ArrayList<Violation>();
        var type = template.path(PROFILE_TYPE);
        if (!type.isMissingNode() && !type.isNull() && !Functions.PROFILE_TYPE.fits(type)) {
            faults.add(new Violation(at + "/profileType", "is not " + Functions.PROFILE_TYPE.words()));
        }
        if (!(template.path("steps") instanceof ArrayNode steps) || steps.isEmpty() || steps.size() > MOST_STEPS) {
            faults.add(new Violation(at + "/steps", "is not a list of 1 to " + MOST_STEPS + " steps"));
            return faults;
        }
        for (int i = 0; i < steps.size(); i++) {
            step(steps.get(i), at + "/steps/" + i, settings, faults);
        }
        return faults;
    }

    private static void step(JsonNode node, String at, Settings settings, List<Violation> faults) {
        if (!(node instanceof ObjectNode step)) {
            faults.add(new Violation(at, "is not an object, such as {\"function\":\"orderProfile\"}"));
            return;
        }
        step.fieldNames().forEachRemaining(field -> {
            if (!STEP.contains(field)) {
                faults.add(new Violation(
                        at + "/" + CommandFields.escape(field),
                        "is no field of a step; it has function, peer, validityPeriod, parameters"));
            }
        });
        var found = new ArrayList<Violation>();
        var function = CommandFields.function(step, found);
        var peer = CommandFields.name(step, "peer", found);
        CommandFields.validity(step, found);
        if (function != null) {
            var secrets = Json.MAPPER.createObjectNode();
            CommandFields.parameters(function, step.get("parameters"), Json.MAPPER.createObjectNode(), secrets, found);
            secrets.fieldNames()
                    .forEachRemaining(secret -> found.add(new Violation(
                            "/parameters/" + secret, "is not kept in a template; each order brings its own")));
            if (function.needsTarget() || function.operatorOnly()) {
                found.add(new Violation("/function", "is none that a template may order"));
            }
            if (peer != null && !takes(settings, peer, function)) {
                found.add(new Violation("/peer", "is no configured peer that offers " + function.name()));
            }
        }
        found.forEach(fault -> faults.add(new Violation(at + fault.pointer(), fault.detail())));
    }

    private static boolean takes(Settings settings, String id, Functions.Function function) {
        var peer = settings.peers().get(id);
        return peer != null
                && function.interfaces().contains(peer.interfaceName())
                && settings.dialectOf(peer)
                        .functions()
                        .containsAll(function.composite() ? function.steps() : List.of(function.name()));
    }
}
