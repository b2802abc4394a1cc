package io.rsproutes.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;

/** What those around the instance answer, at once. */
final class Answers {

    private static final Pattern ICCID = Pattern.compile("\"iccid\"\\s*:\\s*\"([0-9F]+)\"");

    private Answers() {}

    /** A SM-DP+ has executed the call, for the profile that it names. */
    static void executed(HttpExchange exchange) throws IOException {
        var iccid = ICCID.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        answer(
                exchange,
                200,
                "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}"
                        + (iccid.find() ? ",\"iccid\":\"" + iccid.group(1) + "\"" : "") + "}");
    }

    /** A receiver has taken it. */
    static void taken(HttpExchange exchange) throws IOException {
        answer(exchange, 204, "");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
