package io.rsproutes.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.common.Json;
import io.rsproutes.simulator.es2plus.SmdpSimulator;
import io.rsproutes.simulator.es4.SmsrSimulator;

/** The simulated SM-DP+ and SM-SRs in the test's own process, so that they outlive a killed bundle and remember every effect. */
public final class SimulatorServer implements AutoCloseable {

    public final SmdpSimulator simulator;
    public final SmsrSimulator smsr = new SmsrSimulator();
    private final HttpServer server;
    private volatile CountDownLatch held = new CountDownLatch(0);

    public SimulatorServer(String notifyAt) {
        simulator = new SmdpSimulator(notifyAt);
        server = Loopback.serve(Map.of(
                "/gsma/rsp2/es2plus/",
                exchange -> reply(exchange, "application/json", text -> {
                    var answer = simulator.call(last(exchange), text);
                    return new Reply(answer.status(), answer.body(), answer.drop());
                }),
                "/smsr",
                exchange -> soap(exchange, SmsrSimulator.FIRST),
                "/smsr/as/",
                exchange -> soap(exchange, last(exchange))));
    }

    private void soap(HttpExchange exchange, String name) throws IOException {
        reply(exchange, "application/soap+xml; charset=utf-8", text -> {
            var answer = smsr.call(name, text);
            return new Reply(answer.status(), answer.body(), answer.drop());
        });
    }

    private static String last(HttpExchange exchange) {
        return exchange.getRequestURI().getPath().replaceAll(".*/", "");
    }

    private record Reply(int status, String body, boolean drop) {}

    private interface Simulator {
        Reply call(String body) throws InterruptedException;
    }

    private void reply(HttpExchange exchange, String type, Simulator called) throws IOException {
        try {
            var reply = called.call(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            held.await();
            if (reply.drop()) {
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", type);
            var bytes = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    /** From now on calls are executed but not answered, until {@link #letGo}. */
    public void hold() {
        held = new CountDownLatch(1);
    }

    public void letGo() {
        held.countDown();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return Loopback.url(server);
    }

    /** Calls of a function that took effect. */
    public long executed(String function) {
        return executed(simulator.calls(), function) + executed(smsr.calls(), function);
    }

    private static long executed(String calls, String function) {
        long count = 0;
        for (JsonNode call : Json.read(calls).path("items")) {
            count += call.path("function").asText().equals(function)
                            && call.path("executed").asBoolean()
                    ? 1
                    : 0;
        }
        return count;
    }

    public long received(String function) {
        long count = 0;
        for (JsonNode call : Json.read(simulator.calls()).path("items")) {
            count += call.path("function").asText().equals(function) ? 1 : 0;
        }
        return count;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
