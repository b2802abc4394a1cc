package io.rsproutes.delivery.webhook;

import javax.sql.DataSource;

import io.rsproutes.common.Problem;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.platform.Sealer;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Webhook secrets as the database keeps them: sealed under the first of {@code rsp.delivery.secret-keys}, bound to
 * their subscription.
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

    private final Sealer sealer;
    private final DataSource dataSource;

    public WebhookSecrets(Sealer sealer, DataSource dataSource) {
        this.sealer = sealer;
        this.dataSource = dataSource;
    }

    /** What is kept can be opened, or the start ends. */
    @Override
    public void afterPropertiesSet() {
        var kept = new JdbcTemplate(dataSource)
                .queryForList(
                        "select distinct split_part(unnest(array[secret, previous_secret]), '.', 2)"
                                + " from subscription where secret is not null",
                        String.class);
        if (!sealer.keys()
                .containsAll(kept.stream()
                        .filter(name -> name != null && !name.isEmpty())
                        .toList())) {
            throw new SettingsFault(
                    "rsp.delivery.secret-keys",
                    sealer.keys().isEmpty()
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
        if (sealer.keys().isEmpty()) {
            throw new Problem(
                    409,
                    "secret-key-missing",
                    "Webhooks cannot be used here yet: the operator sets rsp.delivery.secret-keys,"
                            + " under which their secrets are kept.");
        }
        return sealer.seal(subscription, secret);
    }

    /** @throws Unopenable when it was not kept by us, for this subscription and under one of the keys */
    String open(String subscription, String kept) {
        try {
            return sealer.open(subscription, kept);
        } catch (Sealer.Unopenable e) {
            throw new Unopenable();
        }
    }
}
