package io.rsproutes.proof;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.support.Loopback;

/**
 * A SM-DP+ that is not the instance's own: profiles it has never seen are Available, each call is written down, a released profile with an even number is downloaded by a device, which is told us until we take it.
 * Speaks the dialect idemia, so that doubts can be asked after.
 */
final class Smdp implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Downloaded, installed. */
    private static final List<String> POINTS = List.of("3", "4");

    private final Ledger ledger;
    private final URI notifyAt;
    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ScheduledExecutorService later = Loopback.later(4);
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    final AtomicInteger waiting = new AtomicInteger();

    Smdp(Ledger ledger, String notifyAt) {
        this.ledger = ledger;
        this.notifyAt = URI.create(notifyAt + "/gsma/rsp2/es2plus/handleDownloadProgressInfo");
        server = Loopback.serve(Map.of("/", exchange -> {
            var answer = call(
                            exchange.getRequestURI().getPath().replaceAll(".*/", ""),
                            JSON.readTree(exchange.getRequestBody().readAllBytes()))
                    .getBytes(StandardCharsets.UTF_8);
            if (!exchange.getRequestURI().getPath().endsWith("getProfileStatus")
                    && lost.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.close();
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        }));
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The next so many orders are worked on, and their answers are lost. */
    void lose(int answers) {
        lost.set(answers);
    }

    private String call(String function, JsonNode request) {
        var body = JSON.createObjectNode();
        var done = body.putObject("header").putObject("functionExecutionStatus");
        if (function.equals("getProfileStatus")) {
            done.put("status", "Executed-Success");
            var list = body.putArray("profileStatusList");
            for (var asked : request.path("iccidList")) {
                var iccid = asked.path("iccid").asText().replaceFirst("F$", "");
                list.addObject()
                        .put("iccid", iccid + "F")
                        .put("state", states.getOrDefault(iccid, "AVAILABLE"))
                        .put("acToken", "PROOF-" + iccid)
                        .put("lockFlag", false)
                        .put("status_last_update_timestamp", now());
            }
            return body.put("completionTimestamp", now()).toString();
        }
        var iccid = request.path("iccid").asText().replaceFirst("F$", "");
        boolean executed = executed(function, iccid, request.path("releaseFlag").asBoolean());
        ledger.calls.add(new Ledger.Call(
                function, request.at("/header/functionCallIdentifier").asText(), iccid, executed));
        if (!executed) {
            done.put("status", "Failed")
                    .putObject("statusCodeData")
                    .put("subjectCode", "8.2.1")
                    .put("reasonCode", "3.3")
                    .put("message", "Profile is " + states.get(iccid));
            return body.toString();
        }
        done.put("status", "Executed-Success");
        body.put("iccid", iccid + "F");
        if (function.equals("confirmOrder")) {
            body.put("matchingId", "PROOF-" + iccid).put("smdpAddress", "smdp.example.com");
            if ((iccid.charAt(17) - '0') % 2 == 0) {
                waiting.addAndGet(POINTS.size());
                later.schedule(() -> told(iccid), 500, TimeUnit.MILLISECONDS);
            }
        }
        return body.toString();
    }

    private synchronized boolean executed(String function, String iccid, boolean release) {
        var state = states.getOrDefault(iccid, "AVAILABLE");
        var next =
                switch (function) {
                    case "downloadOrder" -> state.equals("AVAILABLE") ? "ALLOCATED" : null;
                    case "confirmOrder" -> !state.equals("ALLOCATED") ? null : release ? "RELEASED" : "CONFIRMED";
                    case "releaseProfile" -> state.equals("CONFIRMED") || state.equals("RELEASED") ? "RELEASED" : null;
                    case "cancelOrder" -> state.equals("INSTALLED") ? null : "AVAILABLE";
                    default -> null;
                };
        if (next != null) {
            states.put(iccid, next);
        }
        return next != null;
    }

    private void told(String iccid) {
        states.put(iccid, "INSTALLED");
        for (var point : POINTS) {
            var body = JSON.createObjectNode();
            body.putObject("header")
                    .put("functionRequesterIdentifier", "1.3.6.1.4.1.20")
                    .put("functionCallIdentifier", "TX-" + numbers.incrementAndGet());
            body.put("iccid", iccid + "F")
                    .put("profileType", "P9054-1")
                    .put("timestamp", now())
                    .put("notificationPointId", Integer.parseInt(point));
            body.putObject("notificationPointStatus").put("status", "Executed-Success");
            tell(body);
        }
    }

    private void tell(ObjectNode body) {
        http.sendAsync(
                        HttpRequest.newBuilder(notifyAt)
                                .timeout(Duration.ofSeconds(10))
                                .header("Content-Type", "application/json")
                                .header("X-Admin-Protocol", "gsma/rsp/v2.1.0")
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .whenComplete((answer, failure) -> {
                    if (failure == null && answer.statusCode() < 300) {
                        waiting.decrementAndGet();
                    } else {
                        later.schedule(() -> tell(body), 1, TimeUnit.SECONDS);
                    }
                });
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void close() {
        later.shutdownNow();
        server.stop(0);
    }
}
