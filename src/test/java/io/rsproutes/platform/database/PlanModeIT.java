package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What goes by key is planned once by each connection; what looks up by filters that may be left out, each time. */
class PlanModeIT extends BundleIT {

    private static final String PLANS =
            "select coalesce(sum(generic_plans), 0), coalesce(sum(custom_plans), 0) from pg_prepared_statements"
                    + " where statement like ? and statement not like '%pg_prepared_statements%'";

    @Autowired
    private DataSource dataSource;

    /** How often the pool's connections planned statements like this. */
    private record Plans(long generic, long custom) {}

    private Plans plans(String like) throws SQLException {
        var pool = dataSource.unwrap(HikariDataSource.class);
        var held = new ArrayList<Connection>();
        long generic = 0;
        long custom = 0;
        try {
            for (int idle = pool.getHikariPoolMXBean().getIdleConnections(); idle > 0; idle--) {
                var connection = pool.getConnection();
                held.add(connection);
                try (var statement = connection.prepareStatement(PLANS)) {
                    statement.setString(1, like);
                    try (var row = statement.executeQuery()) {
                        row.next();
                        generic += row.getLong(1);
                        custom += row.getLong(2);
                    }
                }
            }
        } finally {
            for (var connection : held) {
                connection.close();
            }
        }
        return new Plans(generic, custom);
    }

    @Test
    void givenOrdersAndLists_thenOnlyListsArePlannedForTheirValues() throws SQLException {
        for (int i = 0; i < 3; i++) {
            settles(
                    acme.order(Order.of("downloadOrder").with("profileType", "P9054-1"))
                            .id(),
                    "SUCCEEDED");
            assertThat(acme.get("/rsp/v1/operations?state=FAILED").status()).isEqualTo(200);
        }

        assertThat(plans("%insert into operation (%").generic()).isPositive();
        var claim = plans("%blocker as (%held as (%");
        assertThat(claim.generic()).isPositive();
        assertThat(claim.custom()).isZero();
        var list = plans("%select id, tenant, function, interface, peer%order by id desc%limit%");
        assertThat(list.custom()).isPositive();
        assertThat(list.generic()).isZero();
    }
}
