package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** `transacted` with our policy: its steps run inside one transaction, before the next step, and roll back together. */
class TransactionTest {

    private final List<String> steps = new ArrayList<>();
    private CamelContext camel;
    private ProducerTemplate producer;

    @BeforeEach
    void start() throws Exception {
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("transaction", new Transaction(new TransactionTemplate(new Recorded())));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:caller")
                        .errorHandler(noErrorHandler())
                        .process(e -> note("before"))
                        .to("direct:outer")
                        .process(e -> note("after"));
                // Alone in its route: Camel runs the siblings of a transacted step before its children.
                from("direct:outer")
                        .errorHandler(noErrorHandler())
                        .transacted("transaction")
                        .process(e -> note("one"))
                        .to("direct:inner")
                        .process(e -> {
                            if (e.getMessage().getBody() instanceof Exception failure) {
                                throw failure;
                            }
                        });
                from("direct:inner")
                        .errorHandler(noErrorHandler())
                        .transacted("transaction")
                        .process(e -> note("two"));
                from("direct:edge")
                        .onException(IllegalStateException.class)
                        .handled(true)
                        .setBody(constant("told"))
                        .end()
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
        assertThat(steps).containsExactly("before false", "begin", "one true", "two true", "commit", "after false");
    }

    @Test
    void givenAFailure_thenAllIsRolledBackAndTheCallersErrorHandlerAnswers() {
        assertThat(producer.requestBody("direct:edge", new IllegalStateException("no"), String.class))
                .isEqualTo("told");
        assertThat(steps).containsExactly("before false", "begin", "one true", "two true", "rollback");
    }

    /** Of a database that only says what it was told. */
    private final class Recorded extends AbstractPlatformTransactionManager {

        private boolean open;

        @Override
        protected Object doGetTransaction() {
            return this;
        }

        @Override
        protected boolean isExistingTransaction(Object transaction) {
            return open;
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            open = true;
            steps.add("begin");
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            open = false;
            steps.add("commit");
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            open = false;
            steps.add("rollback");
        }

        @Override
        protected void doSetRollbackOnly(DefaultTransactionStatus status) {}
    }
}
