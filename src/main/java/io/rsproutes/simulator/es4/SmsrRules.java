package io.rsproutes.simulator.es4;

import com.fasterxml.jackson.databind.JsonNode;

/** What a simulated SM-SR refuses, and by which code: subject, reason and message (docs/spec/es4.md 2.3, 2.4). */
final class SmsrRules {

    private static final String ENABLED = "Enabled";

    private SmsrRules() {}

    /** Null when the call can be executed. */
    static String[] check(SmsrCall call, SmsrCards cards) {
        var euicc = cards.get(call.smsr(), call.eid());
        if (cards.isMoving(call.eid()) && !call.function().equals("smsrChange")) {
            return code("1.2", "4.4", "The eUICC is going over to another SM-SR");
        }
        if (call.moves()) {
            return checkMove(call, cards, euicc);
        }
        if (euicc == null) {
            return code("8.1.1", "1.1", "EID unknown");
        }
        var profile = SmsrCards.profile(euicc, call.iccid());
        if (call.interfaceName().equals("es2") && call.said().smsrId() == null) {
            return code("8.7", "3.9", "Smsr-id unknown");
        }
        if (call.function().equals("downloadProfile")) {
            return checkDownload(call, profile);
        }
        if (call.iccid() != null && profile == null) {
            return code("8.2.1", "3.9", "ICCID unknown on this eUICC");
        }
        if (profile != null && !call.reads() && !isOwner(call, profile)) {
            return call.function().equals("updatePolicyRules")
                    ? code("8.2.3", "2.1", "The profile is another operator's")
                    : code("8.2.1", "1.2", "The profile is another operator's");
        }
        return switch (call.function()) {
            case "enableProfile" -> checkEnable(euicc, profile);
            case "disableProfile" -> checkDisable(euicc, profile);
            case "deleteProfile" -> checkDelete(euicc, profile);
            case "setFallBackAttribute" ->
                isFallBack(profile) ? code("8.2.1", "1.2", "The profile has the attribute already") : null;
            case "getEIS", "auditEIS", "updatePolicyRules", "updateSubscriptionAddress" -> null;
            default -> code("1.6", "3.1", "Function not supported");
        };
    }

    private static String[] checkMove(SmsrCall call, SmsrCards cards, JsonNode euicc) {
        if (call.function().equals("prepareSMSRChange")) {
            return euicc == null ? null : code("8.1.1", "3.3", "The eUICC is here already");
        }
        if (euicc == null) {
            return code("8.1.1", "1.1", "EID unknown");
        }
        return cards.agreed(call) == null ? code("8.7", "1.1", "That SM-SR is not prepared for this eUICC") : null;
    }

    private static String[] checkDownload(SmsrCall call, JsonNode profile) {
        if (call.interfaceName().equals("es4")) {
            return code("1.6", "3.1", "Function not supported");
        }
        if (call.iccid() == null && call.said().download().profileType() == null) {
            return code("1.6", "2.3", "Neither Iccid nor ProfileType");
        }
        return profile == null ? null : code("8.2.1", "3.3", "The profile is on the eUICC already");
    }

    private static String[] checkEnable(JsonNode euicc, JsonNode profile) {
        if (isEnabled(profile)) {
            return code("8.2.1", "1.2", "The profile is enabled already");
        }
        if (says(profile, "ENABLE", "Not-Allowed")) {
            return code("8.2.3", "3.8", "POL2 of the profile forbids it");
        }
        for (var other : euicc.path("profiles")) {
            if (isEnabled(other) && says(other, "DISABLE", "Not-Allowed")) {
                return code("8.2.2", "3.8", "POL2 of the enabled profile forbids it");
            }
        }
        return null;
    }

    private static String[] checkDisable(JsonNode euicc, JsonNode profile) {
        if (!isEnabled(profile)) {
            return code("8.2.1", "1.2", "The profile is not enabled");
        }
        if (says(profile, "DISABLE", "Not-Allowed")) {
            return code("8.2.3", "3.8", "POL2 of the profile forbids it");
        }
        return isFallBack(profile) || fallBack(euicc) == null
                ? code("8.2.1", "1.2", "There is no other profile to fall back to")
                : null;
    }

    // An enabled profile is disabled first, by the rules of that.
    private static String[] checkDelete(JsonNode euicc, JsonNode profile) {
        if (isFallBack(profile)) {
            return code("8.2.3", "3.8", "The fall-back profile cannot be deleted");
        }
        if (says(profile, "DELETE", "Not-Allowed")) {
            return code("8.2.3", "3.8", "POL2 of the profile forbids it");
        }
        return isEnabled(profile) ? checkDisable(euicc, profile) : null;
    }

    private static boolean isOwner(SmsrCall call, JsonNode profile) {
        return !profile.hasNonNull("mnoId")
                || profile.path("mnoId").asText().equals(call.message().senderEntityId());
    }

    static boolean isEnabled(JsonNode profile) {
        return ENABLED.equals(profile.path("state").asText());
    }

    static boolean isFallBack(JsonNode profile) {
        return profile.path("fallback").asBoolean();
    }

    /** The profile with the fall-back attribute; null when none has it. */
    static JsonNode fallBack(JsonNode euicc) {
        for (var profile : euicc.path("profiles")) {
            if (isFallBack(profile)) {
                return profile;
            }
        }
        return null;
    }

    static boolean says(JsonNode profile, String action, String qualification) {
        for (var rule : profile.path("policyRules")) {
            if (rule.path("action").asText().equals(action)
                    && rule.path("qualification").asText().equals(qualification)) {
                return true;
            }
        }
        return false;
    }

    private static String[] code(String subject, String reason, String message) {
        return new String[] {subject, reason, message};
    }
}
