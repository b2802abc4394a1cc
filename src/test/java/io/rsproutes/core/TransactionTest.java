package io.rsproutes.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** `transacted` with our policy: its steps run inside one transaction, before the next step, and roll back together. */
class TransactionTest {

    private final List<String> steps = new ArrayList<>();
    private CamelContext camel;
    private ProducerTemplate producer;
    private JdbcTemplate jdbc;

    @BeforeEach
    void start() throws Exception {
        var dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:transaction;DB_CLOSE_DELAY=-1");
        jdbc = new JdbcTemplate(dataSource);
        jdbc.execute("create table if not exists t (a int)");
        jdbc.execute("truncate table t");
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("transaction", new Transaction(new TransactionTemplate(new DataSourceTransactionManager(dataSource))));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:caller").errorHandler(noErrorHandler())
                        .process(e -> note("before")).to("direct:outer").process(e -> note("after"));
                // Alone in its route: Camel runs the siblings of a transacted step before its children.
                from("direct:outer").errorHandler(noErrorHandler())
                        .transacted("transaction")
                            .process(e -> note("one"))
                            .process(e -> jdbc.update("insert into t values (1)"))
                            .to("direct:inner")
                            .process(e -> {
                                if (e.getMessage().getBody() instanceof Exception failure) {
                                    throw failure;
                                }
                            });
                from("direct:inner").errorHandler(noErrorHandler())
                        .transacted("transaction").process(e -> note("two")).process(e -> jdbc.update("insert into t values (2)"));
                from("direct:edge").onException(IllegalStateException.class).handled(true).setBody(constant("told")).end()
                        .to("direct:caller");
            }

            private void note(String what) {
                steps.add(what + " " + TransactionSynchronizationManager.isActualTransactionActive());
            }
        });
        camel.start();
        producer = camel.createProducerTemplate();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void givenSteps_thenTheyRunInsideOneTransactionAndBeforeTheNextStep() {
        producer.sendBody("direct:caller", "");
        assertThat(steps).containsExactly("before false", "one true", "two true", "after false");
        assertThat(jdbc.queryForObject("select count(*) from t", Integer.class)).isEqualTo(2);
    }

    @Test
    void givenAFailure_thenAllIsRolledBackAndTheCallersErrorHandlerAnswers() {
        assertThat(producer.requestBody("direct:edge", new IllegalStateException("no"), String.class)).isEqualTo("told");
        assertThat(jdbc.queryForObject("select count(*) from t", Integer.class)).isZero();
        assertThat(steps).containsExactly("before false", "one true", "two true");
    }
}
