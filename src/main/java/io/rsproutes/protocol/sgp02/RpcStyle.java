package io.rsproutes.protocol.sgp02;

import java.util.List;
import java.util.Set;

import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.apache.cxf.staxutils.DelegatingXMLStreamWriter;

/**
 * rpc/literal, of which one public peer is an example (docs/spec/es4.md 1.10): the body has an element named for the
 * operation, which is the function, without Request behind it, and in that its parts, in no namespace. Results and
 * notifications are calls of operations, too: named as in document/literal, but without ES4- before.
 */
final class RpcStyle {

    private static final List<String> SUFFIXES = List.of("request", "response", "notification");
    private static final Set<String> BASES = Set.of("functioncallidentifier", "functionexecutionstatus");

    private RpcStyle() {}

    /** Writes as rpc/literal what is written to it as document/literal. */
    static XMLStreamWriter writer(XMLStreamWriter out) {
        return new Writer(out);
    }

    private static final class Writer extends DelegatingXMLStreamWriter {
        private int depth;

        Writer(XMLStreamWriter out) {
            super(out);
        }

        @Override
        public void writeStartElement(String prefix, String name, String namespace) throws XMLStreamException {
            switch (depth++) {
                case 0 -> super.writeStartElement(prefix, operation(name), namespace);
                case 1 -> super.writeStartElement(name);
                default -> super.writeStartElement(prefix, name, namespace);
            }
        }

        @Override
        public void writeEndElement() throws XMLStreamException {
            depth--;
            super.writeEndElement();
        }
    }

    private static String operation(String name) {
        return name.endsWith("Request") ? name.replaceFirst("Request$", "") : name.replaceFirst("^ES\\d-(?=[A-Z])", "");
    }

    /**
     * What stands in the body, as document/literal has it: of an element that wraps a message, the message; of an
     * operation with the parts in it, or with one part that has them all, a message of them. Anything else as it is.
     */
    static Xml document(Xml root) {
        var only = root.children().size() == 1 ? root.children().get(0) : null;
        if (only != null && isMessage(only)) {
            return named(only.name(), only.namespace().isEmpty() ? root.namespace() : only.namespace(), only);
        }
        var content = only != null && hasBase(only) ? only : root;
        var suffix = isMessage(root) ? "" : suffix(root, content);
        return suffix.isEmpty() && content == root ? root : named(root.name() + suffix, root.namespace(), content);
    }

    private static Xml named(String name, String namespace, Xml content) {
        return new Xml(name, namespace, "", content.children(), content.hasText(), content.attributes());
    }

    private static boolean isMessage(Xml element) {
        var name = Xml.fold(element.name());
        return SUFFIXES.stream().anyMatch(name::endsWith);
    }

    private static boolean hasBase(Xml element) {
        return element.children().stream().anyMatch(child -> BASES.contains(Xml.fold(child.name())));
    }

    private static String suffix(Xml root, Xml content) {
        return content.child("FunctionExecutionStatus").exists()
                ? "Response"
                : content.child("FunctionCallIdentifier").exists()
                        ? "Request"
                        : content.child("CompletionTimestamp").exists()
                                        && Xml.fold(root.name()).contains("handle")
                                ? "Notification"
                                : "";
    }
}
