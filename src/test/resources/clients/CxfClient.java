import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.example.es4.ES4SmSrService;
import com.example.es4.ProfileRequestType;
import jakarta.xml.ws.WebServiceException;
import jakarta.xml.ws.soap.AddressingFeature;
import jakarta.xml.ws.soap.SOAPFaultException;
import org.apache.cxf.frontend.ClientProxy;
import org.apache.cxf.transport.http.HTTPException;
import org.apache.cxf.ws.security.wss4j.WSS4JOutInterceptor;
import org.apache.wss4j.common.ext.WSPasswordCallback;

/**
 * Enables profiles through the gateway as a customer's Java does: what wsdl2java made of our WSDL, and CXF's addressing.
 * The client certificate is the JVM's (javax.net.ssl.keyStore). With the system property wss.username and wss.password it
 * proves itself by a UsernameToken, with wss.key by a signature of that key.
 *
 * <p>Arguments: the address of the WSDL, then an EID and an ICCID for each call. Prints a line a call: "taken", for its
 * result comes by callback, or what it was answered.
 */
public class CxfClient {

    public static void main(String[] arguments) throws Exception {
        try {
            var service = new ES4SmSrService(URI.create(arguments[0]).toURL());
            var port = service.getSmSrES4Port(new AddressingFeature());
            var security = security();
            if (!security.isEmpty()) {
                ClientProxy.getClient(port).getOutInterceptors().add(new WSS4JOutInterceptor(security));
            }
            for (int i = 1; i < arguments.length; i += 2) {
                var request = new ProfileRequestType();
                request.setFunctionCallIdentifier(UUID.randomUUID().toString());
                request.setEid(arguments[i]);
                request.setIccid(arguments[i + 1]);
                var answer = port.es4EnableProfile(request);
                if (answer == null) {
                    System.out.println("> taken");
                } else {
                    var status = answer.getFunctionExecutionStatus();
                    var code = status.getStatusCodeData();
                    System.out.println("> " + status.getStatus() + " " + code.getSubject() + " " + code.getReason());
                }
            }
        } catch (SOAPFaultException e) {
            System.out.println("> fault " + e.getFault().getFaultSubcodes().next());
        } catch (WebServiceException e) {
            e.printStackTrace();
            // A fault under HTTP 400 it does not read.
            System.out.println(
                    e.getCause() instanceof HTTPException http ? "> HTTP " + http.getResponseCode() : "> no connection");
        }
    }

    /** What CXF's interceptor for WS-Security is to do. */
    private static Map<String, Object> security() {
        var security = new HashMap<String, Object>();
        var username = System.getProperty("wss.username");
        var key = System.getProperty("wss.key");
        if (username != null) {
            security.put("action", "UsernameToken");
            security.put("user", username);
            security.put("passwordType", "PasswordDigest");
            security.put("passwordCallbackRef", password(System.getProperty("wss.password")));
        }
        if (key != null) {
            var store = new java.util.Properties();
            store.put("org.apache.wss4j.crypto.merlin.keystore.type", "PKCS12");
            store.put("org.apache.wss4j.crypto.merlin.keystore.file", System.getProperty("javax.net.ssl.keyStore"));
            store.put(
                    "org.apache.wss4j.crypto.merlin.keystore.password",
                    System.getProperty("javax.net.ssl.keyStorePassword"));
            security.put("action", "Timestamp Signature");
            security.put("user", key);
            security.put("passwordCallbackRef", password(System.getProperty("javax.net.ssl.keyStorePassword")));
            security.put("signaturePropRefId", "store");
            security.put("store", store);
            security.put("signatureKeyIdentifier", "DirectReference");
            security.put("signatureAlgorithm", System.getProperty("wss.algorithm"));
            security.put("signatureDigestAlgorithm", "http://www.w3.org/2001/04/xmlenc#sha256");
            security.put("signatureParts", System.getProperty("wss.parts", parts()));
        }
        return security;
    }

    private static javax.security.auth.callback.CallbackHandler password(String password) {
        return callbacks -> ((WSPasswordCallback) callbacks[0]).setPassword(password);
    }

    private static String parts() {
        var addressing = Stream.of("To", "Action", "MessageID", "ReplyTo")
                .map(name -> "{Element}{http://www.w3.org/2005/08/addressing}" + name);
        return Stream.concat(
                        Stream.of(
                                "{Element}{http://www.w3.org/2003/05/soap-envelope}Body",
                                "{Element}{http://docs.oasis-open.org/wss/2004/01/"
                                        + "oasis-200401-wss-wssecurity-utility-1.0.xsd}Timestamp"),
                        addressing)
                .collect(Collectors.joining(";"));
    }
}
