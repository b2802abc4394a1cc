package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;

/** A subscriber's webhook: answers what it is told to, and keeps what it got. */
public final class Receiver implements AutoCloseable {

    public record Got(
            String id,
            String replay,
            String timestamp,
            String signature,
            String body,
            int answered,
            String path,
            String contentType) {
        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String type() {
            return json().path("type").asText();
        }

        /** Verified by our own arithmetic, not the bundle's. */
        public boolean signedBy(String secret) {
            try {
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
                var wanted = "v1,"
                        + Base64.getEncoder()
                                .encodeToString(mac.doFinal(
                                        (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
                return List.of(signature.split(" ")).contains(wanted);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public final List<Got> got = new CopyOnWriteArrayList<>();
    public volatile int status = 200;
    public volatile Map<String, String> headers = Map.of();
    private final HttpServer server;

    public Receiver() {
        server = Loopback.serve(Map.of("/", exchange -> {
            var in = exchange.getRequestHeaders();
            int answer = status;
            got.add(new Got(
                    in.getFirst("webhook-id"),
                    in.getFirst("webhook-replay"),
                    in.getFirst("webhook-timestamp"),
                    in.getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    answer,
                    exchange.getRequestURI().getPath(),
                    in.getFirst("Content-Type")));
            headers.forEach((name, values) -> values.lines()
                    .forEach(value -> exchange.getResponseHeaders().add(name, value)));
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        }));
    }

    public String url() {
        return Loopback.url(server) + "/hook";
    }

    public List<Got> delivered() {
        return got.stream().filter(one -> one.answered() < 300).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
