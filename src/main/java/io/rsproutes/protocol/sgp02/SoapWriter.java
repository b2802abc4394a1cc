package io.rsproutes.protocol.sgp02;

import java.io.StringWriter;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes SOAP 1.2 messages with their addressing headers. */
public final class SoapWriter {

    public static final String CONTENT_TYPE = "application/soap+xml; charset=utf-8";
    private static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";
    private static final String WSA = "http://www.w3.org/2005/08/addressing";
    private static final int MAX_BLOCKS = 10;
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    /** The body of a message; elements in the namespace under prefix {@code rps}. */
    public interface Body {
        void write(XMLStreamWriter out) throws XMLStreamException;
    }

    private SoapWriter() {}

    /** @param headers null for none, as in a fault */
    public static String envelope(Addressing headers, Body body) {
        return headers == null
                ? envelope(null, null, body)
                : envelope(
                        WSA,
                        out -> {
                            header(out, "MessageID", headers.messageId());
                            header(out, "RelatesTo", headers.relatesTo());
                            reference(out, "From", headers.from());
                            header(out, "To", headers.to());
                            reference(out, "ReplyTo", headers.replyTo());
                            header(out, "Action", headers.action());
                        },
                        body);
    }

    // addressing: the namespace of the headers, null when they are others or there are none.
    private static String envelope(String addressing, Body headers, Body body) {
        return document(out -> {
            out.writeStartElement("soap", "Envelope", SOAP);
            out.writeNamespace("soap", SOAP);
            if (addressing != null) {
                out.writeNamespace("wsa", addressing);
            }
            if (headers != null) {
                out.writeStartElement("soap", "Header", SOAP);
                headers.write(out);
                out.writeEndElement();
            }
            out.writeStartElement("soap", "Body", SOAP);
            body.write(out);
            out.writeEndElement();
            out.writeEndElement();
        });
    }

    /** The fault, with the headers that were not understood (SOAP 1.2 part 1, 5.4.8). */
    public static String fault(SoapFault fault) {
        // Nothing that might be an identifier is said again.
        var blocks = fault.notUnderstood().stream()
                .filter(block -> !block.namespace().isEmpty()
                        && !(block.namespace() + block.name()).matches("(?s).*\\d{10}.*|.{300,}"))
                .limit(MAX_BLOCKS)
                .toList();
        return fault(
                blocks.isEmpty()
                        ? null
                        : out -> {
                            for (var block : blocks) {
                                out.writeStartElement("soap", "NotUnderstood", SOAP);
                                out.writeNamespace("h", block.namespace());
                                out.writeAttribute("qname", "h:" + block.name());
                                out.writeEndElement();
                            }
                        },
                fault.code(),
                fault.subcode(),
                fault.getMessage());
    }

    /** A fault: {@code code} Sender, Receiver or VersionMismatch, and the reason in words. */
    public static String fault(String code, String reason) {
        return fault(code, null, reason);
    }

    /** The same with our stable word for it as subcode, in the namespace {@code urn:rsp-routes}. */
    public static String fault(String code, String subcode, String reason) {
        return fault(null, code, subcode, reason);
    }

    private static String fault(Body headers, String code, String subcode, String reason) {
        return envelope(null, headers, out -> {
            out.writeStartElement("soap", "Fault", SOAP);
            out.writeStartElement("soap", "Code", SOAP);
            out.writeStartElement("soap", "Value", SOAP);
            out.writeCharacters("soap:" + code);
            out.writeEndElement();
            if (subcode != null) {
                out.writeStartElement("soap", "Subcode", SOAP);
                out.writeStartElement("soap", "Value", SOAP);
                out.writeNamespace("rsp", "urn:rsp-routes");
                out.writeCharacters("rsp:" + subcode);
                out.writeEndElement();
                out.writeEndElement();
            }
            out.writeEndElement();
            out.writeStartElement("soap", "Reason", SOAP);
            out.writeStartElement("soap", "Text", SOAP);
            out.writeAttribute("xml", "http://www.w3.org/XML/1998/namespace", "lang", "en");
            out.writeCharacters(reason);
            out.writeEndElement();
            out.writeEndElement();
            out.writeEndElement();
        });
    }

    public static String document(Body content) {
        var text = new StringWriter();
        try {
            var out = FACTORY.createXMLStreamWriter(text);
            content.write(out);
            out.flush();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void header(XMLStreamWriter out, String name, String value) throws XMLStreamException {
        if (value != null) {
            out.writeStartElement("wsa", name, WSA);
            out.writeCharacters(value);
            out.writeEndElement();
        }
    }

    private static void reference(XMLStreamWriter out, String name, String address) throws XMLStreamException {
        if (address != null) {
            out.writeStartElement("wsa", name, WSA);
            header(out, "Address", address);
            out.writeEndElement();
        }
    }
}
