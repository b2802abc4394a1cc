package io.rsproutes.support;

import java.io.File;
import java.io.IOException;
import java.io.StringReader;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;

import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The schema that customers generate their clients from: what they get must fit it. */
public final class Es4Schema {

    private static final Schema SCHEMA = schema();

    private Es4Schema() {}

    /** The reason why the body of a SOAP message does not fit, or null. */
    public static String fault(String message) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            var document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(message)));
            var body = (Element) document.getElementsByTagNameNS("http://www.w3.org/2003/05/soap-envelope", "Body")
                    .item(0);
            SCHEMA.newValidator().validate(new DOMSource(body.getFirstChild()));
            return null;
        } catch (SAXException e) {
            return e.getMessage() + " in " + message;
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Schema schema() {
        try {
            return SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                    .newSchema(new File("src/main/resources/wsdl/xsd/rps-es2.xsd"));
        } catch (SAXException e) {
            throw new IllegalStateException(e);
        }
    }
}
