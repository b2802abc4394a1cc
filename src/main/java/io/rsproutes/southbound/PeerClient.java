package io.rsproutes.southbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.rsproutes.core.ContentCodings;
import io.rsproutes.core.JsonText;
import io.rsproutes.security.HttpGuard;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The HTTP client of a peer: the guard's rules, and answers as whoever reads them wants them. Asks for an answer that
 * is not packed, reads one that is all the same, within the limit; JSON becomes UTF-8 without a byte order mark, XML
 * stays as it came.
 */
final class PeerClient implements HttpClientConfigurer, ExecChainHandler {

    private final HttpGuard guard;
    private final int maxBytes;

    PeerClient(HttpGuard guard, int maxBytes) {
        this.guard = guard;
        this.maxBytes = maxBytes;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        guard.configureHttpClient(builder);
        builder.addExecInterceptorFirst("rsp-answers", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope,
            ExecChain chain) throws IOException, HttpException {
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        var response = chain.proceed(request, scope);
        var entity = response.getEntity();
        if (entity != null) {
            byte[] bytes;
            try (var in = entity.getContent()) {
                bytes = in == null ? new byte[0] : in.readNBytes(maxBytes + 1);
            }
            plain(response, bytes);
        }
        return response;
    }

    private void plain(ClassicHttpResponse response, byte[] packed) throws IOException {
        var coding = response.getFirstHeader(HttpHeaders.CONTENT_ENCODING);
        var type = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
        var bytes = unpacked(packed, coding == null ? null : coding.getValue());
        var text = json(bytes, type == null ? "" : type.getValue()) ? JsonText.decode(bytes, type == null ? null
                : type.getValue()) : null;
        if (text != null) {
            bytes = text.getBytes(StandardCharsets.UTF_8);
            response.setHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        }
        response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
        response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        response.setEntity(new ByteArrayEntity(bytes, null));
    }

    // What cannot be unpacked is an answer all the same: its HTTP status counts, and its body cannot be read.
    private byte[] unpacked(byte[] packed, String coding) throws IOException {
        try {
            return ContentCodings.unpack(packed, coding, maxBytes);
        } catch (ContentCodings.TooLarge e) {
            throw e;
        } catch (IOException e) {
            return packed;
        }
    }

    private static boolean json(byte[] bytes, String contentType) {
        if (contentType.toLowerCase(Locale.ROOT).contains("json")) {
            return true;
        }
        // By its beginning, behind a byte order mark.
        for (int i = 0; i < Math.min(bytes.length, 8); i++) {
            int one = bytes[i] & 0xFF;
            if (one == '{' || one == '[') {
                return true;
            }
            if (one > ' ' && one < 0xBB) {
                return false;
            }
        }
        return false;
    }
}
