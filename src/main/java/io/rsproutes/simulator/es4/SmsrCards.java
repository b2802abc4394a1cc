package io.rsproutes.simulator.es4;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;

/** The eUICCs of the simulated SM-SR: profiles, policy rules, a fall-back profile. */
final class SmsrCards {

    private static final String DEMO =
            """
            {"profiles": [{"iccid": "8988211000000000011", "state": "Enabled", "fallback": true},
                          {"iccid": "8947010000123456784", "state": "Disabled", "fallback": false}]}""";

    private final Map<String, ObjectNode> euiccs = new TreeMap<>();

    /** The demo's eUICC only. */
    void reset() {
        euiccs.clear();
        put("89049032123451234512345678901235", DEMO);
    }

    /**
     * An eUICC: {@code {profiles: [{iccid, state, fallback, policyRules: [{subject, action, qualification}]}],
     * replyTo?}}.
     */
    String put(String eid, String body) {
        var euicc = (ObjectNode) Json.read(body);
        if (!(euicc.get("profiles") instanceof ArrayNode)) {
            throw new Problem(
                    400,
                    "invalid-field",
                    "An eUICC is {\"profiles\": [{\"iccid\": …, \"state\": …, \"fallback\": …}]}.");
        }
        euiccs.put(eid, euicc);
        return Json.write(euicc);
    }

    /** Null when there is none. */
    ObjectNode get(String eid) {
        return eid == null ? null : euiccs.get(eid);
    }

    // Subject, reason and message when the call cannot be executed (docs/spec/es4.md 2.4).
    String[] check(String function, String eid, String iccid) {
        var euicc = get(eid);
        if (euicc == null) {
            return new String[] {"8.1.1", "1.1", "EID unknown"};
        }
        var profile = profile(euicc, iccid);
        if (iccid != null && profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown on this eUICC"};
        }
        return switch (function) {
            case "enableProfile" -> checkEnable(euicc, profile);
            case "setFallBackAttribute" ->
                profile.path("fallback").asBoolean()
                        ? new String[] {"8.2.1", "1.2", "The profile has the attribute already"}
                        : null;
            case "getEIS", "auditEIS" -> null;
            default -> new String[] {"1.6", "3.1", "Function not supported"};
        };
    }

    private static String[] checkEnable(ObjectNode euicc, JsonNode profile) {
        if ("Enabled".equals(profile.path("state").asText())) {
            return new String[] {"8.2.1", "1.2", "The profile is enabled already"};
        }
        if (forbids(profile, "ENABLE")) {
            return new String[] {"8.2.3", "3.8", "POL2 of the profile forbids it"};
        }
        for (var other : euicc.path("profiles")) {
            if ("Enabled".equals(other.path("state").asText()) && forbids(other, "DISABLE")) {
                return new String[] {"8.2.2", "3.8", "POL2 of the enabled profile forbids it"};
            }
        }
        return null;
    }

    private static boolean forbids(JsonNode profile, String action) {
        for (var rule : profile.path("policyRules")) {
            if (rule.path("action").asText().equals(action)
                    && rule.path("qualification").asText().equals("Not-Allowed")) {
                return true;
            }
        }
        return false;
    }

    void change(String function, String eid, String iccid) {
        var euicc = get(eid);
        for (var profile : euicc.path("profiles")) {
            boolean target = profile.path("iccid").asText().equals(iccid);
            if (function.equals("enableProfile")) {
                if (target || "Enabled".equals(profile.path("state").asText())) {
                    ((ObjectNode) profile).put("state", target ? "Enabled" : "Disabled");
                }
            } else if (function.equals("setFallBackAttribute")) {
                ((ObjectNode) profile).put("fallback", target);
            }
        }
    }

    static JsonNode profile(ObjectNode euicc, String iccid) {
        for (var profile : euicc.path("profiles")) {
            if (profile.path("iccid").asText().equals(iccid)) {
                return profile;
            }
        }
        return null;
    }
}
