package io.rsproutes.platform.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import io.rsproutes.common.Problem;
import io.rsproutes.protocol.CustomerStatus;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;

/** Writes a {@link Problem}, RFC 9457 problem+json where no face wants it otherwise, outside routes. */
public final class Problems {

    private Problems() {}

    public static Map<String, Object> body(Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        var status = HttpStatus.resolve(problem.status());
        body.put("title", status == null ? "Error" : status.getReasonPhrase());
        body.put("status", problem.status());
        body.put("code", problem.code());
        body.put("detail", problem.getMessage());
        if (!problem.violations().isEmpty()) {
            body.put("violations", problem.violations());
            if (problem.moreViolations() > 0) {
                body.put("moreViolations", problem.moreViolations());
            }
        }
        return body;
    }

    /** Answers in the form of the face that was called. */
    public static void write(HttpServletRequest request, HttpServletResponse response, Problem problem)
            throws IOException {
        response.setStatus(problem.status());
        if (problem.retryAfter() != null) {
            response.setHeader("Retry-After", problem.retryAfter().toString());
        }
        response.getOutputStream().write(Face.of(request).write(request, response, problem));
    }

    /** A refusal at an ES2+ path as ES2+ says it: Failed, with codes and our words. */
    public static String es2plus(Problem problem) {
        var said = CustomerStatus.of("es2plus", problem.code(), problem.code() + ": " + problem.words());
        var codes = new LinkedHashMap<String, String>();
        codes.put("status", said.status());
        codes.put("subjectCode", said.code()[0]);
        codes.put("reasonCode", said.code()[1]);
        codes.put("message", said.code()[2]);
        return Es2PlusWriter.answer(codes, Map.of());
    }
}
