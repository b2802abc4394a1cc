package io.rsproutes.common.io;

import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML as others send it, on its way to a parser. The JDK's counts attributes, but looks at all namespaces of an element
 * for each that it declares, before anybody can ask how many there are: 40,000 of them hold a processor for ten
 * seconds. So they are counted as the characters go by.
 */
public final class LimitedXml {

    /** Of one start tag. */
    private static final int MAX_NAMESPACES = 64;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_ATTRIBUTES = 64;
    private static final int MAX_NAME = 256;
    private static final String DECLARATION = "xmlns";

    private static final XMLInputFactory FACTORY = factory();

    private LimitedXml() {}

    /** Without DTD, entities and anything from elsewhere. */
    public static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** The same characters; reading fails at the start tag that declares too many namespaces. */
    public static Reader limited(Reader xml) {
        return new CountingReader(xml);
    }

    /**
     * Reads a file once, before anything else does, within the limits of a message but for its length.
     *
     * @throws XMLStreamException where it is not well-formed, has a document type, or goes beyond a limit
     */
    public static void check(Path file) throws IOException, XMLStreamException {
        var charset = charset(file);
        try (var in = Files.newInputStream(file)) {
            var text = new InputStreamReader(in, charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
            var reader = FACTORY.createXMLStreamReader(limited(text));
            int depth = 0;
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw fault(reader, "a document type or an entity is not taken");
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        if (depth > MAX_DEPTH
                                || reader.getAttributeCount() > MAX_ATTRIBUTES
                                || reader.getLocalName().length() > MAX_NAME) {
                            throw fault(
                                    reader,
                                    "it is nested deeper than " + MAX_DEPTH
                                            + ", or an element has too many attributes or too long a name");
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    default -> {
                        // says nothing about its form
                    }
                }
            }
        }
    }

    // As its first bytes or its declaration say.
    private static Charset charset(Path file) throws IOException, XMLStreamException {
        try (InputStream in = Files.newInputStream(file)) {
            var reader = FACTORY.createXMLStreamReader(in);
            var name = reader.getCharacterEncodingScheme() != null
                    ? reader.getCharacterEncodingScheme()
                    : reader.getEncoding();
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new XMLStreamException("its encoding is not one we know");
        }
    }

    private static XMLStreamException fault(XMLStreamReader reader, String what) {
        return new XMLStreamException(what, reader.getLocation());
    }

    private static final class CountingReader extends FilterReader {

        private boolean inTag;
        /** The quote an attribute's value stands in, 0 outside. */
        private char quote;
        /** How much of the word has just gone by. */
        private int matched;

        private int declarations;

        CountingReader(Reader in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) {
                see((char) one);
            }
            return one;
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            for (int i = 0; i < read; i++) {
                see(into[offset + i]);
            }
            return read;
        }

        private void see(char one) throws IOException {
            if (one == '<') {
                // No value has one in it: whatever went before, here something new begins.
                inTag = true;
                quote = 0;
                matched = 0;
                declarations = 0;
            } else if (inTag) {
                if (quote != 0) {
                    quote = one == quote ? 0 : quote;
                } else if (one == '"' || one == '\'') {
                    quote = one;
                } else if (one == '>') {
                    inTag = false;
                } else {
                    count(one);
                }
            }
        }

        private void count(char one) throws IOException {
            matched = one == DECLARATION.charAt(matched) ? matched + 1 : one == DECLARATION.charAt(0) ? 1 : 0;
            if (matched == DECLARATION.length()) {
                matched = 0;
                if (++declarations > MAX_NAMESPACES) {
                    throw new IOException("an element declares more than " + MAX_NAMESPACES + " namespaces");
                }
            }
        }
    }
}
