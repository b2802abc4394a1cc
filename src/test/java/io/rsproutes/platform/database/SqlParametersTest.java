package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.component.sql.SqlEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class SqlParametersTest {

    @ParameterizedTest
    @CsvSource({"core/sql/key-lock.sql, 1", "core/sql/timeline-insert.sql, 4", "core/sql/event-append.sql, 6", "delivery/sql/relay-claim.sql, 4", "delivery/sql/relay-due.sql, 0"})
    void theirNumberIsKnownBeforeTheFirstUse(String file, int count) throws Exception {
        assertThat(endpoint("file:routes/" + file).getParametersCount()).isEqualTo(count);
    }

    @Test
    void listsAreCountedByTheDatabase() throws Exception {
        assertThat(endpoint("select id from operation where id in (:#in:ids)").getParametersCount()).isZero();
    }

    private static SqlEndpoint endpoint(String query) throws Exception {
        try (var context = new DefaultCamelContext()) {
            var sql = new SqlComponent();
            sql.setDataSource(new DriverManagerDataSource());
            context.addComponent("sql", sql);
            var endpoint = context.getEndpoint("sql:" + query, SqlEndpoint.class);
            new SqlParameters(null).use(endpoint);
            return endpoint;
        }
    }
}
