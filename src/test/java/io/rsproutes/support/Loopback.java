package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

/** HTTP servers that play somebody outside: on a free port of loopback, a thread a request, and none that keeps the JVM alive. */
public final class Loopback {

    private static final int BACKLOG = 500;

    private Loopback() {}

    /** @param handlers by path */
    public static HttpServer serve(Map<String, HttpHandler> handlers) {
        try {
            return start(HttpServer.create(address(), BACKLOG), handlers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets in who shows a certificate that {@code tls} trusts. */
    public static HttpsServer serve(SSLContext tls, HttpHandler handler) {
        try {
            var server = HttpsServer.create(address(), BACKLOG);
            server.setHttpsConfigurator(new HttpsConfigurator(tls) {
                @Override
                public void configure(HttpsParameters parameters) {
                    var ssl = tls.getDefaultSSLParameters();
                    ssl.setNeedClientAuth(true);
                    parameters.setSSLParameters(ssl);
                }
            });
            return start(server, Map.of("/", handler));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static <T extends HttpServer> T start(T server, Map<String, HttpHandler> handlers) {
        server.setExecutor(Executors.newCachedThreadPool(Loopback::thread));
        handlers.forEach(server::createContext);
        server.start();
        return server;
    }

    /** What is done after a while. */
    public static ScheduledExecutorService later(int threads) {
        return Executors.newScheduledThreadPool(threads, Loopback::thread);
    }

    /** One that does not keep the JVM alive. */
    public static Thread thread(Runnable task) {
        var thread = new Thread(task, "loopback");
        thread.setDaemon(true);
        return thread;
    }

    public static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
