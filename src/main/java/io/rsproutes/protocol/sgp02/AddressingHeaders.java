package io.rsproutes.protocol.sgp02;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The header blocks of a message that are for us, and which of them are WS-Addressing: of any version, or without a
 * namespace as sloppy peers write it. A block of the same name in another namespace is something else.
 */
final class AddressingHeaders {

    private static final Pattern OTHER_WSA =
            Pattern.compile("http://(schemas\\.xmlsoap\\.org/ws|www\\.w3\\.org)/\\d{4}/\\d{2}/addressing(/.*)?");
    private static final String GSMA = "http://namespaces.gsma.org/esim-messaging/";
    private static final Set<String> NAMES =
            Set.of("messageid", "relatesto", "from", "to", "replyto", "faultto", "action");
    private static final Set<String> OURS = Set.of(
            "",
            "http://www.w3.org/2003/05/soap-envelope/role/next",
            "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver",
            "http://schemas.xmlsoap.org/soap/actor/next");
    private static final String UNSPECIFIED = "http://www.w3.org/2005/08/addressing/unspecified";
    private static final int LOWEST = 3;
    private static final int LONGEST_NAMESPACE = 100;

    private AddressingHeaders() {}

    /** The blocks of this name, those of the newest version present; a block in another role is another node's. */
    static List<Xml> all(Xml header, String name) {
        var found = header.all(name).stream()
                .filter(block -> rank(block.namespace()) <= LOWEST && isOurs(block))
                .toList();
        int best =
                found.stream().mapToInt(block -> rank(block.namespace())).min().orElse(0);
        return found.stream().filter(block -> rank(block.namespace()) == best).toList();
    }

    static Xml first(Xml header, String name) {
        return all(header, name).stream().findFirst().orElse(Xml.NONE);
    }

    /**
     * The messages this one is a reply to: RelatesTo without RelationshipType, or with that of a
     * reply in the words of any version.
     */
    static List<String> repliesTo(Xml header) {
        return all(header, "RelatesTo").stream()
                .filter(AddressingHeaders::isReply)
                .map(block -> block.text().trim())
                .filter(id -> !id.isEmpty() && !id.equals(UNSPECIFIED))
                .distinct()
                .toList();
    }

    private static boolean isReply(Xml relatesTo) {
        var type = relatesTo.attribute("RelationshipType").trim();
        return type.isEmpty() || type.matches("(?i)(.*[/#:])?(reply|response)");
    }

    /** The namespace of WS-Addressing that a message is written in; that of its version 1.0 where there is none. */
    static String namespace(Xml header) {
        return header.children().stream()
                .map(Xml::namespace)
                .filter(one -> rank(one) <= 1 && one.length() <= LONGEST_NAMESPACE)
                .min(Comparator.comparingInt(AddressingHeaders::rank))
                .orElse(SoapForm.WSA);
    }

    /** The blocks that must be understood by us, and are not (SOAP 1.2 part 1, 2.4 and 5.2.3; 1.1, 4.2.3). */
    static List<Xml> notUnderstood(Xml header, SoapVersion soap) {
        return header.children().stream()
                .filter(block -> isDemanded(block, soap) && isOurs(block) && !isUnderstood(block))
                .toList();
    }

    private static boolean isDemanded(Xml block, SoapVersion soap) {
        var demand = block.attribute("{" + soap.namespace() + "}mustUnderstand").trim();
        return !demand.isEmpty() && !demand.equals("0") && !demand.equalsIgnoreCase("false");
    }

    private static boolean isOurs(Xml block) {
        return Stream.of(SoapVersion.values())
                .allMatch(
                        version -> OURS.contains(block.attribute(version.role()).trim()));
    }

    private static boolean isUnderstood(Xml block) {
        int rank = rank(block.namespace());
        return rank <= 1
                || rank <= LOWEST && NAMES.contains(Xml.fold(block.name()))
                || block.namespace().equals(MakeConnection.NAMESPACE);
    }

    private static int rank(String namespace) {
        return namespace.equals(SoapForm.WSA)
                ? 0
                : OTHER_WSA.matcher(namespace).matches()
                        ? 1
                        : namespace.startsWith(GSMA) ? 2 : namespace.isEmpty() ? LOWEST : LOWEST + 1;
    }
}
