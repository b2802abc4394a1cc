package io.rsproutes.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedDeque;

import javax.net.SocketFactory;

/**
 * An HTTP client that costs little, since it shares the processors with what is measured: connections are kept, a
 * request is one write, and of an answer only what frames it is read.
 */
final class Caller implements Closeable {

    /** {@code body} as it came. */
    record Answer(int status, String body) {}

    private final int port;
    private final SocketFactory sockets;
    private final String headers;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

    /** @param headers of every request, by name and value in turn */
    Caller(int port, SocketFactory sockets, String... headers) {
        this.port = port;
        this.sockets = sockets;
        this.headers = lines(headers);
    }

    Caller(int port, String... headers) {
        this(port, SocketFactory.getDefault(), headers);
    }

    Answer get(String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n");
    }

    Answer post(String path, String body, String... more) {
        return send("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n" + headers + lines(more) + "\r\n" + body);
    }

    private static String lines(String... headers) {
        var lines = new StringBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return lines.toString();
    }

    private Answer send(String request) {
        var bytes = request.getBytes(StandardCharsets.UTF_8);
        try {
            for (var kept = idle.poll(); kept != null; kept = idle.poll()) {
                try {
                    return kept.exchange(bytes);
                } catch (IOException e) {
                    // The server has closed it meanwhile: orders have a key, and come again on another connection.
                    kept.close();
                }
            }
            return new Connection().exchange(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (var kept = idle.poll(); kept != null; kept = idle.poll()) {
            kept.close();
        }
    }

    private final class Connection implements Closeable {
        private final Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        private final InputStream in = new BufferedInputStream(socket.getInputStream());

        Connection() throws IOException {
            socket.setTcpNoDelay(true);
        }

        Answer exchange(byte[] request) throws IOException {
            socket.getOutputStream().write(request);
            int status = Integer.parseInt(line().split(" ")[1]);
            int length = 0;
            boolean chunked = false;
            boolean last = false;
            for (var header = line().toLowerCase(Locale.ROOT);
                    !header.isEmpty();
                    header = line().toLowerCase(Locale.ROOT)) {
                if (header.startsWith("content-length:")) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
                chunked |= header.startsWith("transfer-encoding:") && header.endsWith("chunked");
                last |= header.startsWith("connection:") && header.endsWith("close");
            }
            var body = chunked ? chunks() : in.readNBytes(length);
            if (last) {
                close();
            } else {
                idle.push(this);
            }
            return new Answer(status, new String(body, StandardCharsets.UTF_8));
        }

        private byte[] chunks() throws IOException {
            var body = new ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(in.readNBytes(size));
                line();
            }
            line();
            return body.toByteArray();
        }

        private String line() throws IOException {
            var line = new StringBuilder(64);
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException();
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // it is gone
            }
        }
    }
}
