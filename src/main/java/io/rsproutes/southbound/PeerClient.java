package io.rsproutes.southbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.common.JsonText;
import io.rsproutes.common.io.ContentCodings;
import io.rsproutes.platform.http.client.HttpGuard;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.XmlText;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * The HTTP client of a peer: the guard's rules, and answers as UTF-8 text without a byte order mark. Asks for an answer
 * that is not packed, and reads one that is all the same, within the limit. What cannot be read stays as it came: its
 * HTTP status counts, and its body is then no message.
 */
final class PeerClient implements HttpClientConfigurer, ExecChainHandler {

    private static final String SOAP = "application/soap+xml; charset=UTF-8";

    private final HttpGuard guard;
    private final boolean soap;
    private final int maxBytes;

    /**
     * @param soap     whether the peer speaks SOAP; else JSON
     * @param maxBytes of an answer when it is unpacked; the guard counts them as they come
     */
    PeerClient(HttpGuard guard, boolean soap, int maxBytes) {
        this.guard = guard;
        this.soap = soap;
        this.maxBytes = maxBytes;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        guard.configureHttpClient(builder);
        builder.addExecInterceptorFirst("rsp-answers", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        var response = chain.proceed(request, scope);
        var entity = response.getEntity();
        if (entity != null) {
            byte[] bytes;
            try (var in = entity.getContent()) {
                bytes = in == null ? new byte[0] : in.readNBytes(maxBytes + 1);
            }
            var coding = Stream.of(response.getHeaders(HttpHeaders.CONTENT_ENCODING))
                    .map(Header::getValue)
                    .collect(Collectors.joining(","));
            response.setEntity(
                    new ByteArrayEntity(soap ? xml(response, bytes, coding) : json(response, bytes, coding), null));
            response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
        }
        return response;
    }

    private byte[] xml(ClassicHttpResponse response, byte[] packed, String coding) {
        var type = type(response);
        response.setHeader(HttpHeaders.CONTENT_TYPE, SOAP);
        try {
            return XmlText.of(packed, type, coding, maxBytes).getBytes(StandardCharsets.UTF_8);
        } catch (SoapFault e) {
            return packed;
        }
    }

    private byte[] json(ClassicHttpResponse response, byte[] packed, String coding) throws IOException {
        var type = type(response);
        byte[] bytes;
        try {
            bytes = ContentCodings.unpack(packed, coding, maxBytes);
        } catch (ContentCodings.TooLarge e) {
            throw e;
        } catch (IOException e) {
            return packed;
        }
        var text = isJson(bytes, type == null ? "" : type) ? JsonText.decode(bytes, type) : null;
        if (text == null) {
            return bytes;
        }
        response.setHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String type(ClassicHttpResponse response) {
        var type = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
        return type == null ? null : type.getValue();
    }

    private static boolean isJson(byte[] bytes, String contentType) {
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
