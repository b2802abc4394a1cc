package io.rsproutes.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.support.Loopback;

/** The tenants' webhooks, at {@code /<tenant>}: write down what comes, in the order it comes, with its signature judged by our own arithmetic. */
final class WebhookReceiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    /** By tenant. */
    final Map<String, String> secrets = new ConcurrentHashMap<>();

    private final HttpServer server;

    WebhookReceiver(Ledger ledger) {
        server = Loopback.serve(Map.of("/", exchange -> {
            var owner = exchange.getRequestURI().getPath().substring(1);
            var body = exchange.getRequestBody().readAllBytes();
            var event = JSON.readTree(body);
            var headers = exchange.getRequestHeaders();
            boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (fails || refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(fails ? 503 : 422, -1);
                exchange.close();
                return;
            }
            var signed = signed(
                    secrets.get(owner),
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    new String(body, StandardCharsets.UTF_8));
            // A body that is another event's than its header says is none that happened.
            var id = headers.getFirst("webhook-id");
            ledger.got.add(new Ledger.Got(
                    owner,
                    id.equals(event.path("id").asText())
                            ? id
                            : id + " " + event.path("id").asText(),
                    event.path("subject").asText(),
                    event.path("sequence").asLong(),
                    signed,
                    headers.containsKey("webhook-replay")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        }));
    }

    /** The next so many events are not taken now. */
    void fail(int events) {
        failures.set(events);
    }

    /** The next so many events, behind those, are refused for good. */
    void refuse(int events) {
        refusals.set(events);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static boolean signed(String secret, String id, String timestamp, String signature, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            return List.of(signature.split(" "))
                    .contains("v1,"
                            + Base64.getEncoder()
                                    .encodeToString(mac.doFinal(
                                            (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
