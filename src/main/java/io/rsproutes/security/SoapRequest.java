package io.rsproutes.security;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A SOAP message as CXF is shown it: at the bare address, in the one content type. The parameters of an address (SGP.02
 * writes EntityId there), its charset and packing are read by ourselves; no default of CXF refuses a message for them.
 */
public final class SoapRequest extends PackedRequest {

    /** Attribute: the Content-Type as it came, null when it has none. */
    public static final String TYPE = SoapRequest.class.getName() + ".type";

    private static final String CONTENT_TYPE = "application/soap+xml";

    SoapRequest(HttpServletRequest request) {
        super(request);
        request.setAttribute(TYPE, request.getHeader("Content-Type"));
    }

    @Override
    public String getQueryString() {
        return null;
    }

    @Override
    public String getContentType() {
        return CONTENT_TYPE;
    }

    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public String getHeader(String name) {
        return name.equalsIgnoreCase("Content-Type") ? CONTENT_TYPE : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return name.equalsIgnoreCase("Content-Type") ? Collections.enumeration(List.of(CONTENT_TYPE))
                : super.getHeaders(name);
    }
}
