package io.rsproutes.proof;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.rsproutes.support.Loopback;
import io.rsproutes.support.Ports;

/** The network between the instances and one server, as it is on bad days: slow, torn in the middle of an answer, taking and never giving, or not there. */
final class FaultyProxy implements Target {

    static final String SLOW = "slow";
    static final String TORN = "torn";
    static final String ANSWERS_LOST = "answers lost";
    static final String HALF_OPEN = "half-open";
    static final String SILENT = "silent";
    static final String REFUSED = "refused";
    static final List<String> FAULTS = List.of(SLOW, TORN, ANSWERS_LOST, HALF_OPEN, SILENT, REFUSED);
    private static final int SLOW_MILLIS = 200;

    private final String name;
    private final int to;
    private final int port;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    /** Answers that came, and were not let through: each may be taken for none. */
    private final AtomicInteger cut = new AtomicInteger();

    private volatile ServerSocket listener;
    private volatile String fault = "";

    FaultyProxy(String name, int to) {
        this.name = name;
        this.to = to;
        this.port = Ports.free();
        this.listener = listen(port);
    }

    int port() {
        return port;
    }

    int cut() {
        return cut.get();
    }

    @Override
    public String name() {
        return "the way to " + name;
    }

    @Override
    public List<String> faults() {
        return FAULTS;
    }

    @Override
    public void begin(String what) {
        fault = what;
        if (what.equals(REFUSED)) {
            close(listener);
            pairs.forEach(Pair::tear);
        }
    }

    /** What was swallowed will not come: those connections end. */
    @Override
    public void end(String what) {
        fault = "";
        if (what.equals(REFUSED)) {
            listener = listen(port);
        } else if (what.equals(SILENT) || what.equals(HALF_OPEN)) {
            pairs.stream().filter(pair -> pair.swallowed).forEach(Pair::tear);
        }
    }

    private ServerSocket listen(int at) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 500);
            Loopback.thread(() -> accept(socket)).start();
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Loopback.thread(() -> connect(client)).start();
            } catch (IOException e) {
                // closed, or a client that is gone already
            }
        }
    }

    private void connect(Socket client) {
        var server = new Socket();
        var pair = new Pair(client, server);
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to), 1_000);
        } catch (IOException e) {
            pair.tear();
            return;
        }
        pairs.add(pair);
        Loopback.thread(() -> pair.pump(client, server, false)).start();
        Loopback.thread(() -> pair.pump(server, client, true)).start();
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            // it is gone
        }
    }

    void close() {
        close(listener);
        pairs.forEach(Pair::tear);
    }

    private final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean swallowed;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pump(Socket from, Socket into, boolean answers) {
            var buffer = new byte[16_384];
            try (InputStream in = from.getInputStream()) {
                var out = into.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    var now = fault;
                    if (answers && (now.equals(TORN) || now.equals(ANSWERS_LOST))) {
                        cut.incrementAndGet();
                        out.write(buffer, 0, now.equals(TORN) ? read / 2 : 0);
                        out.flush();
                        tear();
                        return;
                    }
                    if (now.equals(SILENT) || now.equals(HALF_OPEN) && !answers || swallowed) {
                        cut.addAndGet(answers ? 1 : 0);
                        swallowed = true;
                        if (now.equals(HALF_OPEN)) {
                            FaultyProxy.close(server);
                        }
                        continue;
                    }
                    if (now.equals(SLOW)) {
                        FaultInjector.sleep(SLOW_MILLIS);
                    }
                    out.write(buffer, 0, read);
                    out.flush();
                }
                if (!swallowed) {
                    into.shutdownOutput();
                }
            } catch (IOException e) {
                // one of the two is gone; so is the other now, unless it may not notice
                if (!swallowed) {
                    tear();
                }
            } finally {
                if (from.isClosed() && into.isClosed()) {
                    pairs.remove(this);
                }
            }
        }

        /** RST both ways. */
        void tear() {
            for (var socket : List.of(client, server)) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException e) {
                    // closed already
                }
                FaultyProxy.close(socket);
            }
            pairs.remove(this);
        }
    }
}
