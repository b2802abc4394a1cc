package io.rsproutes.support;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpServer;

/** A peer that answers what it is told to, and keeps what it got. */
public final class StubServer {

    /** What it answers; status 0: nothing, for longer than anybody waits. */
    public record Reply(int status, byte[] bytes, Map<String, String> headers) {
        public Reply(int status, String body, Map<String, String> headers) {
            this(status, body.getBytes(StandardCharsets.UTF_8), headers);
        }
    }

    /** What it got. */
    public record Request(String line, Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }

        /** A text of its JSON, wherever it stands; empty: there is none. */
        public String field(String name) {
            var field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
            return field.find() ? field.group(1) : "";
        }
    }

    public final List<Request> got = new CopyOnWriteArrayList<>();
    public volatile Reply reply = new Reply(202, "", Map.of());
    /** What it answers to this request, when not always the same. */
    public volatile Function<Request, Reply> replies;

    private final HttpServer server;

    public StubServer() {
        server = Loopback.serve(Map.of("/", exchange -> {
            var request = new Request(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            got.add(request);
            var now = replies == null ? reply : replies.apply(request);
            if (now.status() == 0) {
                return;
            }
            now.headers().forEach((name, values) -> values.lines()
                    .forEach(value -> exchange.getResponseHeaders().add(name, value)));
            var bytes = now.bytes();
            exchange.sendResponseHeaders(now.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }));
    }

    public String url() {
        return base() + "/es4";
    }

    public String base() {
        return Loopback.url(server);
    }
}
