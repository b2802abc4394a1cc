package io.rsproutes.security;

import java.util.Locale;
import java.util.Optional;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request for the WSDL of a SOAP address, or for one of its schemas, as CXF wants it asked: {@code ?wsdl}, {@code ?xsd=name}. */
final class ContractRequest extends HttpServletRequestWrapper {

    private static final String NAME = "[A-Za-z0-9_./-]{1,100}";
    private final String query;

    private ContractRequest(HttpServletRequest request, String query) {
        super(request);
        this.query = query;
    }

    /** The request to pass on; empty when there is nothing under its query, on which CXF would fail. */
    static Optional<HttpServletRequest> of(HttpServletRequest request) {
        var asked = request.getQueryString();
        if (asked == null) {
            return Optional.of(request);
        }
        var parts = asked.split("=", 2);
        var what = parts[0].toLowerCase(Locale.ROOT);
        boolean named = parts.length == 2 && !parts[1].isEmpty();
        if (what.equals("wsdl") && !named) {
            return Optional.of(new ContractRequest(request, "wsdl"));
        }
        boolean there = (what.equals("wsdl") || what.equals("xsd")) && named && parts[1].matches(NAME) && !parts[1].contains("..")
                && ContractRequest.class.getResource("/wsdl/" + parts[1]) != null;
        return there ? Optional.of(new ContractRequest(request, what + "=" + parts[1])) : Optional.empty();
    }

    @Override
    public String getQueryString() {
        return query;
    }
}
