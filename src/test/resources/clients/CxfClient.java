import java.net.URI;
import java.util.UUID;

import com.example.es4.ES4SmSrService;
import com.example.es4.ProfileRequestType;
import jakarta.xml.ws.WebServiceException;
import jakarta.xml.ws.soap.AddressingFeature;
import jakarta.xml.ws.soap.SOAPFaultException;

/**
 * Enables profiles through the gateway as a customer's Java does: what wsdl2java made of our WSDL, and CXF's addressing.
 * The client certificate is the JVM's (javax.net.ssl.keyStore).
 *
 * <p>Arguments: the address of the WSDL, then an EID and an ICCID for each call. Prints a line a call: "taken", for its
 * result comes by callback, or what it was answered.
 */
public class CxfClient {

    public static void main(String[] arguments) throws Exception {
        try {
            var service = new ES4SmSrService(URI.create(arguments[0]).toURL());
            var port = service.getSmSrES4Port(new AddressingFeature());
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
            System.out.println("> no connection");
        }
    }
}
