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
    @CsvSource({
        "core/order-key.lock, 1",
        "core/result.note, 4",
        "core/transition.event, 6",
        "delivery/relay.claim, 4",
        "delivery/relay.due, 0"
    })
    void theirNumberIsKnownBeforeTheFirstUse(String name, int count) throws Exception {
        assertThat(endpoint("{{sql:" + name + "}}").getParametersCount()).isEqualTo(count);
    }

    @Test
    void listsAreCountedByTheDatabase() throws Exception {
        assertThat(endpoint("select id from operation where id in (:#in:ids)").getParametersCount())
                .isZero();
    }

    private static SqlEndpoint endpoint(String query) throws Exception {
        try (var context = new DefaultCamelContext()) {
            var sql = new SqlComponent();
            sql.setDataSource(new DriverManagerDataSource());
            context.addComponent("sql", sql);
            context.getPropertiesComponent().addPropertiesFunction(new SqlFiles().function(context.getRegistry()));
            var endpoint = context.getEndpoint("sql:" + query, SqlEndpoint.class);
            new SqlParameters(null).use(endpoint);
            return endpoint;
        }
    }
}
