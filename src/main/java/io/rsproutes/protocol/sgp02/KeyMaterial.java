package io.rsproutes.protocol.sgp02;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.Set;

import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.XMLEvent;

import io.rsproutes.common.io.LimitedXml;

/** Cuts keys and certificates out of a message before it is kept: an EIS may carry them, and nobody here needs them. */
public final class KeyMaterial {

    private static final Set<String> NAMES = Set.of(
            "keyset",
            "key",
            "keycomponent",
            "certificate",
            "x509certificate",
            "eumsignature",
            "signaturevalue",
            "keyinfo");

    private KeyMaterial() {}

    /** The message as it came when it has none; else without those elements, otherwise unchanged in content. */
    public static String cut(String xml) {
        var text = new StringWriter();
        try {
            var reader = SoapReader.FACTORY.createXMLEventReader(LimitedXml.limited(new StringReader(xml)));
            var writer = XMLOutputFactory.newDefaultFactory().createXMLEventWriter(text);
            int cut = 0;
            int depth = 0;
            while (reader.hasNext()) {
                var event = reader.nextEvent();
                if (depth > 0
                        || event.isStartElement()
                                && NAMES.contains(Xml.fold(
                                        event.asStartElement().getName().getLocalPart()))) {
                    cut++;
                    depth += event.isStartElement() ? 1 : event.isEndElement() ? -1 : 0;
                } else {
                    write(writer, event);
                }
            }
            writer.flush();
            return cut == 0 ? xml : text.toString();
        } catch (XMLStreamException e) {
            throw SoapReader.malformed();
        }
    }

    private static void write(XMLEventWriter writer, XMLEvent event) throws XMLStreamException {
        if (!event.isStartDocument() && !event.isEndDocument()) {
            writer.add(event);
        }
    }
}
