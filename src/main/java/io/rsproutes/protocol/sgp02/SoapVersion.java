package io.rsproutes.protocol.sgp02;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** SOAP 1.1 and 1.2: what of an envelope, and of HTTP around it, differs. */
public enum SoapVersion {
    V1_1("1.1", "http://schemas.xmlsoap.org/soap/envelope/", "text/xml; charset=utf-8", "actor"),
    V1_2("1.2", "http://www.w3.org/2003/05/soap-envelope", "application/soap+xml; charset=utf-8", "role");

    /** Characters in which the namespace of an envelope stands. */
    private static final int BEGINNING = 4_000;

    private final String number;
    private final String namespace;
    private final String contentType;
    private final String role;

    SoapVersion(String number, String namespace, String contentType, String role) {
        this.number = number;
        this.namespace = namespace;
        this.contentType = contentType;
        this.role = role;
    }

    /** By its number, 1.1 or 1.2; 1.2 for anything else. */
    public static SoapVersion of(String number) {
        return V1_1.number.equals(number) ? V1_1 : V1_2;
    }

    static Optional<SoapVersion> ofNamespace(String namespace) {
        return Stream.of(values())
                .filter(one -> one.namespace.equals(namespace))
                .findFirst();
    }

    /** The one that the Content-Type of a message (may be null) speaks of; 1.2 for a type of neither. */
    public static SoapVersion ofType(String contentType) {
        var type = contentType == null ? "" : contentType.trim().toLowerCase(Locale.ROOT);
        return type.startsWith("text/xml") ? V1_1 : V1_2;
    }

    /** The one a message is written in, as far as its beginning tells; of one that is none, by its Content-Type. */
    public static SoapVersion of(String text, String contentType) {
        var beginning = text.substring(0, Math.min(text.length(), BEGINNING));
        int old = beginning.indexOf(V1_1.namespace);
        int current = beginning.indexOf(V1_2.namespace);
        return old >= 0 && (current < 0 || old < current) ? V1_1 : current >= 0 ? V1_2 : ofType(contentType);
    }

    public String number() {
        return number;
    }

    String namespace() {
        return namespace;
    }

    /** The Content-Type of an answer or a callback. */
    public String contentType() {
        return contentType;
    }

    /** The Content-Type of a request; 1.1 names its action in a header of its own. */
    public String contentType(String action) {
        return this == V1_1 ? contentType : contentType + "; action=\"" + action + "\"";
    }

    /** The attribute, in the envelope's namespace, by which a header block says whom it is for. */
    String role() {
        return "{" + namespace + "}" + role;
    }

    /** A code of a fault, in the words of 1.2, as this version has it. */
    String code(String code) {
        return this == V1_2
                ? code
                : switch (code) {
                    case "Sender" -> "Client";
                    case "Receiver" -> "Server";
                    default -> code;
                };
    }
}
