package io.rsproutes.protocol.sgp02.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import io.rsproutes.common.Timestamps;
import io.rsproutes.protocol.sgp02.Xml;

/** ES4 of SGP.02: its names, and what its messages are made of (docs/spec/es4.md 1.8 and C5, C6). */
public final class Sgp02 {

    public static final String NAMESPACE = "http://namespaces.gsma.org/esim-messaging/3";
    public static final String CALLBACK_PATH = "/esim-messaging/3/ES4/ES4MnoService";
    /** Where customers call us as if we were the SM-SR. */
    public static final String GATEWAY_PATH = "/esim-messaging/3/ES4/ES4SmSrService";

    private static final List<String> FUNCTIONS = List.of(
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
    private static final String PREFIX = "ES4-";

    private Sgp02() {}

    /** The element of a function, without Request or Response: ES4-EnableProfile. */
    public static String stem(String function) {
        return PREFIX + name(function);
    }

    /** The function as elements and actions spell it: EnableProfile, SMSRChange. */
    public static String name(String function) {
        return "smsrChange".equals(function)
                ? "SMSRChange"
                : Character.toUpperCase(function.charAt(0)) + function.substring(1);
    }

    /** The wsa:Action of a result or notification (docs/spec/es4.md C1.1); {@code name}: as elements spell it. */
    public static String callbackAction(String name) {
        var group = name.matches("(Prepare)?SMSRChange") ? "eUICCManagement" : "ProfileManagement";
        return "http://gsma.com/ES4/" + group + "CallBack/" + PREFIX + name;
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
