package io.rsproutes.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import io.rsproutes.config.Settings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Secrets as the database keeps them: AES-256-GCM under the first of some keys, bound to what they are of, written
 * {@code aes.<key>.<base64 of nonce and ciphertext>}. All of the keys open, so that one can be replaced.
 */
@Component
public final class Sealer {

    /** It was not kept by us, for this, under one of the keys. */
    public static class Unopenable extends RuntimeException {
        Unopenable() {
            super("this was kept under a key that is not among rsp.delivery.secret-keys");
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final String SEALED = "aes.";

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();

    /** Under {@code rsp.delivery.secret-keys}. */
    @Autowired
    public Sealer(Settings settings) {
        this(settings.delivery().secretKeys());
    }

    /** @param keys base64 of 32 bytes each; the first seals */
    public Sealer(List<String> keys) {
        for (var key : keys) {
            var bytes = Base64.getDecoder().decode(key);
            this.keys.put(name(bytes), new SecretKeySpec(bytes, "AES"));
        }
    }

    /** The names of the keys, as they stand in what is kept. */
    public Set<String> keys() {
        return keys.keySet();
    }

    /** Whether it was sealed, under whichever key; else it is as it came. */
    public static boolean isSealed(String kept) {
        return kept.startsWith(SEALED);
    }

    /** The secret as it is kept, bound to {@code of}; there must be a key. */
    public String seal(String of, String secret) {
        var key = keys.entrySet().iterator().next();
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        var sealed = cipher(Cipher.ENCRYPT_MODE, key.getValue(), nonce, of, secret.getBytes(StandardCharsets.UTF_8));
        return SEALED + key.getKey() + "."
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                                .put(nonce)
                                .put(sealed)
                                .array());
    }

    /** @throws Unopenable when it was not kept by us, for {@code of} and under one of the keys */
    public String open(String of, String kept) {
        var parts = kept.split("\\.");
        var key = parts.length == 3 && isSealed(kept) ? keys.get(parts[1]) : null;
        if (key == null) {
            throw new Unopenable();
        }
        try {
            var bytes = Base64.getDecoder().decode(parts[2]);
            if (bytes.length < NONCE + TAG_BITS / 8) {
                throw new Unopenable();
            }
            var nonce = Arrays.copyOf(bytes, NONCE);
            var sealed = Arrays.copyOfRange(bytes, NONCE, bytes.length);
            return new String(cipher(Cipher.DECRYPT_MODE, key, nonce, of, sealed), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Unopenable();
        }
    }

    private static byte[] cipher(int mode, SecretKey key, byte[] nonce, String of, byte[] text) {
        try {
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(of.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new Unopenable();
        }
    }

    // Says which key, and nothing of it.
    private static String name(byte[] key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key), 0, 6);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
