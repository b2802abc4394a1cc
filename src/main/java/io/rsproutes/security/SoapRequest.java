package io.rsproutes.security;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A SOAP message as CXF is shown it: at the bare address, in the one content type. The parameters of an address (SGP.02 writes EntityId
 * there), its charset and packing are read by ourselves; no default of CXF refuses a message for them.
 */
public final class SoapRequest extends HttpServletRequestWrapper {

    /** Attribute: the Content-Type as it came, null when it has none. */
    public static final String TYPE = SoapRequest.class.getName() + ".type";
    /** Attribute: the Content-Encoding as it came, null when it has none. */
    public static final String ENCODING = SoapRequest.class.getName() + ".encoding";

    private static final String CONTENT_TYPE = "application/soap+xml";

    /** Puts both attributes on the request. */
    public SoapRequest(HttpServletRequest request) {
        super(request);
        request.setAttribute(TYPE, request.getHeader("Content-Type"));
        var encodings = Collections.list(request.getHeaders("Content-Encoding"));
        request.setAttribute(ENCODING, encodings.isEmpty() ? null : String.join(",", encodings));
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
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "content-type" -> CONTENT_TYPE;
            case "content-encoding" -> null;
            default -> super.getHeader(name);
        };
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "content-type" -> Collections.enumeration(List.of(CONTENT_TYPE));
            case "content-encoding" -> Collections.emptyEnumeration();
            default -> super.getHeaders(name);
        };
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream().filter(name -> !name.equalsIgnoreCase("content-encoding")).toList());
    }
}
