package io.rsproutes.platform.http;

import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;

/** A request at a SOAP address as CXF wants it: with this query and Content-Type, whatever the caller sent. */
class CxfRequest extends PackedRequest {

    private static final String CONTENT_TYPE = "Content-Type";

    private final String query;
    private final String contentType;

    /**
     * @param query       null for none
     * @param contentType null for none
     */
    CxfRequest(HttpServletRequest request, String query, String contentType) {
        super(request);
        this.query = query;
        this.contentType = contentType;
    }

    @Override
    public String getQueryString() {
        return query;
    }

    @Override
    public String getContentType() {
        return contentType;
    }

    @Override
    public String getCharacterEncoding() {
        return "UTF-8";
    }

    @Override
    public String getHeader(String name) {
        return name.equalsIgnoreCase(CONTENT_TYPE) ? contentType : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return !name.equalsIgnoreCase(CONTENT_TYPE)
                ? super.getHeaders(name)
                : contentType == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(contentType));
    }
}
