package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import com.zaxxer.hikari.HikariDataSource;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One pooled connection that many tenants share, and whichever way it is used, each sees and changes its own rows only. */
class TenantScopeIT extends BundleIT {

    private static final String ALL = "select tenant from inventory where iccid like 'scope-%' and iccid <> ?";
    private static final String CHANGE = "update inventory set profile_type = profile_type where tenant = ?";
    private static final List<String> TENANTS = List.of("acme", "globex");
    // The driver prepares a statement at the server from its fifth use on.
    private static final int USES = 12;

    @Autowired
    private DataSourceProperties properties;

    @Value("${spring.datasource.hikari.data-source-properties.options}")
    private String options;

    private HikariDataSource pool;
    private JdbcTemplate shared;
    private TransactionTemplate transaction;

    @BeforeEach
    void connect() {
        pool = properties
                .initializeDataSourceBuilder()
                .type(HikariDataSource.class)
                .build();
        pool.setMaximumPoolSize(1);
        pool.addDataSourceProperty("options", options);
        var source = new TenantDataSource(pool, false);
        shared = new JdbcTemplate(source);
        transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        for (var tenant : TENANTS) {
            jdbc.update(
                    "insert into inventory (iccid, tenant) values (?, ?) on conflict do nothing",
                    "scope-" + tenant,
                    tenant);
        }
    }

    @AfterEach
    void disconnect() {
        pool.close();
        jdbc.update("delete from inventory where iccid like 'scope-%'");
    }

