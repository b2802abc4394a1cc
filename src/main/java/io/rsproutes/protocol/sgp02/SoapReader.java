package io.rsproutes.protocol.sgp02;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.MissingResourceException;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import io.rsproutes.common.io.LimitedXml;

/**
 * Reads a SOAP 1.2 message in one pass, within limits, without DTD or entities (SECURITY.md). Addressing
 * headers are taken in every version and without a namespace ({@link AddressingHeaders}); mustUnderstand
 * on them is understood by that.
 */
public final class SoapReader {

    private static final String SOAP_12 = "http://www.w3.org/2003/05/soap-envelope";
    private static final String SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/";
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
     * @throws SoapFault Sender when it is not one well-formed SOAP 1.2 envelope with exactly one body
     *                   element, VersionMismatch when it is SOAP 1.1, MustUnderstand when a header for
     *                   us must be understood and is not
     */
    public static SoapMessage read(String text) {
        var message = kept(text);
        var strange = AddressingHeaders.notUnderstood(message.header(), SOAP_12);
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
        if (!root.name().equals("Envelope") || !root.namespace().equals(SOAP_12)) {
            throw root.namespace().equals(SOAP_11)
                    ? new SoapFault("VersionMismatch", "The message is SOAP 1.1; SOAP 1.2 is expected.")
                    : new SoapFault("Sender", "The message is not a SOAP 1.2 envelope.");
        }
        var bodies = root.children().stream()
                .filter(child ->
                        child.name().equals("Body") && child.namespace().equals(SOAP_12))
                .toList();
        if (bodies.size() != 1 || bodies.get(0).children().size() != 1) {
            throw new SoapFault("Sender", "The message does not have exactly one body element.");
        }
        var headers = root.children().stream()
                .filter(child ->
                        child.name().equals("Header") && child.namespace().equals(SOAP_12))
                .toList();
        if (headers.size() > 1) {
            throw new SoapFault("Sender", "The message has more than one header element.");
        }
        return new SoapMessage(
                headers.isEmpty() ? Xml.NONE : headers.get(0),
                bodies.get(0).children().get(0));
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
