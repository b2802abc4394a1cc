package io.rsproutes.support;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A webhook receiver that answers as a broken or malicious one does, for as long as it is let. */
public final class HostileReceiver implements AutoCloseable {

    /** What it does once the request is in. */
    public enum Behaviour {
        ENDLESS_HEADER_LINE(false),
        ENDLESS_HEADERS(false),
        DRIPPING_HEADERS(false),
        DRIPPING_BODY(true),
        ENDLESS_BODY(true),
        LONG_BODY(true),
        SHORT_BODY(true),
        BROKEN_GZIP(true),
        BROKEN_CHUNKS(true),
        LENGTH_THAT_IS_NONE(true),
        CODING_THAT_IS_NONE(true),
        CHARSET_THAT_IS_NONE(true);

        /** Whether its status says that it took the event. */
        public final boolean took;

        Behaviour(boolean took) {
            this.took = took;
        }
    }

    private static final String SHORT = "HTTP/1.1 200 OK\r\nConnection: close\r\n%s\r\n\r\nhello";

    public final AtomicInteger requests = new AtomicInteger();
    private final ServerSocket server;

    public HostileReceiver(Behaviour behaviour) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var accepting = new Thread(() -> {
            while (!server.isClosed()) {
                try {
                    var socket = server.accept();
                    var answering = new Thread(() -> answer(socket, behaviour));
                    answering.setDaemon(true);
                    answering.start();
                } catch (IOException e) {
                    return;
                }
            }
        });
        accepting.setDaemon(true);
        accepting.start();
    }

    private void answer(Socket socket, Behaviour behaviour) {
        try (socket) {
            socket.getInputStream().read(new byte[65_536]);
            requests.incrementAndGet();
            var out = socket.getOutputStream();
            switch (behaviour) {
                case ENDLESS_HEADER_LINE -> {
                    write(out, "HTTP/1.1 200 OK\r\nX: ");
                    for (int i = 0; i < 100_000; i++) {
                        write(out, "x".repeat(1_000));
                    }
                }
                case ENDLESS_HEADERS -> {
                    write(out, "HTTP/1.1 200 OK\r\n");
                    for (int i = 0; i < 1_000_000; i++) {
                        write(out, "X-" + i + ": " + "x".repeat(100) + "\r\n");
                    }
                }
                case DRIPPING_HEADERS -> {
                    write(out, "HTTP/1.1 200 OK\r\nX: ");
                    drip(out, socket);
                }
                case DRIPPING_BODY -> {
                    write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                    drip(out, socket);
                }
                case LONG_BODY -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n" + "x".repeat(70_000));
                case SHORT_BODY -> write(out, String.format(SHORT, "Content-Length: 100"));
                case BROKEN_GZIP -> write(out, String.format(SHORT, "Content-Encoding: gzip\r\nContent-Length: 5"));
                case BROKEN_CHUNKS -> write(out, String.format(SHORT, "Transfer-Encoding: chunked"));
                case LENGTH_THAT_IS_NONE -> write(out, String.format(SHORT, "Content-Length: many"));
                case CODING_THAT_IS_NONE -> write(out, String.format(SHORT, "Transfer-Encoding: morse"));
                case CHARSET_THAT_IS_NONE ->
                    write(
                            out,
                            String.format(
                                    SHORT, "Content-Type: text/plain; charset=\"none at all\"\r\nContent-Length: 5"));
                default -> {
                    write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < 1_000_000; i++) {
                        write(out, "3E8\r\n" + "x".repeat(1_000) + "\r\n");
                    }
                }
            }
        } catch (IOException e) {
            // cut off, as it should be
        }
    }

    private static void drip(OutputStream out, Socket socket) throws IOException {
        for (int i = 0; i < 600 && !socket.isClosed(); i++) {
            write(out, "x");
            java.util.concurrent.locks.LockSupport.parkNanos(200_000_000);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
