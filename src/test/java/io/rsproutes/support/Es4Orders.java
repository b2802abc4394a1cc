package io.rsproutes.support;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions of ES4 and ES2, and the least that an order of each says: as a command, and as a customer's call. */
public final class Es4Orders {

    public static final List<String> ALL = List.of(
            "getEIS",
            "auditEIS",
            "enableProfile",
            "disableProfile",
            "deleteProfile",
            "updatePolicyRules",
            "updateSubscriptionAddress",
            "setFallBackAttribute",
            "prepareSMSRChange",
            "smsrChange");
    public static final List<String> ES2 = List.of(
            "getEIS",
            "auditEIS",
            "downloadProfile",
            "enableProfile",
            "disableProfile",
            "deleteProfile",
            "updatePolicyRules",
            "updateSubscriptionAddress",
            "setFallBackAttribute");
    /** Those about the whole eUICC. */
    public static final Set<String> WITHOUT_ICCID = Set.of("getEIS", "prepareSMSRChange", "smsrChange");

    private static final Map<String, String> MEMBERS = Map.of(
            "updatePolicyRules",
            ",\"parameters\":{\"policyRules\":[]}",
            "updateSubscriptionAddress",
            ",\"parameters\":{\"newSubscriptionAddress\":{\"imsi\":\"001010123456789\"}}",
            "prepareSMSRChange",
            ",\"targetPeer\":\"smsr-next\"",
            "smsrChange",
            ",\"targetPeer\":\"smsr-next\"");
    private static final Map<String, String> COLUMNS = Map.of(
            "updatePolicyRules",
            ",none,",
            "updateSubscriptionAddress",
            ",,imsi:001010123456789",
            "prepareSMSRChange",
            "smsr-next,,",
            "smsrChange",
            "smsr-next,,");
    private static final Map<String, String> ELEMENTS = Map.of(
            "downloadProfile",
            "<rps:EnableProfile>false</rps:EnableProfile>",
            "updateSubscriptionAddress",
            "<rps:newSubscriptionAddress><rps:Imsi>001010123456789</rps:Imsi></rps:newSubscriptionAddress>",
            "prepareSMSRChange",
            "<rps:CurrentSMSRid>1.3.6.1.4.1.20</rps:CurrentSMSRid>",
            "smsrChange",
            "<rps:Target-Smsr-id>1.3.6.1.4.1.30</rps:Target-Smsr-id>");

    private Es4Orders() {}

    /**
     * A card, as {@link BundleScenarios#card(String)} takes it, on which the function can be executed for the second
     * profile; a change of the SM-SR must be prepared besides.
     */
    public static String card(String function) {
        boolean enabled = function.equals("disableProfile");
        return """
               {"profiles":[{"iccid":"%%s","state":"%s","fallback":true},
                            {"iccid":"%%s","state":"%s","fallback":false}]}"""
                .formatted(enabled ? "Disabled" : "Enabled", enabled ? "Enabled" : "Disabled");
    }

    /** What the command has besides function, EID and ICCID: JSON members with a comma before each. */
    public static String members(String function) {
        return MEMBERS.getOrDefault(function, "");
    }

    /** The same as the columns targetPeer, policyRules and newSubscriptionAddress of a file. */
    public static String columns(String function) {
        return COLUMNS.getOrDefault(function, ",,");
    }

    /** What the call has besides its base, EID and ICCID. */
    public static String elements(String function) {
        return ELEMENTS.getOrDefault(function, "");
    }

    /** The name of the function's elements, without Request and Response. */
    public static String stem(String function) {
        return stem("ES4", function);
    }

    public static String stem(String protocol, String function) {
        return protocol + "-"
                + (function.equals("smsrChange")
                        ? "SMSRChange"
                        : Character.toUpperCase(function.charAt(0)) + function.substring(1));
    }
}
