package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

/** A SM-DP+ behind mutual TLS that allots one profile to whoever shows a certificate it trusts. */
public final class MutualTlsServer implements AutoCloseable {

    private final HttpsServer server;
    private final List<String> clients = new CopyOnWriteArrayList<>();
    private final List<String> contentTypes = new CopyOnWriteArrayList<>();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();

    private MutualTlsServer(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                var ssl = tls.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/", exchange -> {
            connections.add(exchange.getRemoteAddress());
            clients.add(((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName());
            contentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            exchange.getRequestBody().readAllBytes();
            var answer = "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}},\"iccid\":\"8947000000000000038\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    public static MutualTlsServer start(SSLContext tls) {
        try {
            return new MutualTlsServer(tls);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
