package io.rsproutes.platform.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * A request for the WSDL of a SOAP address, or for one of its schemas, as CXF wants it asked: {@code ?wsdl},
 * {@code ?xsd=name}, and without a Content-Type, on whose charset CXF would fail.
 */
public final class ContractRequest extends CxfRequest {

    private static final String NAME = "[A-Za-z0-9_./-]{1,100}";

    private ContractRequest(HttpServletRequest request, String query) {
        super(request, query, null);
    }

    /**
     * The request to pass on, when it asks for a contract, whatever other parameters the address has; the request
     * itself when it does not; empty when there is no such schema, on which CXF would fail.
     */
    public static Optional<HttpServletRequest> of(HttpServletRequest request) {
        var asked = asked(request);
        if (asked == null) {
            return Optional.of(request);
        }
        var what = asked[0].toLowerCase(Locale.ROOT);
        if (what.equals("wsdl") && (asked.length == 1 || asked[1].matches("\\w{0,16}"))) {
            return Optional.of(new ContractRequest(request, "wsdl"));
        }
        boolean there = asked.length == 2
                && asked[1].matches(NAME)
                && !asked[1].contains("..")
                && ContractRequest.class.getResource("/wsdl/" + asked[1]) != null;
        return there ? Optional.of(new ContractRequest(request, what + "=" + asked[1])) : Optional.empty();
    }

    /** The parameter wsdl or xsd of the request, name and value; null when it has none. */
    static String[] asked(HttpServletRequest request) {
        var query = request.getQueryString();
        return Stream.of(query == null ? new String[0] : query.split("&"))
                .map(ContractRequest::decoded)
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair[0].matches("(?i)wsdl|xsd"))
                .findFirst()
                .orElse(null);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** The answer to one, as XML; CXF would give it the type of the messages it describes. */
    public static HttpServletResponse answer(HttpServletRequest request, HttpServletResponse response) {
        return request instanceof ContractRequest ? new Xml(response) : response;
    }

    private static final class Xml extends HttpServletResponseWrapper {

        private static final String TYPE = "text/xml;charset=UTF-8";

        Xml(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setContentType(String type) {
            super.setContentType(getStatus() == SC_OK ? TYPE : type);
        }

        @Override
        public void setHeader(String name, String value) {
            super.setHeader(name, getStatus() == SC_OK && name.equalsIgnoreCase("Content-Type") ? TYPE : value);
        }

        @Override
        public void addHeader(String name, String value) {
            if (name.equalsIgnoreCase("Content-Type")) {
                setHeader(name, value);
            } else {
                super.addHeader(name, value);
            }
        }
    }
}
