package io.rsproutes.southbound.es2plus;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.rsproutes.common.Strings;
import io.rsproutes.config.Dialect;

/**
 * Headers that prove who calls, for peers that want them instead of a client certificate (docs/spec/es2plus.md 5.5).
 */
final class Signatures {

    private Signatures() {}

    static Map<String, String> headers(Dialect.Signature signature, String key, String secret, String body) {
        var id = UUID.randomUUID().toString();
        var time = String.valueOf(System.currentTimeMillis());
        // The body last: what it says is no placeholder.
        var text = fill(signature.text().replace("{secret}", secret), key, id, time)
                .replace("{body}", body);
        var signed = sign(signature.algorithm(), secret, text);
        var headers = new LinkedHashMap<String, String>();
        signature
                .headers()
                .forEach((name, value) ->
                        headers.put(name, fill(value, key, id, time).replace("{signature}", signed)));
        return headers;
    }

    private static String fill(String text, String key, String id, String time) {
        return text.replace("{key}", key).replace("{id}", id).replace("{time}", time);
    }

    /** In lower-case hex. */
    private static String sign(Dialect.Algorithm algorithm, String secret, String text) {
        if (algorithm == Dialect.Algorithm.SHA256) {
            return Strings.sha256(text);
        }
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
