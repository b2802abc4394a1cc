package io.rsproutes.platform.http.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.rsproutes.common.io.LimitedInputStream;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * What every outbound client must not do by itself: repeat a call, follow a redirect, keep cookies, unpack, or take an
 * answer without end. {@code Retry-After} becomes seconds in every answer. The connection is cut when the whole
 * exchange has taken too long, however slowly bytes drip in.
 */
public class HttpGuard implements HttpClientConfigurer, ExecChainHandler {

    static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "rsp-http-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    static final Http1Config LIMITS = Http1Config.custom()
            .setMaxLineLength(8_192)
            .setMaxHeaderCount(100)
            .setMaxEmptyLineCount(10)
            .build();
    static final String RETRY_AFTER = "Retry-After";

    private final int maxBytes;
    private final Duration timeout;

    /** @param timeout of the whole exchange, from the request's first byte to the answer's last */
    public HttpGuard(int maxBytes, Duration timeout) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
    }

    /** Connections that refuse a header without end: a hundred lines of 8 KiB. */
    public static ManagedHttpClientConnectionFactory connections() {
        return ManagedHttpClientConnectionFactory.builder().http1Config(LIMITS).build();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        // A connection with a client certificate counts as its user's, and is not given to the next call, which names
        // no user.
        builder.disableConnectionState();
        builder.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression();
        builder.addExecInterceptorFirst("rsp-guard", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        var cut = CLOCK.schedule(scope.execRuntime::discardEndpoint, timeout.toMillis(), TimeUnit.MILLISECONDS);
        boolean streaming = false;
        try {
            var response = chain.proceed(request, scope);
            inSeconds(response);
            if (response.getEntity() != null) {
                response.setEntity(new Limited(response.getEntity(), cut));
                streaming = true;
            }
            return response;
        } finally {
            if (!streaming) {
                cut.cancel(false);
            }
        }
    }

    // Whoever reads the answer finds one number, whatever form and however many lines it came in.
    private static void inSeconds(ClassicHttpResponse response) {
        var lines = Stream.of(response.getHeaders(RETRY_AFTER))
                .map(Header::getValue)
                .filter(Objects::nonNull)
                .toList();
        RetryAfter.seconds(lines, Instant.now()).ifPresent(seconds -> {
            response.removeHeaders(RETRY_AFTER);
            response.setHeader(RETRY_AFTER, seconds);
        });
    }

    private final class Limited extends HttpEntityWrapper {
        private final Future<?> cut;
        private InputStream stream;

        Limited(HttpEntity entity, Future<?> cut) {
            super(entity);
            this.cut = cut;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (stream == null) {
                stream = new LimitedInputStream(super.getContent(), maxBytes) {
                    @Override
                    protected void exceeded() throws IOException {
                        throw new IOException("the answer is too large");
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        int read = super.read(into, offset, length);
                        if (read < 0) {
                            cut.cancel(false);
                        }
                        return read;
                    }

                    @Override
                    public void close() throws IOException {
                        try {
                            super.close();
                        } finally {
                            cut.cancel(false);
                        }
                    }
                };
            }
            return stream;
        }
    }
}
