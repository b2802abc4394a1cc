package io.rsproutes.platform.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A SOAP message as CXF is shown it: at the bare address, in the one content type. The parameters of an address (SGP.02
 * writes EntityId there), its charset and packing are read by ourselves; no default of CXF refuses a message for them.
 */
public final class SoapRequest extends CxfRequest {

    /** Attribute: the Content-Type as it came, null when it has none. */
    public static final String TYPE = SoapRequest.class.getName() + ".type";

    public SoapRequest(HttpServletRequest request) {
        super(request, null, "application/soap+xml");
        request.setAttribute(TYPE, request.getHeader("Content-Type"));
    }
}
