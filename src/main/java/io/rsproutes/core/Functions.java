package io.rsproutes.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The functions an order may name, and the parameters of each (spec/es2plus.md 1.6, spec/es4.md 2.1). */
public final class Functions {

    /** A parameter: its form, said in words for whoever got it wrong; secret ones are never shown again. */
    public record Parameter(Pattern form, boolean flag, boolean secret, String words) {
        static Parameter text(String form, String words) {
            return new Parameter(Pattern.compile(form), false, false, words);
        }
    }

    /**
     * @param interfaceName the interface it belongs to
     * @param needsEid      whether the order must name an EID
     * @param needsIccid    whether the order must name an ICCID
     * @param repeatable    whether sending it again after a lost answer is harmless (DESIGN, "Send again?")
     */
    public record Function(String name, String interfaceName, boolean needsEid, boolean needsIccid, boolean repeatable, Map<String, Parameter> parameters) { }

    private static final Parameter PROFILE_TYPE = Parameter.text("[\\x20-\\x7E]{1,100}", "1 to 100 printable characters");
    private static final Parameter MATCHING_ID = Parameter.text("[0-9A-Z-]{0,200}", "digits, capital letters and hyphens");
    private static final Parameter FQDN = Parameter.text("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+", "a fully qualified host name");
    private static final Parameter CONFIRMATION_CODE = new Parameter(Pattern.compile("[\\x20-\\x7E]{1,100}"), false, true, "1 to 100 printable characters");
    private static final Parameter RELEASE_FLAG = new Parameter(null, true, false, "true or false");
    private static final Parameter FINAL_STATUS = Parameter.text("Available|Unavailable", "Available or Unavailable");

    private static final Map<String, Function> ALL = new LinkedHashMap<>();

    static {
        es2plus("downloadOrder", false, false, Map.of("profileType", PROFILE_TYPE));
        es2plus("confirmOrder", true, false, Map.of("matchingId", MATCHING_ID, "confirmationCode", CONFIRMATION_CODE, "smdsAddress", FQDN, "releaseFlag", RELEASE_FLAG));
        es2plus("cancelOrder", true, false, Map.of("matchingId", MATCHING_ID, "finalProfileStatusIndicator", FINAL_STATUS));
        es2plus("releaseProfile", true, true, Map.of());
        es4("getEIS", false, true);
        es4("auditEIS", false, true);
        es4("enableProfile", true, false);
        es4("setFallBackAttribute", true, false);
    }

    private Functions() {
    }

    private static void es2plus(String name, boolean needsIccid, boolean repeatable, Map<String, Parameter> parameters) {
        ALL.put(name, new Function(name, "es2plus", false, needsIccid, repeatable, parameters));
    }

    private static void es4(String name, boolean needsIccid, boolean repeatable) {
        ALL.put(name, new Function(name, "es4", true, needsIccid, repeatable, Map.of()));
    }

    public static Function get(String name) {
        return ALL.get(name);
    }

    public static Set<String> names() {
        return ALL.keySet();
    }
}
