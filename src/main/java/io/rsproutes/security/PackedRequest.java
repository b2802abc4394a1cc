package io.rsproutes.security;

import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request whose body is unpacked by ourselves, within the limit of a body: neither Camel nor CXF is shown its
 * Content-Encoding.
 */
public class PackedRequest extends HttpServletRequestWrapper {

    private static final String HEADER = "content-encoding";
    private static final String ATTRIBUTE = PackedRequest.class.getName();

    PackedRequest(HttpServletRequest request) {
        super(request);
        var encodings = Collections.list(request.getHeaders(HEADER));
        request.setAttribute(ATTRIBUTE, encodings.isEmpty() ? null : String.join(",", encodings));
    }

    /** The Content-Encoding of the request as it came, all lines as one; null when it has none. */
    public static String encoding(HttpServletRequest request) {
        return (String) request.getAttribute(ATTRIBUTE);
    }

    private static boolean hidden(String name) {
        return name.toLowerCase(Locale.ROOT).equals(HEADER);
    }

    @Override
    public String getHeader(String name) {
        return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !hidden(name)).toList());
    }
}
