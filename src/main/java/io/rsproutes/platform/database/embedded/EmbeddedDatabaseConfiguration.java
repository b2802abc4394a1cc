package io.rsproutes.platform.database.embedded;

import io.rsproutes.platform.DataFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where no database is named, our own: the pool and Flyway come after it, and it stops after them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnExpression("@environment.getProperty('spring.datasource.url', '').isBlank()")
class EmbeddedDatabaseConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger("rsp");

    @Bean
    EmbeddedPostgres embeddedPostgres(DataFolder dataFolder) {
        var server = new EmbeddedPostgres(dataFolder.path().resolve("postgresql"));
        LOG.warn(
                "The database is the embedded PostgreSQL below {}, for this one machine:"
                        + " no other instance can share it, nothing of it is replicated, and backups are yours to make."
                        + " Production names its own in spring.datasource.url (config/application-cluster.yaml).",
                dataFolder.path());
        return server;
    }

    @Bean
    JdbcConnectionDetails jdbcConnectionDetails(EmbeddedPostgres embeddedPostgres) {
        return new JdbcConnectionDetails() {
            @Override
            public String getJdbcUrl() {
                return embeddedPostgres.url();
            }

            @Override
            public String getUsername() {
                return embeddedPostgres.user();
            }

            @Override
            public String getPassword() {
                return embeddedPostgres.password();
            }
        };
    }
}
