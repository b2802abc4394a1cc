package io.rsproutes.security;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * What every outbound client must not do by itself: repeat a call, follow a redirect, keep cookies, unpack, or read an answer
 * without end. Answers are cut off after so many bytes or so long.
 */
public class HttpGuard implements HttpClientConfigurer, ExecChainHandler {

    private final int maxBytes;
    private final Duration timeout;

    public HttpGuard(int maxBytes, Duration timeout) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        builder.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching().disableContentCompression();
        builder.addExecInterceptorFirst("rsp-guard", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        long deadline = System.nanoTime() + timeout.toNanos();
        var response = chain.proceed(request, scope);
        if (response.getEntity() != null) {
            response.setEntity(new Limited(response.getEntity(), deadline));
        }
        return response;
    }

    private final class Limited extends HttpEntityWrapper {
        private final long deadline;
        private InputStream stream;

        Limited(HttpEntity entity, long deadline) {
            super(entity);
            this.deadline = deadline;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (stream == null) {
                stream = new FilterInputStream(super.getContent()) {
                    private int left = maxBytes;

                    @Override
                    public int read() throws IOException {
                        var one = new byte[1];
                        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                    }

                    @Override
                    public int read(byte[] into, int offset, int length) throws IOException {
                        if (System.nanoTime() - deadline > 0) {
                            throw new IOException("the answer took too long");
                        }
                        int read = super.read(into, offset, length);
                        left -= Math.max(0, read);
                        if (left < 0) {
                            throw new IOException("the answer is too large");
                        }
                        return read;
                    }
                };
            }
            return stream;
        }
    }
}
