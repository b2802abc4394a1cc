package io.rsproutes.support;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;

/** A SM-DP+ behind mutual TLS that allots one profile to whoever shows a certificate it trusts. */
public final class MutualTlsServer implements AutoCloseable {

    private final HttpsServer server;
    private final List<String> clients = new CopyOnWriteArrayList<>();
    private final List<String> contentTypes = new CopyOnWriteArrayList<>();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

    private MutualTlsServer(SSLContext tls) {
        server = Loopback.serve(tls, exchange -> {
            connections.add(exchange.getRemoteAddress());
            clients.add(((HttpsExchange) exchange)
                    .getSSLSession()
                    .getPeerPrincipal()
                    .getName());
            contentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            exchange.getRequestBody().readAllBytes();
            var answer =
                    "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},\"iccid\":\"8947000000000000038\"}"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
    }

    public static MutualTlsServer start(SSLContext tls) {
        return new MutualTlsServer(tls);
    }

    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<String> clients() {
        return clients;
    }

    public List<String> contentTypes() {
        return contentTypes;
    }

    /** How many connections a request came on. */
    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
