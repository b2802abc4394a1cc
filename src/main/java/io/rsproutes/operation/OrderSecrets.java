package io.rsproutes.operation;

import javax.sql.DataSource;

import io.rsproutes.config.SettingsFault;
import io.rsproutes.platform.Sealer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The confirmation codes and addresses of orders that have not ended, as the database, its log and its replicas keep
 * them: sealed under the first of {@code rsp.delivery.secret-keys}; without a key, in plain text.
 */
@Component("orderSecrets")
@DependsOnDatabaseInitialization
public class OrderSecrets implements InitializingBean {

    private static final Logger LOG = LoggerFactory.getLogger(OrderSecrets.class);
    private static final String OF = "order";

    private final Sealer sealer;
    private final DataSource dataSource;

    public OrderSecrets(Sealer sealer, DataSource dataSource) {
        this.sealer = sealer;
        this.dataSource = dataSource;
    }

    /** What is kept can be opened, or the start ends. */
    @Override
    public void afterPropertiesSet() {
        var kept = new JdbcTemplate(dataSource)
                .queryForList(
                        "select distinct split_part(secrets, '.', 2) from operation"
                                + " where next_at is not null and secrets like 'aes.%'",
                        String.class);
        if (!sealer.keys().containsAll(kept)) {
            throw new SettingsFault(
                    "rsp.delivery.secret-keys",
                    "lacks a key under which confirmation codes of orders are kept",
                    "set the keys that were set when they came (in the environment: RSP_DELIVERY_SECRETKEYS)");
        }
        if (sealer.keys().isEmpty()) {
            LOG.warn("the database keeps confirmation codes in plain text until their order ends:"
                    + " set rsp.delivery.secret-keys");
        }
    }

    /** The secrets of an order (JSON text) as the database keeps them; null for null. */
    public String seal(String secrets) {
        return secrets == null || sealer.keys().isEmpty() ? secrets : sealer.seal(OF, secrets);
    }

    /** The secrets of an order, JSON text, of what the database keeps; null for null. */
    public String open(String kept) {
        return kept == null || !Sealer.isSealed(kept) ? kept : sealer.open(OF, kept);
    }
}
