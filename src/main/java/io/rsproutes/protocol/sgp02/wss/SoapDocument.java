package io.rsproutes.protocol.sgp02.wss;

import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import io.rsproutes.common.io.LimitedXml;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.exceptions.XMLSecurityException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * A SOAP envelope as a tree, which is what a signature is about. The parser that reads messages builds it, so that what
 * is signed is what is read. Comments are left out: no signature covers them.
 */
final class SoapDocument {

    private static final Set<String> SOAP =
            Set.of("http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/");
    private static final Set<String> IDS = Set.of("id", "assertionid");
    private static final XMLInputFactory FACTORY = LimitedXml.factory();

    private final Element envelope;
    private final Element header;
    private final Element body;

    private SoapDocument(Element envelope, Element header, Element body) {
        this.envelope = envelope;
        this.header = header;
        this.body = body;
    }

    /**
     * @param text an envelope within our limits: what SoapReader can read
     * @throws WssRefusal unless it is an envelope with one header and one body, and nothing else
     */
    static SoapDocument read(String text) {
        try {
            return envelope(parse(FACTORY.createXMLStreamReader(LimitedXml.limited(new StringReader(text)))));
        } catch (XMLStreamException e) {
            throw malformed();
        }
    }

    private static SoapDocument envelope(Document document) {
        var root = document.getDocumentElement();
        if (root == null || !is(root, "Envelope")) {
            throw new WssRefusal("malformed", "the message is no SOAP envelope");
        }
        var parts = children(root);
        if (parts.size() == 1 && is(parts.get(0), "Body")) {
            throw new WssRefusal("missing", "the message has no header");
        }
        if (parts.size() != 2
                || !is(parts.get(0), "Header")
                || !is(parts.get(1), "Body")
                || parts.stream().anyMatch(part -> !root.getNamespaceURI().equals(part.getNamespaceURI()))) {
            throw new WssRefusal("wrapped", "the envelope has more in it than one header and one body, in this order");
        }
        return new SoapDocument(root, parts.get(0), parts.get(1));
    }

    private static boolean is(Element element, String name) {
        return name.equals(element.getLocalName()) && SOAP.contains(element.getNamespaceURI());
    }

    private static WssRefusal malformed() {
        return new WssRefusal("malformed", "the message is not well-formed XML");
    }

    Document document() {
        return envelope.getOwnerDocument();
    }

    Element body() {
        return body;
    }

    /** The header blocks. */
    List<Element> blocks() {
        return children(header);
    }

    void remove(Element block) {
        header.removeChild(block);
    }

    String soapNamespace() {
        return envelope.getNamespaceURI();
    }

    /** Whether no two elements have the same id, whatever its name: a reference then leads to one element only. */
    boolean hasUniqueIds() {
        return unique(envelope, new HashSet<>());
    }

    private static boolean unique(Element element, Set<String> seen) {
        var attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            var attribute = attributes.item(i);
            if (!XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())
                    && IDS.contains(attribute.getLocalName().toLowerCase(Locale.ROOT))
                    && !seen.add(attribute.getNodeValue())) {
                return false;
            }
        }
        return children(element).stream().allMatch(child -> unique(child, seen));
    }

    /** The envelope as text, in canonical form: what stands in it is what was signed. */
    String text() {
        var out = new ByteArrayOutputStream();
        try {
            Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_OMIT_COMMENTS).canonicalizeSubtree(envelope, out);
        } catch (XMLSecurityException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static List<Element> children(Element parent) {
        var found = new ArrayList<Element>();
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static Document parse(XMLStreamReader reader) throws XMLStreamException {
        var document = document(reader);
        Node open = document;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> open = open.appendChild(element(document, reader));
                case XMLStreamConstants.END_ELEMENT -> open = open.getParentNode();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    append(document, open, reader.getText());
                case XMLStreamConstants.DTD,
                        XMLStreamConstants.ENTITY_REFERENCE,
                        XMLStreamConstants.PROCESSING_INSTRUCTION -> throw malformed();
                default -> {
                    // comments say nothing
                }
            }
        }
        return document;
    }

    private static Document document(XMLStreamReader reader) throws XMLStreamException {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .newDocument();
        } catch (ParserConfigurationException e) {
            throw new XMLStreamException("no document can be made", reader.getLocation(), e);
        }
    }

    private static void append(Document document, Node open, String text) {
        if (open == document) {
            return;
        }
        // Comments between two texts are gone: they are one.
        if (open.getLastChild() instanceof Text before) {
            before.appendData(text);
        } else {
            open.appendChild(document.createTextNode(text));
        }
    }

    private static Element element(Document document, XMLStreamReader reader) {
        var element = document.createElementNS(
                named(reader.getNamespaceURI()), qualified(reader.getPrefix(), reader.getLocalName()));
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            var prefix = reader.getNamespacePrefix(i);
            var uri = reader.getNamespaceURI(i);
            element.setAttributeNS(
                    XMLConstants.XMLNS_ATTRIBUTE_NS_URI,
                    prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix,
                    uri == null ? "" : uri);
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            element.setAttributeNS(
                    named(reader.getAttributeNamespace(i)),
                    qualified(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)),
                    reader.getAttributeValue(i));
        }
        return element;
    }

    // The tree has no namespace where the parser has an empty one.
    private static String named(String namespace) {
        return namespace == null || namespace.isEmpty() ? null : namespace;
    }

    private static String qualified(String prefix, String name) {
        return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
    }
}
