package io.rsproutes.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** The interfaces of peers, and the functions and parameters of orders (docs/spec/es2plus.md 1.6, es4.md 2.1, 2.2). */
public final class Functions {

    public static final String ES2PLUS = "es2plus";
    /** SOAP of SGP.02, to an SM-SR. */
    public static final String ES4 = "es4";
    /** SOAP of SGP.02, to an SM-DP. */
    public static final String ES2 = "es2";

    static final List<String> INTERFACES = List.of(ES2PLUS, ES4, ES2);
    static final String INTERFACE_WORDS = "set it to es2plus, es4 or es2";

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
     * @param interfaces    those it belongs to, the preferred one first
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
            List<String> interfaces,
            boolean needsEid,
            boolean needsIccid,
            boolean needsTarget,
            boolean repeatable,
            boolean operatorOnly,
            List<String> steps,
            Map<String, Parameter> parameters) {
        /** The interface it is called at, unless its peer has another of them. */
        public String interfaceName() {
            return interfaces.get(0);
        }

        public boolean composite() {
            return !steps.isEmpty();
        }

        /** Whether it is about a whole eUICC: the order must not name an ICCID. */
        public boolean aboutEuicc() {
            return needsTarget || "getEIS".equals(name);
        }
    }

    public static final Parameter PROFILE_TYPE = Parameter.text(
            "(?! )[\\x20-\\x7E]{1,100}(?<! )", "1 to 100 printable characters, without blanks around them");
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
    private static final Parameter OID =
            Parameter.text("(?=.{1,64}$)[0-9]+(\\.[0-9]+)+", "an object identifier of at most 64 characters");
    private static final Parameter FINAL_STATUS = Parameter.text("Available|Unavailable", "Available or Unavailable");

    private static final Parameter ENABLE = new Parameter(Kind.FLAG, null, false, "true or false");

    /** About a card: at the SM-SR that manages it, else over the SM-DP of the profile. */
    private static final List<String> CARD = List.of(ES4, ES2);

    private static final Map<String, Parameter> CONFIRMATION = Map.of(
            "matchingId", MATCHING_ID,
            "confirmationCode", CONFIRMATION_CODE,
            "smdsAddress", FQDN,
            "releaseFlag", RELEASE_FLAG);

    /**
     * What an offer may let customers call through the gateway, in their interface: all of ES4 and ES2, and the
     * plain calls of ES2+.
     */
    public static final Set<String> GATEWAY = Collections.unmodifiableSet(new TreeSet<>(Set.of(
            "getEIS",
            "auditEIS",
            "downloadProfile",
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

    /** The parameter of ES4 and ES2 functions that says whose profile it is, where it is another vendor's. */
    public static final String PROVIDER_ENTITY_ID = "providerEntityId";

    /** The parameter that says at which SM-SR the eUICC is, for an SM-DP, where the inventory does not. */
    public static final String SMSR_ID = "smsrId";

    /** The fields of a command, besides the parameters of its function. */
    public static final List<String> FIELDS = List.of(
            "function",
            "template",
            "eid",
            "iccid",
            "peer",
            "targetPeer",
            "clientReference",
            "validityPeriod",
            "whenBusy");

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
                List.of(ES2PLUS),
                false,
                false,
                false,
                false,
                false,
                List.of("downloadOrder", "confirmOrder"),
                with(CONFIRMATION, "profileType", PROFILE_TYPE)));
        add(new Function(
                "recoverProfile",
                List.of(ES2PLUS),
                false,
                true,
                false,
                false,
                true,
                List.of(),
                Map.of("profileStatus", PROFILE_STATUS)));
        add(new Function(
                "rpmOrder", List.of(ES2PLUS), true, false, false, false, false, List.of(), Map.of("message", MESSAGE)));
        read("getEIS", Map.of(SMSR_ID, OID));
        read("auditEIS", Map.of(SMSR_ID, OID, PROVIDER_ENTITY_ID, OID));
        profile("enableProfile", Map.of());
        profile("disableProfile", Map.of());
        profile("deleteProfile", Map.of());
        profile("updatePolicyRules", Map.of("policyRules", POLICY_RULES));
        profile("updateSubscriptionAddress", Map.of("newSubscriptionAddress", ADDRESS));
        profile("setFallBackAttribute", Map.of());
        add(new Function(
                "downloadProfile",
                List.of(ES2),
                true,
                false,
                false,
                false,
                false,
                List.of(),
                Map.of("profileType", PROFILE_TYPE, "enableProfile", ENABLE, SMSR_ID, OID, PROVIDER_ENTITY_ID, OID)));
        smsr("prepareSMSRChange");
        smsr("smsrChange");
    }

    private Functions() {}

    /** Whether it is SOAP of SGP.02, about a profile on its eUICC: es4 or es2. */
    public static boolean isSgp02(String interfaceName) {
        return ES4.equals(interfaceName) || ES2.equals(interfaceName);
    }

    private static Map<String, Parameter> with(Map<String, Parameter> some, String name, Parameter one) {
        var all = new HashMap<>(some);
        all.put(name, one);
        return Map.copyOf(all);
    }

    private static void es2plus(
            String name, boolean needsIccid, boolean repeatable, Map<String, Parameter> parameters) {
        add(new Function(name, List.of(ES2PLUS), false, needsIccid, false, repeatable, false, List.of(), parameters));
    }

    private static void read(String name, Map<String, Parameter> parameters) {
        add(new Function(name, CARD, true, false, false, true, false, List.of(), parameters));
    }

    /** Changes a profile on its eUICC. */
    private static void profile(String name, Map<String, Parameter> parameters) {
        add(new Function(
                name,
                CARD,
                true,
                true,
                false,
                false,
                false,
                List.of(),
                with(with(parameters, PROVIDER_ENTITY_ID, OID), SMSR_ID, OID)));
    }

    /** Moves an eUICC to another SM-SR. */
    private static void smsr(String name) {
        add(new Function(name, List.of(ES4), true, false, true, false, false, List.of(), Map.of()));
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

    /** A parameter of this name of any function, as all that have it have the same; null if none has it. */
    public static Parameter parameter(String name) {
        return ALL.values().stream()
                .map(function -> function.parameters().get(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What a flat format can say of a command: its fields, and every parameter of every function by its name. */
    public static Set<String> columns() {
        var columns = new LinkedHashSet<>(FIELDS);
        ALL.values().forEach(function -> columns.addAll(function.parameters().keySet()));
        return columns;
    }
}
