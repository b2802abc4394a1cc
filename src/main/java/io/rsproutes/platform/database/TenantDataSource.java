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
 *
 * <p>With it comes how statements are planned. Left to choose, PostgreSQL plans our statements anew at each execution:
 * a plan for the values at hand looks cheaper, as what does not apply falls out of it, but planning takes 2 ms of
 * processor time and running 0.5. What goes by key is planned once for all values; only a look-up by filters that may
 * be left out for those it has.
 */
public class TenantDataSource extends DelegatingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger(TenantDataSource.class);

    /** By physical connection: that of workers when it is not here (config/application.yaml), null when not known. */
    private final Map<Connection, Scope> scopes = Collections.synchronizedMap(new WeakHashMap<>());

    private final String elsewhere;

    TenantDataSource(DataSource target, boolean elsewhere) {
        super(target);
        this.elsewhere = String.valueOf(elsewhere);
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = super.getConnection();
        try {
            var scope = Scope.ofThread();
            var physical = connection.unwrap(Connection.class);
            return scope.equals(scopes.getOrDefault(physical, Scope.WORKERS))
                    ? connection
                    : ScopedConnection.of(connection, scope, elsewhere, known -> scopes.put(physical, known));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * What is set of a connection.
     *
     * @param tenant   whose rows it reaches; empty: everybody's
     * @param planMode plan_cache_mode of PostgreSQL
     */
    record Scope(String tenant, String planMode) {

        static final Scope WORKERS = new Scope("", "force_generic_plan");

        static Scope ofThread() {
            return new Scope(
                    Objects.requireNonNullElse(TenantScope.current(), ""),
                    TenantScope.isLookUp() ? "force_custom_plan" : WORKERS.planMode);
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
