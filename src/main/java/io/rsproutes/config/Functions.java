package io.rsproutes.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** The functions an order may name, and the parameters of each (docs/spec/es2plus.md 1.6, docs/spec/es4.md 2.1). */
public final class Functions {

    public enum Kind {
        TEXT,
        FLAG,
        OBJECT,
        LIST
    }

    /** A parameter: its form, said in words for whoever got it wrong; secret ones are never shown again. */
    public record Parameter(Kind kind, Pattern form, boolean secret, String words) {
        static Parameter text(String form, String words) {
            return new Parameter(Kind.TEXT, Pattern.compile(form), false, words);
        }

        public boolean fits(JsonNode value) {
            return switch (kind) {
                case TEXT -> value.isTextual() && form.matcher(value.asText()).matches();
                case FLAG -> value.isBoolean();
                case OBJECT -> value.isObject();
                case LIST -> value.isArray();
            };
        }
    }

    /**
     * @param interfaceName the interface it belongs to
     * @param needsEid      whether the order must name an EID
     * @param needsIccid    whether the order must name an ICCID
     * @param needsTarget   whether the order must name a second SM-SR, its {@code targetPeer}
     * @param repeatable    whether sending it again after a lost answer is harmless (routes/core/outcome.camel.yaml)
     * @param operatorOnly  whether only an operator may order it
     * @param steps         functions of the peer that make up this one, in order; empty
     *                      for a function of the peer itself
     */
    public record Function(
            String name,
            String interfaceName,
            boolean needsEid,
            boolean needsIccid,
            boolean needsTarget,
            boolean repeatable,
            boolean operatorOnly,
            List<String> steps,
            Map<String, Parameter> parameters) {
        public boolean composite() {
            return !steps.isEmpty();
        }

        /** Whether it is about a whole eUICC: the order must not name an ICCID. */
        public boolean aboutEuicc() {
            return needsTarget || "getEIS".equals(name);
        }
    }

    public static final Parameter PROFILE_TYPE =
            Parameter.text("[\\x20-\\x7E]{1,100}", "1 to 100 printable characters");
    private static final Parameter MATCHING_ID =
            Parameter.text("[0-9A-Z-]{0,200}", "digits, capital letters and hyphens");
    private static final Parameter FQDN =
            Parameter.text("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+", "a fully qualified host name");
    private static final Parameter CONFIRMATION_CODE =
            new Parameter(Kind.TEXT, Pattern.compile("[\\x20-\\x7E]{1,100}"), true, "1 to 100 printable characters");
    private static final Parameter RELEASE_FLAG = new Parameter(Kind.FLAG, null, false, "true or false");
    private static final Parameter PROFILE_STATUS = Parameter.text("[A-Za-z]{1,32}", "a state such as Available");
    private static final Parameter MESSAGE = new Parameter(
            Kind.OBJECT, null, false, "a JSON object: the message as the peer wants it, without header, eid and iccid");
    private static final Parameter POLICY_RULES = new Parameter(
            Kind.LIST, null, false, "a JSON list of rules, each {subject, action, qualification}; [] for none");
    // IMSI and MSISDN say who the subscriber is: for the peer alone, as a code is.
    private static final Parameter ADDRESS =
            new Parameter(Kind.OBJECT, null, true, "a JSON object with imsi, msisdn or both");
    private static final Parameter PROVIDER =
            Parameter.text("(?=.{1,64}$)[0-9]+(\\.[0-9]+)+", "an object identifier of at most 64 characters");
    private static final Parameter FINAL_STATUS = Parameter.text("Available|Unavailable", "Available or Unavailable");

    private static final Map<String, Parameter> CONFIRMATION = Map.of(
            "matchingId", MATCHING_ID,
            "confirmationCode", CONFIRMATION_CODE,
            "smdsAddress", FQDN,
            "releaseFlag", RELEASE_FLAG);

