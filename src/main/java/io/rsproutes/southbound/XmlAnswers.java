package io.rsproutes.southbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.XmlText;
import io.rsproutes.security.HttpGuard;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * What a SM-SR answers, as UTF-8 text without a byte order mark: asked for as it is, and read however it is packed and encoded all the
 * same ({@link XmlText}). What cannot be read stays as it came, and is then no message.
 */
final class XmlAnswers implements HttpClientConfigurer, ExecChainHandler {

    private static final ContentType TEXT = ContentType.create("application/soap+xml", StandardCharsets.UTF_8);

    private final HttpGuard guard;
    private final int most;

    /** @param most bytes of an answer when it is unpacked; the guard counts them as they come */
    XmlAnswers(HttpGuard guard, int most) {
        this.guard = guard;
        this.most = most;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        guard.configureHttpClient(builder);
        builder.addExecInterceptorFirst("rsp-xml", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException, HttpException {
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        var response = chain.proceed(request, scope);
        var entity = response.getEntity();
        if (entity != null) {
            byte[] bytes;
            try (var in = entity.getContent()) {
                bytes = in == null ? new byte[0] : in.readAllBytes();
            }
            response.setEntity(new ByteArrayEntity(text(bytes, response, entity.getContentType()), TEXT));
            response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            response.removeHeaders(HttpHeaders.CONTENT_LENGTH);
            response.setHeader(HttpHeaders.CONTENT_TYPE, TEXT.toString());
        }
        return response;
    }

    private byte[] text(byte[] bytes, ClassicHttpResponse response, String type) {
        var packed = Stream.of(response.getHeaders(HttpHeaders.CONTENT_ENCODING)).map(Header::getValue).collect(Collectors.joining(","));
        try {
            return XmlText.of(bytes, type, packed, most).getBytes(StandardCharsets.UTF_8);
        } catch (SoapFault e) {
            return bytes;
        }
    }
}
