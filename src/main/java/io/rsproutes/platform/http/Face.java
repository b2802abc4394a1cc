package io.rsproutes.platform.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

import com.schibsted.spt.data.jslt.Expression;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.platform.camel.MappingFiles;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.protocol.sgp02.SoapWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * What is spoken below a path, and so the form an error has there, whoever finds it: a route, this filter, Spring or
 * Tomcat.
 */
public enum Face {
    REST(null),
    TMF("routes/mappings/tmf641/error-out.jslt"),
    CAMARA("routes/mappings/camara/error-out.jslt"),
    ES2PLUS(null),
    SOAP(null);

    /** Request attribute: the face of the path that was asked for, which an error page has no other way to know. */
    private static final String ATTRIBUTE = "rsp.face";

    private static final Pattern CORRELATOR = Pattern.compile("[a-zA-Z0-9_:;./<>{}-]{1,256}");

    private final Expression mapping;

    Face(String file) {
        try {
            mapping = file == null ? null : MappingFiles.read(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Face of(String path) {
        return path.startsWith("/gsma/")
                ? ES2PLUS
                : path.startsWith("/esim-messaging/")
                        ? SOAP
                        : path.startsWith("/tmf-api/")
                                ? TMF
                                : path.startsWith("/esim-profile-management/") ? CAMARA : REST;
    }

    /** The request is one of this face, wherever it will be answered. */
    public void mark(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    public static Face of(HttpServletRequest request) {
        var path = request.getRequestURI();
        if (request.getAttribute(ATTRIBUTE) instanceof Face face) {
            return face;
        }
        return path == null || path.startsWith("/esim-messaging/") ? REST : of(path);
    }

    /**
     * Headers and body of the problem. What may go well the next time stays problem+json at ES2+, where Failed would
     * be believed for ever.
     */
    byte[] write(HttpServletRequest request, HttpServletResponse response, Problem problem) {
        boolean plain = this == REST || this == ES2PLUS && later(problem);
        var soap = SoapVersion.ofType(request.getHeader("Content-Type"));
        response.setContentType(
                this == SOAP ? soap.contentType() : plain ? "application/problem+json" : "application/json");
        if (this == ES2PLUS) {
            response.setHeader(
                    "X-Admin-Protocol",
                    AdminProtocol.answer(request.getHeader("X-Admin-Protocol"), AdminProtocol.OURS));
        }
        var correlator = this == CAMARA ? request.getHeader("x-correlator") : null;
        if (correlator != null && CORRELATOR.matcher(correlator).matches()) {
            response.setHeader("x-correlator", correlator);
        }
        return body(problem, soap).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean later(Problem problem) {
        return problem.status() == 429 || problem.status() >= 500;
    }

    private String body(Problem problem, SoapVersion soap) {
        return switch (this) {
            case TMF, CAMARA -> Json.write(mapping.apply(Json.MAPPINGS.valueToTree(Problems.body(problem))));
            case ES2PLUS -> later(problem) ? Json.write(Problems.body(problem)) : Problems.es2plus(problem);
            case SOAP ->
                SoapWriter.fault(soap, later(problem) ? "Receiver" : "Sender", problem.code(), problem.getMessage());
            case REST -> Json.write(Problems.body(problem));
        };
    }
}
