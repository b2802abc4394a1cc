package io.rsproutes.security;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import io.rsproutes.core.Json;
import io.rsproutes.core.Problem;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;

/** Writes a {@link Problem} as RFC 9457 problem+json, outside routes. */
public final class Problems {

    private Problems() {
    }

    public static Map<String, Object> body(Problem problem) {
        var body = new LinkedHashMap<String, Object>();
        var status = HttpStatus.resolve(problem.status());
        body.put("title", status == null ? "Error" : status.getReasonPhrase());
        body.put("status", problem.status());
        body.put("code", problem.code());
        body.put("detail", problem.getMessage());
        if (!problem.violations().isEmpty()) {
            body.put("violations", problem.violations());
        }
        return body;
    }

    public static void write(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status());
        response.setContentType("application/problem+json");
        if (problem.retryAfter() != null) {
            response.setHeader("Retry-After", problem.retryAfter().toString());
        }
        response.getOutputStream().write(Json.MAPPER.writeValueAsBytes(body(problem)));
    }
}
