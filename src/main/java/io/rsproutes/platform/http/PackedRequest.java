package io.rsproutes.platform.http;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request without what whoever answers it would fail on. Its body is unpacked by ourselves, within the limit of a
 * body: neither Camel nor CXF is shown its Content-Encoding. A line of Accept that names nothing is none.
 */
public class PackedRequest extends HttpServletRequestWrapper {

    private static final String HEADER = "content-encoding";
    private static final String ACCEPT = "Accept";
    private static final String ATTRIBUTE = PackedRequest.class.getName();

    public PackedRequest(HttpServletRequest request) {
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

    private List<String> accepts() {
        return Collections.list(super.getHeaders(ACCEPT)).stream()
                .filter(line -> !line.replaceAll("[,\\s]", "").isEmpty())
                .toList();
    }

    @Override
    public String getHeader(String name) {
        if (name.equalsIgnoreCase(ACCEPT)) {
            return accepts().stream().findFirst().orElse(null);
        }
        return hidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (name.equalsIgnoreCase(ACCEPT)) {
            return Collections.enumeration(accepts());
        }
        return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !hidden(name))
                .toList());
    }
}
