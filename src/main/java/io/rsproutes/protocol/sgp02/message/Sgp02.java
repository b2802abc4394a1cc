package io.rsproutes.protocol.sgp02.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import io.rsproutes.common.Timestamps;
import io.rsproutes.protocol.sgp02.Xml;

/** ES4 and ES2 of SGP.02: their names, and what their messages are made of (docs/spec/es4.md 1.8 and C5 to C7). */
public final class Sgp02 {

    public static final String NAMESPACE = "http://namespaces.gsma.org/esim-messaging/3";
    private static final String FOLDER = "/esim-messaging/3/";

    private static final List<String> FUNCTIONS = List.of(
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
            "smsrChange");
    private static final String ANY_PREFIX = "^es(2|4a(?=handle)|4)(?=[a-z])";

    private Sgp02() {}

    /** Where an SM-SR (es4) or SM-DP (es2) brings us results and notifications. */
    public static String callbackPath(String interfaceName) {
        var name = interfaceName.toUpperCase(Locale.ROOT);
        return FOLDER + name + "/" + name + "MnoService";
    }

    /** Where customers call us as if we were the SM-SR (es4) or SM-DP (es2). */
    public static String gatewayPath(String interfaceName) {
        return FOLDER + ("es2".equals(interfaceName) ? "ES2/ES2SmDpService" : "ES4/ES4SmSrService");
    }

    /** The element of a function, without Request or Response: ES4-EnableProfile. */
    public static String stem(String interfaceName, String function) {
        return interfaceName.toUpperCase(Locale.ROOT) + "-" + name(function);
    }

    /** The name of a body element in one form, without ES4- or ES2- before it. */
    static String plain(String element) {
        return Xml.fold(element).replaceFirst(ANY_PREFIX, "");
    }

    /** The function as elements and actions spell it: EnableProfile, SMSRChange. */
    public static String name(String function) {
        return "smsrChange".equals(function)
                ? "SMSRChange"
                : Character.toUpperCase(function.charAt(0)) + function.substring(1);
    }

    /** The wsa:Action of a result or notification (docs/spec/es4.md C1.1); {@code name}: as elements spell it. */
    public static String callbackAction(String interfaceName, String name) {
        var group = name.matches("(Prepare)?SMSRChange") ? "eUICCManagement" : "ProfileManagement";
        var prefix = interfaceName.toUpperCase(Locale.ROOT);
        return "http://gsma.com/" + prefix + "/" + group + "CallBack/" + prefix + "-" + name;
    }

    /** The function of that name, in any case; null when it is none we know. */
    static String function(String folded) {
        return FUNCTIONS.stream()
                .filter(function -> function.toLowerCase(Locale.ROOT).equals(folded))
                .findFirst()
                .orElse(null);
    }

    static void start(XMLStreamWriter out, String name, String namespace) throws XMLStreamException {
        out.writeStartElement("rps", name, namespace);
        out.writeNamespace("rps", namespace);
    }

    /** A child element; nothing when the value is null. */
    public static void text(XMLStreamWriter out, String namespace, String name, Object value)
            throws XMLStreamException {
        if (value != null) {
            out.writeStartElement("rps", name, namespace);
            out.writeCharacters(value.toString());
            out.writeEndElement();
        }
    }

    public static String time(Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** A time as {@link Timestamps#read(String)} has it; null when it is none. */
    public static Instant instant(String text) {
        return Timestamps.read(text);
    }

    /** Whether the body is the result of a call, by its name. */
    public static boolean isResponse(Xml body) {
        return Xml.fold(body.name()).endsWith("response");
    }

    public static boolean isNotification(Xml body) {
        return Xml.fold(body.name()).endsWith("notification");
    }
}