    /**
     * What an offer may let customers call through the gateway, in their interface: all of ES4, and the plain
     * calls of ES2+.
     */
    public static final Set<String> GATEWAY = Collections.unmodifiableSet(new TreeSet<>(Set.of(
            "getEIS",
            "auditEIS",
            "enableProfile",
            "disableProfile",
            "deleteProfile",
            "updatePolicyRules",
            "updateSubscriptionAddress",
            "setFallBackAttribute",
            "prepareSMSRChange",
            "smsrChange",
            "downloadOrder",
            "confirmOrder",
            "cancelOrder",
            "releaseProfile",
            "getProfileStatus",
            "recoverProfile")));

    /** The parameter of ES4 functions that says whose profile it is, where it is another vendor's. */
    public static final String PROVIDER_ENTITY_ID = "providerEntityId";

    /** The fields of a command, besides the parameters of its function. */
    public static final List<String> FIELDS =
            List.of("function", "eid", "iccid", "peer", "targetPeer", "clientReference", "validityPeriod", "whenBusy");

    private static final Map<String, Function> ALL = new LinkedHashMap<>();

    static {
        es2plus("downloadOrder", false, false, Map.of("profileType", PROFILE_TYPE));
        es2plus("confirmOrder", true, false, CONFIRMATION);
        es2plus(
                "cancelOrder",
                true,
                false,
                Map.of("matchingId", MATCHING_ID, "finalProfileStatusIndicator", FINAL_STATUS));
        es2plus("releaseProfile", true, true, Map.of());
        es2plus("getProfileStatus", true, true, Map.of());
        add(new Function(
                "orderProfile",
                "es2plus",
                false,
                false,
                false,
                false,
                false,
                List.of("downloadOrder", "confirmOrder"),
                with(CONFIRMATION, "profileType", PROFILE_TYPE)));
        add(new Function(
                "recoverProfile",
                "es2plus",
                false,
                true,
                false,
                false,
                true,
                List.of(),
                Map.of("profileStatus", PROFILE_STATUS)));
        add(new Function(
                "rpmOrder", "es2plus", true, false, false, false, false, List.of(), Map.of("message", MESSAGE)));
        read("getEIS", Map.of());
        read("auditEIS", Map.of(PROVIDER_ENTITY_ID, PROVIDER));
        es4("enableProfile", Map.of());
        es4("disableProfile", Map.of());
        es4("deleteProfile", Map.of());
        es4("updatePolicyRules", Map.of("policyRules", POLICY_RULES));
        es4("updateSubscriptionAddress", Map.of("newSubscriptionAddress", ADDRESS));
        es4("setFallBackAttribute", Map.of());
        smsr("prepareSMSRChange");
        smsr("smsrChange");
    }

    private Functions() {}

    private static Map<String, Parameter> with(Map<String, Parameter> some, String name, Parameter one) {
        var all = new HashMap<>(some);
        all.put(name, one);
        return Map.copyOf(all);
    }

    private static void es2plus(
            String name, boolean needsIccid, boolean repeatable, Map<String, Parameter> parameters) {
        add(new Function(name, "es2plus", false, needsIccid, false, repeatable, false, List.of(), parameters));
    }

    private static void read(String name, Map<String, Parameter> parameters) {
        add(new Function(name, "es4", true, false, false, true, false, List.of(), parameters));
    }

    /** Changes a profile on its eUICC. */
    private static void es4(String name, Map<String, Parameter> parameters) {
        add(new Function(
                name,
                "es4",
                true,
                true,
                false,
                false,
                false,
                List.of(),
                with(parameters, PROVIDER_ENTITY_ID, PROVIDER)));
    }

    /** Moves an eUICC to another SM-SR. */
    private static void smsr(String name) {
        add(new Function(name, "es4", true, false, true, false, false, List.of(), Map.of()));
    }

    private static void add(Function function) {
        ALL.put(function.name(), function);
    }

    public static Function get(String name) {
        return ALL.get(name);
    }

    public static Set<String> names() {
        return ALL.keySet();
    }

    /** What a flat format can say of a command: its fields, and every parameter of every function by its name. */
    public static Set<String> columns() {
        var columns = new LinkedHashSet<>(FIELDS);
        ALL.values().forEach(function -> columns.addAll(function.parameters().keySet()));
        return columns;
    }
}