    /** Each returns the tenants whose rows it saw or changed. */
    private enum Way {
        PREPARED {
            @Override
            Set<String> use(TenantScopeIT test) {
                return new TreeSet<>(test.shared.queryForList(ALL, String.class, "none"));
            }
        },
        NOT_PREPARED {
            @Override
            Set<String> use(TenantScopeIT test) {
                return new TreeSet<>(test.shared.queryForList(
                        "select tenant from inventory where iccid like 'scope-%'", String.class));
            }
        },
        EXECUTED {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.prepared(connection -> connection.prepareStatement(ALL), statement -> {
                    statement.setString(1, "none");
                    assertThat(statement.execute()).isTrue();
                    return tenants(statement.getResultSet());
                });
            }
        },
        TWICE {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.prepared(connection -> connection.prepareStatement(ALL), statement -> {
                    statement.setString(1, "first");
                    var first = tenants(statement.executeQuery());
                    statement.clearParameters();
                    statement.setString(1, "second");
                    assertThat(tenants(statement.executeQuery())).isEqualTo(first);
                    return first;
                });
            }
        },
        UNTYPED {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.prepared(
                        connection -> connection.prepareStatement(
                                "select tenant from inventory where iccid like 'scope-%' and coalesce(?, '') = ''"),
                        statement -> {
                            statement.setNull(1, Types.NULL);
                            return tenants(statement.executeQuery());
                        });
            }
        },
        DESCRIBED {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.prepared(connection -> connection.prepareStatement(ALL), statement -> {
                    assertThat(statement.getParameterMetaData().getParameterCount())
                            .isEqualTo(1);
                    statement.setString(1, "none");
                    return tenants(statement.executeQuery());
                });
            }
        },
        SCROLLED {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.prepared(
                        connection -> connection.prepareStatement(
                                ALL, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY),
                        statement -> {
                            statement.setString(1, "none");
                            return tenants(statement.executeQuery());
                        });
            }
        },
        CALLED {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.prepared(connection -> connection.prepareCall(ALL), statement -> {
                    statement.setString(1, "none");
                    return tenants(statement.executeQuery());
                });
            }
        },
        UPDATED {
            @Override
            Set<String> use(TenantScopeIT test) {
                var changed = new TreeSet<String>();
                TENANTS.stream()
                        .filter(tenant -> test.shared.update(CHANGE, tenant) > 0)
                        .forEach(changed::add);
                return changed;
            }
        },
        BATCH {
            @Override
            Set<String> use(TenantScopeIT test) {
                var counts = test.shared.batchUpdate(
                        CHANGE,
                        TENANTS.stream().map(tenant -> new Object[] {tenant}).toList());
                var changed = new TreeSet<String>();
                for (int i = 0; i < counts.length; i++) {
                    if (counts[i] > 0) {
                        changed.add(TENANTS.get(i));
                    }
                }
                return changed;
            }
        },
        GENERATED_KEYS {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.prepared(
                        connection -> connection.prepareStatement(
                                "update inventory set profile_type = profile_type where iccid like 'scope-%' and iccid <> ?",
                                Statement.RETURN_GENERATED_KEYS),
                        statement -> {
                            statement.setString(1, "none");
                            statement.executeUpdate();
                            var changed = new TreeSet<String>();
                            for (var keys = statement.getGeneratedKeys(); keys.next(); ) {
                                changed.add(keys.getString("tenant"));
                            }
                            return changed;
                        });
            }
        },
        TRANSACTION {
            @Override
            Set<String> use(TenantScopeIT test) {
                return test.transaction.execute(status -> {
                    var changed = UPDATED.use(test);
                    assertThat(PREPARED.use(test)).isEqualTo(changed);
                    return changed;
                });
            }
        },
        ROLLED_BACK {
            @Override
            Set<String> use(TenantScopeIT test) {
                test.transaction.executeWithoutResult(status -> {
                    UPDATED.use(test);
                    status.setRollbackOnly();
                });
                return PREPARED.use(test);
            }
        },
        FAILED {
            @Override
            Set<String> use(TenantScopeIT test) {
                assertThatThrownBy(() -> test.shared.queryForList(
                                "select tenant from inventory where 1 / (length(?) - 4) = 1", String.class, "none"))
                        .isInstanceOf(DataAccessException.class);
                return PREPARED.use(test);
            }
        };

        abstract Set<String> use(TenantScopeIT test);
    }

    private interface Preparing {
        PreparedStatement prepare(Connection connection) throws SQLException;
    }

    private interface Using {
        Set<String> use(PreparedStatement statement) throws SQLException;
    }

    private Set<String> prepared(Preparing preparing, Using using) {
        return shared.execute((Connection connection) -> {
            try (var statement = preparing.prepare(connection)) {
                return using.use(statement);
            }
        });
    }

    private static Set<String> tenants(ResultSet rows) throws SQLException {
        var tenants = new TreeSet<String>();
        while (rows.next()) {
            tenants.add(rows.getString(1));
        }
        return tenants;
    }

    @Test
    void givenAConnectionOfMany_thenOnlyLookUpsArePlannedForTheirValues() {
        for (int i = 0; i < USES; i++) {
            assertThat(planMode()).isEqualTo("force_generic_plan");
            assertThat(TenantScope.within("acme", this::planMode)).isEqualTo("force_custom_plan");
        }
    }

    private String planMode() {
        return shared.queryForObject(
                "select current_setting('plan_cache_mode') where ? <> ''", String.class, "of a statement with a value");
    }

    @ParameterizedTest
    @EnumSource
    void givenAConnectionOfMany_thenEachSeesItsOwnRows(Way way) {
        for (int i = 0; i < USES; i++) {
            assertThat(TenantScope.within("acme", () -> way.use(this))).containsExactly("acme");
            assertThat(TenantScope.within("globex", () -> way.use(this))).containsExactly("globex");
            assertThat(way.use(this)).containsExactly("acme", "globex");
            assertThat(TenantScope.within("nobody", () -> way.use(this))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void givenAnotherWayBefore_thenEachSeesItsOwnRows(Way way) {
        for (var before : Way.values()) {
            TenantScope.within("globex", () -> before.use(this));
            assertThat(TenantScope.within("acme", () -> way.use(this)))
                    .as(before.name())
                    .containsExactly("acme");
            before.use(this);
            assertThat(TenantScope.within("globex", () -> way.use(this)))
                    .as(before.name())
                    .containsExactly("globex");
        }
    }
}
