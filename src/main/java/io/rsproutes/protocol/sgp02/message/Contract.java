package io.rsproutes.protocol.sgp02.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;

import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;

import io.rsproutes.protocol.sgp02.SoapWriter;
import org.w3c.dom.bootstrap.DOMImplementationRegistry;
import org.w3c.dom.ls.DOMImplementationLS;
import org.xml.sax.SAXException;

/** Our own schema (src/main/resources/wsdl): nothing leaves that does not fit it. */
public final class Contract {

    private static final String FOLDER = "/wsdl/xsd/";
    private static final Schema SCHEMA = schema();

    private Contract() {}

    /** @throws IllegalArgumentException with the schema's reason when the request does not fit */
    public static void check(String interfaceName, Sgp02Requests.Request request) {
        // The schema cannot say so in a way that generated clients can fill in.
        if ("updateSubscriptionAddress".equals(request.function())
                && request.newSubscriptionAddress().isEmpty()) {
            throw refused("newSubscriptionAddress has neither Imsi nor Msisdn");
        }
        var body = Sgp02Requests.request(request, Sgp02Requests.Form.ours(interfaceName, request.function()));
        try {
            SCHEMA.newValidator().validate(new StreamSource(new StringReader(SoapWriter.document(body))));
        } catch (SAXException e) {
            throw refused(e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException("the request does not fit the schema of SGP.02: " + reason);
    }

    private static Schema schema() {
        try (InputStream in = Contract.class.getResourceAsStream(FOLDER + "rps-es2.xsd")) {
            var implementation = (DOMImplementationLS)
                    DOMImplementationRegistry.newInstance().getDOMImplementation("LS");
            var factory = SchemaFactory.newDefaultInstance();
            factory.setResourceResolver((type, namespace, publicId, systemId, base) -> {
                var found = implementation.createLSInput();
                found.setSystemId(systemId);
                found.setByteStream(Contract.class.getResourceAsStream(FOLDER + systemId.replaceAll(".*/", "")));
                return found;
            });
            return factory.newSchema(new StreamSource(in, "rps-es2.xsd"));
        } catch (IOException | SAXException | ReflectiveOperationException e) {
            throw new IllegalStateException("the schema of SGP.02 cannot be read", e);
        }
    }
}
