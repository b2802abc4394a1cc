package io.rsproutes.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.rsproutes.config.SettingsFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.stereotype.Component;

/**
 * Sets each connection's scope, whose rows it is for ({@link TenantScope}), before it is used, so that row-level
 * security holds whatever a statement forgets. A connection that was last used for the same has it; another gets it
 * with its first statement ({@link ScopedConnection}).
 */
public class TenantDataSource extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger(TenantDataSource.class);

    /** The tenant, by physical connection: everybody's when it is not here, null when it is not known. */
    private final Map<Connection, String> scopes = Collections.synchronizedMap(new WeakHashMap<>());

    private final String elsewhere;

    TenantDataSource(DataSource target, boolean elsewhere) {
        super(target);
        this.elsewhere = String.valueOf(elsewhere);
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = super.getConnection();
        try {
            var tenant = Objects.requireNonNullElse(TenantScope.current(), "");
            var physical = connection.unwrap(Connection.class);
            return tenant.equals(scopes.getOrDefault(physical, ""))
                    ? connection
                    : ScopedConnection.of(connection, tenant, elsewhere, scope -> scopes.put(physical, scope));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Wraps the application's data source. */
    @Component
    static class Wrapping implements BeanPostProcessor {

        private final boolean elsewhere;

        Wrapping(Environment environment) {
            elsewhere = environment.getProperty("rsp.ownership.elsewhere", Boolean.class, false);
            var url = environment.getProperty("spring.datasource.url", "");
            if (!url.isBlank() && !url.startsWith("jdbc:postgresql:")) {
                throw new SettingsFault(
                        "spring.datasource.url",
                        "is no address of PostgreSQL",
                        "write jdbc:postgresql://host:5432/rsp, or leave it out for the embedded one");
            }
        }

        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            return bean instanceof HikariDataSource pool ? new TenantDataSource(pool, elsewhere) : bean;
        }
    }

    /** Says at the start when the database lets our role pass its row-level security. */
    @Component
    static class Check {

        private final DataSource dataSource;

        Check(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        @EventListener(ApplicationReadyEvent.class)
        void ready() {
            if (Boolean.TRUE.equals(new JdbcTemplate(dataSource)
                    .queryForObject(
                            "select rolsuper or rolbypassrls from pg_roles where rolname = current_user",
                            Boolean.class))) {
                LOG.warn("The database role is a superuser or has bypassrls: row-level security,"
                        + " the second wall between tenants, does not hold it."
                        + " Use a plain role that owns the tables.");
            }
        }
    }
}
