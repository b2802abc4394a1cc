package io.rsproutes.operation.command;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;

/** What a function wants of the fields of its command beyond the form of each. */
final class Conditions {

    static final Set<String> BY_TYPE = Set.of("downloadOrder", "orderProfile", "downloadProfile");
    private static final Set<String> ADDRESS = Set.of("imsi", "msisdn");
    private static final String DIGITS = "[0-9]{1,15}";
    private static final int MOST_RULES = 20;
    /** The members of a policy rule (POL2), and what each may say. */
    private static final List<Member> RULE = List.of(
            new Member("subject", List.of("PROFILE")),
            new Member("action", List.of("ENABLE", "DISABLE", "DELETE")),
            new Member("qualification", List.of("Not-Allowed", "Auto-Delete")));

    /** By function, the parameter that it is nothing without. */
    private static final Map<String, Required> REQUIRED = Map.of(
            "recoverProfile", new Required("profileStatus", "recoverProfile sets it"),
            "rpmOrder", new Required("message", "it is what is sent"),
            "updatePolicyRules", new Required("policyRules", "they replace the rules there are; [] removes them"),
            "updateSubscriptionAddress", new Required("newSubscriptionAddress", "it is what is set"));

    private record Required(String name, String why) {}

    private record Member(String name, List<String> values) {
        boolean fits(JsonNode rule) {
            return rule.path(name).isTextual()
                    && values.contains(rule.path(name).asText());
        }
    }

    /** The fields that were read so far; those with a fault, and those that are not there, are null. */
    record Said(
            Functions.Function function,
            String eid,
            String iccid,
            String peer,
            String targetPeer,
            ObjectNode parameters,
            ObjectNode secrets) {}

    private Conditions() {}

    static void check(Said said, List<Violation> faults) {
        identifiers(said, faults);
        targetPeer(said, faults);
        required(said, faults);
        var parameters = said.parameters();
        if (parameters.has("message")) {
            RawMessages.check(parameters.get("message"), "/parameters/message", said.eid(), said.iccid(), faults);
        }
        if (parameters.has("smdsAddress")
                && parameters.path("matchingId").asText("-").isEmpty()) {
            faults.add(new Violation("/parameters/matchingId", "is empty; with an smdsAddress it must not be"));
        }
        if (parameters.has(Functions.PROVIDER_ENTITY_ID) && said.iccid() == null && sound("/iccid", faults)) {
            faults.add(new Violation(
                    "/parameters/" + Functions.PROVIDER_ENTITY_ID,
                    "is not taken without an iccid; it says whose profile that is"));
        }
        if (said.function().name().equals("downloadProfile") && said.iccid() != null && parameters.has("profileType")) {
            faults.add(new Violation(
                    "/parameters/profileType", "is not taken beside an iccid, which says which profile it is"));
        }
        if (parameters.has("policyRules")) {
            policyRules(parameters.get("policyRules"), faults);
        }
        if (said.secrets().has("newSubscriptionAddress")) {
            address(said.secrets().get("newSubscriptionAddress"), faults);
        }
    }

    private static void identifiers(Said said, List<Violation> faults) {
        var function = said.function();
        if (function.needsEid() && said.eid() == null && sound("/eid", faults)) {
            faults.add(new Violation("/eid", "is missing; " + function.name() + " needs it"));
        }
        if (function.needsIccid() && said.iccid() == null && sound("/iccid", faults)) {
            faults.add(new Violation("/iccid", "is missing; " + function.name() + " needs it"));
        }
        if (function.aboutEuicc() && said.iccid() != null) {
            faults.add(new Violation(
                    "/iccid",
                    "is not taken by " + function.name() + ", which " + (function.needsTarget() ? "moves" : "shows")
                            + " the whole eUICC; leave it out"));
        }
        if (BY_TYPE.contains(function.name())
                && said.iccid() == null
                && sound("/iccid", faults)
                && !said.parameters().has("profileType")) {
            faults.add(new Violation(
                    "/iccid", "is missing; " + function.name() + " needs an iccid or /parameters/profileType"));
        }
    }

    private static void targetPeer(Said said, List<Violation> faults) {
        var name = said.function().name();
        if (said.function().needsTarget() && said.targetPeer() == null && sound("/targetPeer", faults)) {
            faults.add(new Violation("/targetPeer", "is missing; " + name + " names the new SM-SR of the eUICC in it"));
        }
        if (!said.function().needsTarget() && said.targetPeer() != null) {
            faults.add(new Violation(
                    "/targetPeer", "is not taken by " + name + "; prepareSMSRChange and smsrChange have it"));
        }
        if (said.targetPeer() != null && said.targetPeer().equals(said.peer())) {
            faults.add(new Violation("/targetPeer", "is the SM-SR that the eUICC is to leave; name another one"));
        }
    }

    private static void required(Said said, List<Violation> faults) {
        required(said.function(), said.parameters(), said.secrets(), faults);
    }

    /** The parameter that the function is nothing without must be there. */
    static void required(
            Functions.Function function, ObjectNode parameters, ObjectNode secrets, List<Violation> faults) {
        var required = REQUIRED.get(function.name());
        if (required == null) {
            return;
        }
        var at = "/parameters/" + required.name();
        if (!parameters.has(required.name()) && !secrets.has(required.name()) && sound(at, faults)) {
            faults.add(new Violation(at, "is missing; " + required.why()));
        }
    }

    private static void policyRules(JsonNode rules, List<Violation> faults) {
        var at = "/parameters/policyRules";
        if (rules.size() > MOST_RULES) {
            faults.add(new Violation(at, "has more than " + MOST_RULES + " rules"));
            return;
        }
        for (int i = 0; i < rules.size(); i++) {
            var rule = rules.get(i);
            for (var member : RULE) {
                if (!member.fits(rule)) {
                    faults.add(new Violation(
                            at + "/" + i + "/" + member.name(), "is not " + String.join(" or ", member.values())));
                }
            }
            if (rule.size() > RULE.size()) {
                faults.add(new Violation(at + "/" + i, "has more than subject, action and qualification"));
            }
        }
    }

    // What it says is repeated nowhere.
    private static void address(JsonNode address, List<Violation> faults) {
        var at = "/parameters/newSubscriptionAddress";
        boolean other = false;
        for (var field : address.properties()) {
            if (!ADDRESS.contains(field.getKey())) {
                other = true;
            } else if (!field.getValue().isTextual()
                    || !field.getValue().asText().matches(DIGITS)) {
                faults.add(new Violation(at + "/" + field.getKey(), "is not a string of 1 to 15 digits"));
            }
        }
        if (other || address.isEmpty()) {
            faults.add(new Violation(at, "is not an object with imsi, msisdn or both"));
        }
    }

    private static boolean sound(String pointer, List<Violation> faults) {
        return faults.stream().noneMatch(fault -> fault.pointer().equals(pointer));
    }
}
