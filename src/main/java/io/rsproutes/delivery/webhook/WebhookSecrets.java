package io.rsproutes.delivery.webhook;

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

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

import io.rsproutes.common.Problem;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Webhook secrets as the database keeps them: AES-256-GCM under the first of {@code
 * rsp.delivery.secret-keys}, bound to their subscription, written {@code aes.<key>.<base64 of nonce and
 * ciphertext>}. All of the keys open, so that one can be replaced.
 */
@Component("webhookSecrets")
@DependsOnDatabaseInitialization
public class WebhookSecrets implements InitializingBean {

    /** The secret of a webhook was kept under a key that is not configured here. */
    public static class Unopenable extends RuntimeException {
        Unopenable() {
            super("the secret of this webhook was kept under a key that is not among rsp.delivery.secret-keys");
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final DataSource dataSource;

    @Autowired
    public WebhookSecrets(Settings settings, DataSource dataSource) {
        this(settings.delivery().secretKeys(), dataSource);
    }

    WebhookSecrets(List<String> keys, DataSource dataSource) {
        this.dataSource = dataSource;
        for (var key : keys) {
            var bytes = Base64.getDecoder().decode(key);
            this.keys.put(name(bytes), new SecretKeySpec(bytes, "AES"));
        }
    }

    /** What is kept can be opened, or the start ends. */
    @Override
    public void afterPropertiesSet() {
        var kept = new JdbcTemplate(dataSource)
                .queryForList(
                        "select distinct split_part(unnest(array[secret, previous_secret]), '.', 2)"
                                + " from subscription where secret is not null",
                        String.class);
        if (!keys.keySet()
                .containsAll(kept.stream()
                        .filter(name -> name != null && !name.isEmpty())
                        .toList())) {
            throw new SettingsFault(
                    "rsp.delivery.secret-keys",
                    keys.isEmpty()
                            ? "is missing, and there are webhooks whose secrets are kept under a key"
                            : "lacks a key under which secrets of webhooks are kept",
                    "set the key, or the keys, that were set when they were made"
                            + " (in the environment: RSP_DELIVERY_SECRETKEYS)");
        }
    }

    /**
     * The secret of this subscription as the database keeps it (text), encrypted under the first of
     * rsp.delivery.secret-keys; null for null. 409 secret-key-missing when there is no key.
     *
     * @throws Problem 409 when there is no key to keep it under
     */
    public String seal(String subscription, String secret) {
        if (secret == null) {
            return null;
        }
        if (keys.isEmpty()) {
            throw new Problem(
                    409,
                    "secret-key-missing",
                    "Webhooks cannot be used here yet: the operator sets rsp.delivery.secret-keys,"
                            + " under which their secrets are kept.");
        }
        var key = keys.entrySet().iterator().next();
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        var sealed = cipher(
                Cipher.ENCRYPT_MODE, key.getValue(), nonce, subscription, secret.getBytes(StandardCharsets.UTF_8));
        return "aes." + key.getKey() + "."
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                                .put(nonce)
                                .put(sealed)
                                .array());
    }

    /** @throws Unopenable when it was not kept by us, for this subscription and under one of the keys */
    String open(String subscription, String kept) {
        var parts = kept.split("\\.");
        var key = parts.length == 3 && parts[0].equals("aes") ? keys.get(parts[1]) : null;
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
            return new String(cipher(Cipher.DECRYPT_MODE, key, nonce, subscription, sealed), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Unopenable();
        }
    }

    private static byte[] cipher(int mode, SecretKey key, byte[] nonce, String subscription, byte[] text) {
        try {
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(subscription.getBytes(StandardCharsets.UTF_8));
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
