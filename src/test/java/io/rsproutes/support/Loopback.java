package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/** HTTP servers that play somebody outside: on a free port of loopback, a thread a request, and none that keeps the JVM alive. */
public final class Loopback {

    private static final int BACKLOG = 500;

    private Loopback() {
    }

    /** @param handlers by path */
    public static HttpServer serve(Map<String, HttpHandler> handlers) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            server.setExecutor(Executors.newCachedThreadPool(Loopback::thread));
            handlers.forEach(server::createContext);
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
