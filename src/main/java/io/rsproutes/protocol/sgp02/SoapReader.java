package io.rsproutes.protocol.sgp02;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import io.rsproutes.common.io.LimitedXml;

/**
 * Reads a SOAP message, 1.1 or 1.2, document or rpc/literal, in one pass, within limits, without DTD or
 * entities (SECURITY.md). Addressing headers are taken in every version and without a namespace ({@link
 * AddressingHeaders}); mustUnderstand on them is understood by that.
 */
public final class SoapReader {

    /** Elements open around a header block. */
    private static final int BLOCK_DEPTH = 2;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_ELEMENTS = 20_000;
    private static final int MAX_ATTRIBUTES = 32;
    private static final int MAX_TEXT = 262_144;
    private static final int MAX_NAME = 256;

    static final XMLInputFactory FACTORY = LimitedXml.factory();

    private SoapReader() {}

    /**
     * A message as its text came ({@link XmlText}).
     *
     * @throws SoapFault Sender when it is not one well-formed SOAP envelope with exactly one body element,
     *                   VersionMismatch when it is an envelope of neither 1.1 nor 1.2, MustUnderstand when a
     *                   header for us must be understood and is not
     */
    public static SoapMessage read(String text) {
        var message = kept(text);
        var strange =
                AddressingHeaders.notUnderstood(message.header(), message.form().version());
        if (!strange.isEmpty()) {
            throw SoapFault.notUnderstood(strange);
        }
        return message;
    }

    /** The same of a message that was taken before, whatever its headers. */
    public static SoapMessage kept(String text) {
        try {
            return message(parse(FACTORY.createXMLStreamReader(LimitedXml.limited(new StringReader(text)))));
        } catch (XMLStreamException e) {
            throw malformed();
        }
    }

    static SoapFault malformed() {
        return new SoapFault("Sender", "The message is not well-formed XML within our limits.");
    }

    private static SoapMessage message(Xml root) {
        if (!root.name().equals("Envelope")) {
            throw new SoapFault("Sender", "The message is no SOAP envelope.");
        }
        var version = SoapVersion.ofNamespace(root.namespace())
                .orElseThrow(() -> new SoapFault(
                        "VersionMismatch", "The envelope is of another version of SOAP than 1.1 and 1.2."));
        var bodies = parts(root, "Body", version);
        if (bodies.size() != 1 || bodies.get(0).children().size() != 1) {
            throw new SoapFault("Sender", "The message does not have exactly one body element.");
        }
        var headers = parts(root, "Header", version);
        if (headers.size() > 1) {
            throw new SoapFault("Sender", "The message has more than one header element.");
        }
        var header = headers.isEmpty() ? Xml.NONE : headers.get(0);
        var element = bodies.get(0).children().get(0);
        var body = element.namespace().equals(root.namespace()) ? element : RpcStyle.document(element);
        return new SoapMessage(
                new SoapForm(version, body != element, AddressingHeaders.namespace(header)), header, body);
    }

    private static List<Xml> parts(Xml root, String name, SoapVersion version) {
        return root.children().stream()
                .filter(child -> child.name().equals(name) && child.namespace().equals(version.namespace()))
                .toList();
    }

    private static Xml parse(XMLStreamReader reader) {
        try {
            Deque<Xml.Builder> open = new ArrayDeque<>();
            int elements = 0;
            Xml root = null;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new SoapFault(
                                "Sender", "The message has a document type or an entity; neither is allowed.");
                    case XMLStreamConstants.START_ELEMENT -> {
                        check(reader, open.size() + 1, ++elements);
                        open.push(element(reader, open.size() == BLOCK_DEPTH));
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> append(open.peek(), reader);
                    case XMLStreamConstants.END_ELEMENT -> {
                        var ended = open.pop().build();
                        if (open.isEmpty()) {
                            root = ended;
                        } else {
                            open.peek().children.add(ended);
                        }
                    }
                    default -> {
                        // comments and processing instructions say nothing
                    }
                }
            }
            if (root == null) {
                throw new SoapFault("Sender", "The message is empty.");
            }
            return root;
        } catch (XMLStreamException | IllegalArgumentException | MissingResourceException e) {
            // The JDK's reader lacks the words for some faults of a document type, and fails on that.
            throw malformed();
        }
    }

    private static Xml.Builder element(XMLStreamReader reader, boolean block) {
        var element = new Xml.Builder(reader.getLocalName(), text(reader.getNamespaceURI()));
        if (block) {
            element.attributes = attributes(reader);
        }
        return element;
    }

    private static void check(XMLStreamReader reader, int depth, int elements) {
        if (depth > MAX_DEPTH
                || elements > MAX_ELEMENTS
                || reader.getAttributeCount() > MAX_ATTRIBUTES
                || reader.getLocalName().length() > MAX_NAME) {
            throw new SoapFault("Sender", "The message is too deep or too large.");
        }
    }

    private static Map<String, String> attributes(XMLStreamReader reader) {
        var attributes = new HashMap<String, String>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            var namespace = text(reader.getAttributeNamespace(i));
            attributes.put(
                    (namespace.isEmpty() ? "" : "{" + namespace + "}") + reader.getAttributeLocalName(i),
                    reader.getAttributeValue(i));
        }
        return attributes;
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }

    private static void append(Xml.Builder element, XMLStreamReader reader) {
        if (element == null) {
            return;
        }
        if (element.text.length() + reader.getTextLength() > MAX_TEXT) {
            throw new SoapFault("Sender", "A text of the message is too long.");
        }
        element.text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
    }
}
