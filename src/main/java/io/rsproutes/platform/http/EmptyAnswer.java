package io.rsproutes.platform.http;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * An answer that has no Content-Type when it has no body (204): Camel would give it that of the problems which the
 * contract says there are.
 */
public final class EmptyAnswer extends HttpServletResponseWrapper {

    private static final String CONTENT_TYPE = "Content-Type";

    private EmptyAnswer(HttpServletResponse response) {
        super(response);
    }

    public static HttpServletResponse of(HttpServletResponse response) {
        return new EmptyAnswer(response);
    }

    private boolean drops(String name) {
        return getStatus() == SC_NO_CONTENT && name.equalsIgnoreCase(CONTENT_TYPE);
    }

    @Override
    public void setContentType(String type) {
        if (!drops(CONTENT_TYPE)) {
            super.setContentType(type);
        }
    }

    @Override
    public void setHeader(String name, String value) {
        if (!drops(name)) {
            super.setHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!drops(name)) {
            super.addHeader(name, value);
        }
    }
}
