package io.rsproutes.protocol.sgp02;

import java.io.StringWriter;
import java.util.List;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes SOAP messages with their addressing headers. */
public final class SoapWriter {

    private static final int MAX_BLOCKS = 10;
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    /** The body of a message; elements in the namespace under prefix {@code rps}. */
    public interface Body {
        void write(XMLStreamWriter out) throws XMLStreamException;
    }

    private SoapWriter() {}

    /** As SGP.02 v3 has it. */
    public static String envelope(Addressing headers, Body body) {
        return envelope(SoapForm.V3, headers, body);
    }

    /**
     * A message in this form.
     *
     * @param headers null for none
     * @param body    as document/literal has it, whatever the form
     */
    public static String envelope(SoapForm form, Addressing headers, Body body) {
        var wsa = form.addressing();
        Body written = form.rpc() ? out -> body.write(RpcStyle.writer(out)) : body;
        if (headers == null) {
            return envelope(form.version().namespace(), null, null, written);
        }
        return envelope(
                form.version().namespace(),
                wsa,
                out -> {
                    header(out, wsa, "MessageID", headers.messageId());
                    header(out, wsa, "RelatesTo", headers.relatesTo());
                    reference(out, wsa, "From", headers.from());
                    header(out, wsa, "To", headers.to());
                    reference(out, wsa, "ReplyTo", headers.replyTo());
                    header(out, wsa, "Action", headers.action());
                },
                written);
    }

    // addressing: the namespace of the headers, null when they are others or there are none.
    private static String envelope(String soap, String addressing, Body headers, Body body) {
        return document(out -> {
            out.writeStartElement("soap", "Envelope", soap);
            out.writeNamespace("soap", soap);
            if (addressing != null) {
                out.writeNamespace("wsa", addressing);
            }
            if (headers != null) {
                out.writeStartElement("soap", "Header", soap);
                headers.write(out);
                out.writeEndElement();
            }
            out.writeStartElement("soap", "Body", soap);
            body.write(out);
            out.writeEndElement();
            out.writeEndElement();
        });
    }

    /** The fault; of SOAP 1.2 with the headers that were not understood (part 1, 5.4.8). */
    public static String fault(SoapVersion version, SoapFault fault) {
        // Nothing that might be an identifier is said again.
        var blocks = fault.notUnderstood().stream()
                .filter(block -> !block.namespace().isEmpty()
                        && !(block.namespace() + block.name()).matches("(?s).*\\d{10}.*|.{300,}"))
                .limit(MAX_BLOCKS)
                .toList();
        var soap = version.namespace();
        return version == SoapVersion.V1_1
                ? envelope(soap, null, null, out -> fault11(out, fault))
                : envelope(
                        soap,
                        null,
                        blocks.isEmpty() ? null : out -> notUnderstood(out, soap, blocks),
                        out -> fault12(out, soap, fault));
    }

    /**
     * A fault: {@code code} Sender, Receiver or VersionMismatch, our stable word for it in the namespace {@code
     * urn:rsp-routes} (null: none), and the reason in words.
     */
    public static String fault(SoapVersion version, String code, String subcode, String reason) {
        return fault(version, new SoapFault(code, subcode, reason));
    }

    private static void notUnderstood(XMLStreamWriter out, String soap, List<Xml> blocks) throws XMLStreamException {
        for (var block : blocks) {
            out.writeStartElement("soap", "NotUnderstood", soap);
            out.writeNamespace("h", block.namespace());
            out.writeAttribute("qname", "h:" + block.name());
            out.writeEndElement();
        }
    }

    private static void fault12(XMLStreamWriter out, String soap, SoapFault fault) throws XMLStreamException {
        out.writeStartElement("soap", "Fault", soap);
        out.writeStartElement("soap", "Code", soap);
        out.writeStartElement("soap", "Value", soap);
        out.writeCharacters("soap:" + fault.code());
        out.writeEndElement();
        if (fault.subcode() != null) {
            out.writeStartElement("soap", "Subcode", soap);
            out.writeStartElement("soap", "Value", soap);
            out.writeNamespace("rsp", "urn:rsp-routes");
            out.writeCharacters("rsp:" + fault.subcode());
            out.writeEndElement();
            out.writeEndElement();
        }
        out.writeEndElement();
        out.writeStartElement("soap", "Reason", soap);
        out.writeStartElement("soap", "Text", soap);
        out.writeAttribute("xml", "http://www.w3.org/XML/1998/namespace", "lang", "en");
        out.writeCharacters(fault.getMessage());
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndElement();
    }

    // Its children are in no namespace, and it has no subcodes: ours stands in its detail.
    private static void fault11(XMLStreamWriter out, SoapFault fault) throws XMLStreamException {
        out.writeStartElement("soap", "Fault", SoapVersion.V1_1.namespace());
        out.writeStartElement("faultcode");
        out.writeCharacters("soap:" + SoapVersion.V1_1.code(fault.code()));
        out.writeEndElement();
        out.writeStartElement("faultstring");
        out.writeCharacters(fault.getMessage());
        out.writeEndElement();
        if (fault.subcode() != null) {
            out.writeStartElement("detail");
            out.writeStartElement("rsp", "code", "urn:rsp-routes");
            out.writeNamespace("rsp", "urn:rsp-routes");
            out.writeCharacters(fault.subcode());
            out.writeEndElement();
            out.writeEndElement();
        }
        out.writeEndElement();
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

    private static void header(XMLStreamWriter out, String wsa, String name, String value) throws XMLStreamException {
        if (value != null) {
            out.writeStartElement("wsa", name, wsa);
            out.writeCharacters(value);
            out.writeEndElement();
        }
    }

    private static void reference(XMLStreamWriter out, String wsa, String name, String address)
            throws XMLStreamException {
        if (address != null) {
            out.writeStartElement("wsa", name, wsa);
            header(out, wsa, "Address", address);
            out.writeEndElement();
        }
    }
}
