package io.rsproutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rsproutes.support.Loopback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bench's client reads what servers answer, and keeps its connection. */
class CallerTest {

    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private final HttpServer server = Loopback.serve(Map.of(
            "/length",
            exchange -> echo(exchange, true),
            "/chunked",
            exchange -> echo(exchange, false),
            "/nothing",
            exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            },
            "/last",
            exchange -> {
                exchange.getResponseHeaders().add("Connection", "close");
                echo(exchange, true);
            }));
    private final Caller caller = new Caller(server.getAddress().getPort(), "X-Who", "bench");

    private void echo(HttpExchange exchange, boolean length) throws IOException {
        connections.add(exchange.getRemoteAddress());
        var body = (exchange.getRequestHeaders().getFirst("X-Who") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, length ? body.length : 0);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void close() {
        caller.close();
        server.stop(0);
    }

    @Test
    void givenAnswersInEveryForm_thenEachIsReadWhole_onOneConnection() {
        assertThat(caller.post("/length", "é")).isEqualTo(new Caller.Answer(200, "bench é"));
        assertThat(caller.post("/chunked", "two")).isEqualTo(new Caller.Answer(200, "bench two"));
        assertThat(caller.post("/nothing", "three")).isEqualTo(new Caller.Answer(204, ""));
        assertThat(caller.get("/length")).isEqualTo(new Caller.Answer(200, "bench "));
        assertThat(connections).hasSize(1);
    }

    @Test
    void givenAServerThatCloses_thenTheNextGoesOnAnotherConnection() {
        assertThat(caller.post("/last", "one").body()).isEqualTo("bench one");
        assertThat(caller.post("/length", "two").body()).isEqualTo("bench two");
        assertThat(connections).hasSize(2);
    }
}
