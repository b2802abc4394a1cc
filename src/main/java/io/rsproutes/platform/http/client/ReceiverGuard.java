package io.rsproutes.platform.http.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The same for those we bring something to, webhook receivers and customers' endpoints: their status says all. What
 * follows it, too long, cut short, slow or garbled, changes nothing; as much of a refusal's text is kept as can be
 * read. Of the headers only {@code Retry-After} is left.
 */
public class ReceiverGuard extends HttpGuard {

    /** A body of a 2xx is read only so that its connection can be used again. */
    private static final long PATIENCE = Duration.ofSeconds(1).toMillis();

    private static final ContentType TEXT = ContentType.create("text/plain", "UTF-8");

    private final int maxBytes;

    public ReceiverGuard(int maxBytes, Duration timeout) {
        super(maxBytes, timeout);
        this.maxBytes = maxBytes;
    }

    /**
     * Connections that take a Content-Length or Transfer-Encoding that is none for a body
     * that ends with the connection.
     */
    public static ManagedHttpClientConnectionFactory tolerantConnections() {
        return ManagedHttpClientConnectionFactory.builder()
                .http1Config(LIMITS)
                .incomingContentLengthStrategy(message -> {
                    try {
                        return DefaultContentLengthStrategy.INSTANCE.determineLength(message);
                    } catch (HttpException e) {
                        return ContentLengthStrategy.UNDEFINED;
                    }
                })
                .build();
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var response = super.execute(request, scope, chain);
        boolean taken = response.getCode() >= 200 && response.getCode() < 300;
        var said = response.getEntity() == null ? new byte[0] : read(response.getEntity(), taken, scope);
        for (Header header : response.getHeaders()) {
            if (!header.getName().equalsIgnoreCase(RETRY_AFTER)) {
                response.removeHeaders(header.getName());
            }
        }
        response.setEntity(taken || said.length == 0 ? null : new ByteArrayEntity(said, TEXT));
        return response;
    }

    private byte[] read(HttpEntity entity, boolean taken, ExecChain.Scope scope) {
        var cut = taken ? CLOCK.schedule(scope.execRuntime::discardEndpoint, PATIENCE, TimeUnit.MILLISECONDS) : null;
        var said = new ByteArrayOutputStream();
        InputStream in = null;
        try {
            in = entity.getContent();
            copy(in, said, maxBytes);
            if (entity.getContentLength() < 0 && !entity.isChunked()) {
                // It ended with its connection.
                scope.execRuntime.discardEndpoint();
            }
        } catch (IOException e) {
            // The end of the connection; nobody drains a body without end.
            scope.execRuntime.discardEndpoint();
        } finally {
            if (cut != null) {
                cut.cancel(false);
            }
            close(in);
        }
        return decoded(said.toByteArray(), entity.getContentEncoding());
    }

    private byte[] decoded(byte[] said, String encoding) {
        var name = encoding == null ? "" : encoding.trim().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("identity")) {
            return said;
        }
        var text = new ByteArrayOutputStream();
        if (name.equals("gzip") || name.equals("x-gzip")) {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(said))) {
                copy(in, text, maxBytes);
            } catch (IOException e) {
                // broken off: what was read until then is enough
            }
        }
        return text.toByteArray();
    }

    private static void copy(InputStream in, ByteArrayOutputStream into, int most) throws IOException {
        var some = new byte[4_096];
        for (int read = in.read(some); read >= 0; read = in.read(some)) {
            into.write(some, 0, read);
            if (into.size() > most) {
                throw new IOException("longer than anybody reads");
            }
        }
    }

    private static void close(InputStream in) {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            // it has been cut off
        }
    }
}
