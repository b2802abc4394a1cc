package io.rsproutes.operation.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.operation.Peers;

/** What is wrong with the profileType and the steps of a template, as far as that can be seen before an order by it. */
public final class TemplateSteps {

    private static final int MOST = 10;
    private static final Set<String> FIELDS = Set.of("function", "peer", "validityPeriod", "parameters");
    private static final String PROFILE_TYPE = "profileType";

    private final Peers peers;
    private final List<Violation> faults = new ArrayList<>();
    /** Whether a profile can be known by then: the order names it, or a step brings it. */
    private boolean profileKnown;

    private TemplateSteps(Peers peers) {
        this.peers = peers;
    }

    /** All that is wrong, by JSON pointers below {@code at}. */
    public static List<Violation> faults(JsonNode template, String at, Peers peers) {
        var read = new TemplateSteps(peers);
        read.profileType(template.path(PROFILE_TYPE), at + "/profileType");
        if (!(template.path("steps") instanceof ArrayNode steps) || steps.isEmpty() || steps.size() > MOST) {
            read.faults.add(new Violation(at + "/steps", "is not a list of 1 to " + MOST + " steps"));
            return List.copyOf(read.faults);
        }
        for (int i = 0; i < steps.size(); i++) {
            read.step(steps.get(i), at + "/steps/" + i, i == 0);
        }
        return List.copyOf(read.faults);
    }

    private void profileType(JsonNode type, String at) {
        if (type.isMissingNode() || type.isNull()) {
            return;
        }
        if (!Functions.PROFILE_TYPE.fits(type)) {
            faults.add(new Violation(at, "is not " + Functions.PROFILE_TYPE.words()));
        } else if (type.asText().contains("*")) {
            faults.add(new Violation(at, "is a pattern; name one type"));
        }
    }

    private void step(JsonNode node, String at, boolean first) {
        if (!(node instanceof ObjectNode step)) {
            faults.add(new Violation(at, "is not an object, such as {\"function\":\"orderProfile\"}"));
            return;
        }
        step.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
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
            parameters(function, step, first, found);
            place(function, first, found);
            if (peer != null && !peers.offers(peer, function.name())) {
                found.add(new Violation("/peer", "is no configured peer that offers " + function.name()));
            }
        }
        found.forEach(fault -> faults.add(new Violation(at + fault.pointer(), fault.detail())));
    }

    private static void parameters(Functions.Function function, ObjectNode step, boolean first, List<Violation> found) {
        var parameters = step.objectNode();
        var secrets = step.objectNode();
        CommandFields.parameters(function, step.get("parameters"), parameters, secrets, found);
        var codes = new ArrayList<String>();
        secrets.fieldNames().forEachRemaining(codes::add);
        if (parameters.has("matchingId")) {
            codes.add("matchingId");
        }
        codes.forEach(code -> found.add(
                new Violation("/parameters/" + code, "is not kept in a template; each order brings its own")));
        if (parameters.has(PROFILE_TYPE)) {
            found.add(new Violation("/parameters/profileType", "is not taken here; it is the template's profileType"));
        }
        if (parameters.has("message")) {
            RawMessages.check(parameters.get("message"), "/parameters/message", null, null, found);
        }
        // The order has parameters for the first step alone.
        if (!first) {
            Conditions.required(function, parameters, step.objectNode(), found);
        }
    }

    // Whether an order can come to it with what it needs.
    private void place(Functions.Function function, boolean first, List<Violation> found) {
        if (function.needsTarget() || function.operatorOnly()) {
            found.add(new Violation("/function", "is none that a template may order"));
        }
        if (first) {
            profileKnown = !function.aboutEuicc();
        } else if (function.needsIccid() && !profileKnown) {
            found.add(new Violation(
                    "/function", "needs a profile, which the first step does not take, nor a step bring"));
        }
        profileKnown |= Conditions.BY_TYPE.contains(function.name());
    }
}
