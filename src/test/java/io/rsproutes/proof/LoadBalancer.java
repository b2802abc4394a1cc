package io.rsproutes.proof;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.support.Loopback;

/**
 * The one address of all instances, as an operator's load balancer: to the next that is ready and takes the connection; an answer that is lost behind it is lost before it. Writes down what peers bring and what we answer.
 */
final class LoadBalancer implements AutoCloseable {

    private static final Pattern MESSAGE_ID = Pattern.compile("MessageID[^>]*>([^<]+)<");
    private static final Pattern ICCID = Pattern.compile("\"iccid\"\\s*:\\s*\"(\\d+)F?\"");
    private static final Pattern POINT = Pattern.compile("\"notificationPointId\"\\s*:\\s*(\\d+)");
    private static final int ASK_EVERY = 250;
    private final Ledger ledger;
    private final HttpServer server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final AtomicInteger turn = new AtomicInteger();
    private final ScheduledExecutorService asking = Loopback.later(1);
    private volatile List<Integer> ports = List.of();
    private volatile List<Integer> ready = List.of();

    LoadBalancer(Ledger ledger) {
        this.ledger = ledger;
        server = Loopback.serve(Map.of("/", this::pass));
    }

    String url() {
        return Loopback.url(server);
    }

    /** Past the load balancer, for what is too large to be kept in it. */
    String bundle() {
        return "http://127.0.0.1:" + ports.get(0);
    }

    void to(List<Integer> bundles) {
        ports = bundles;
        ready = bundles;
        asking.scheduleWithFixedDelay(
                () -> ready = ports.stream().filter(this::ready).toList(), ASK_EVERY, ASK_EVERY, TimeUnit.MILLISECONDS);
    }

    private boolean ready(int port) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(
                                                    "http://127.0.0.1:" + port + "/actuator/health/readiness"))
                                            .timeout(Duration.ofSeconds(1))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            // Busy, perhaps: as it was.
            return ready.contains(port);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readAllBytes();
        var message = exchange.getRequestURI().getPath().startsWith("/rsp/")
                ? null
                : message(new String(body, StandardCharsets.UTF_8));
        int status = 0;
        try {
            var answer = forward(exchange, body);
            status = answer == null ? 503 : answer.statusCode();
            if (answer != null) {
                answer.headers().firstValue("Content-Type").ifPresent(type -> exchange.getResponseHeaders()
                        .add("Content-Type", type));
                exchange.sendResponseHeaders(status, answer.body().length == 0 ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            } else {
                exchange.sendResponseHeaders(503, -1);
            }
        } catch (IOException e) {
            // The answer is lost: the connection ends without one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (message != null) {
                ledger.messages
                        .computeIfAbsent(message, key -> new ConcurrentLinkedQueue<>())
                        .add(status);
            }
            exchange.close();
        }
    }

    /** Null when no instance takes a connection. */
    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        int first = turn.getAndIncrement() & 0xffff;
        // Nobody ready: perhaps one is, and we have not seen it yet.
        var bundles = ready.isEmpty() ? ports : ready;
        for (int i = 0; i < bundles.size(); i++) {
            var to = URI.create(
                    "http://127.0.0.1:" + bundles.get((first + i) % bundles.size()) + exchange.getRequestURI());
            var request = HttpRequest.newBuilder(to)
                    .timeout(Duration.ofSeconds(12))
                    .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
            for (var name :
                    List.of("Content-Type", "Authorization", "Idempotency-Key", "X-Admin-Protocol", "SOAPAction")) {
                var value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    request.header(name, value);
                }
            }
            try {
                return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            } catch (ConnectException | HttpConnectTimeoutException e) {
                // Nobody there: the next.
            }
        }
        return null;
    }

    /** What makes a peer's message one, however often it comes; null for what is none. */
    static String message(String text) {
        var id = MESSAGE_ID.matcher(text);
        var iccid = ICCID.matcher(text);
        var point = POINT.matcher(text);
        return id.find() ? id.group(1) : iccid.find() && point.find() ? iccid.group(1) + "/" + point.group(1) : null;
    }

    @Override
    public void close() {
        asking.shutdownNow();
        server.stop(0);
    }
}
