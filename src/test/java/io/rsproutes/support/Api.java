package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** The API as a user of curl meets it. */
public final class Api {

    public record Answer(int status, JsonNode json, String text, HttpHeaders headers) {
        public String code() {
            return json.path("code").asText();
        }

        public String id() {
            return json.path("id").asText();
        }

        public String state() {
            return json.path("state").asText();
        }

        /** Those that an operation has been in. */
        public List<String> states() {
            return StreamSupport.stream(json.path("timeline").spliterator(), false)
                    .map(moment -> moment.path("state").asText())
                    .toList();
        }
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final String token;

    public Api(String base, String token) {
        this.base = base;
        this.token = token;
    }

    public Answer get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Answer post(String path, String body, String... headers) {
        return send(request(path, headers).POST(BodyPublishers.ofString(body)));
    }

    /** A person says what became of an operation in doubt: succeeded or failed. */
    public Answer resolve(String id, String outcome) {
        return post(
                "/rsp/v1/operations/" + id + "/resolve",
                "{\"outcome\":\"" + outcome + "\",\"reason\":\"asked by phone\"}");
    }

    public Answer put(String path, String body) {
        return send(request(path).PUT(BodyPublishers.ofString(body)));
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    /** Places an order and waits for its end. */
    public Answer order(String command) {
        return post("/rsp/v1/operations", command, "Prefer", "wait=20");
    }

    public Answer order(Order order) {
        return order(order.toString());
    }

    /** Places an order and goes on. */
    public Answer submit(Order order, String... headers) {
        return post("/rsp/v1/operations", order.toString(), headers);
    }

    public HttpRequest.Builder request(String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
        boolean typed = false;
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
            typed |= headers[i].equalsIgnoreCase("Content-Type");
        }
        if (!typed) {
            request.header("Content-Type", "application/json");
        }
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                Scan.read("error body of " + response.uri().getPath().replaceAll("[0-9]{6,}", "*"), response.body());
            }
            JsonNode json = MissingNode.getInstance();
            if (response.headers().firstValue("Content-Type").orElse("").contains("json")) {
                json = MAPPER.readTree(response.body());
            }
            return new Answer(response.statusCode(), json, response.body(), response.headers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
