package io.rsproutes.core;

import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps inside {@code transacted} are one database transaction; an exception rolls it back and goes on to the caller's
 * error handler. (Camel's own policy marks the exchange as exhausted, and then no caller's onException runs.)
 */
public class Transaction implements TransactedPolicy {

    private final TransactionTemplate template;

    public Transaction(TransactionTemplate template) {
        this.template = template;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
    }

    @Override
    public Processor wrap(Route route, Processor steps) {
        return exchange -> {
            // Tells Camel to stay on this thread, to which the connection is bound.
            exchange.getUnitOfWork().beginTransactedBy(template);
            try {
                template.executeWithoutResult(status -> run(steps, exchange));
            } catch (Failed failed) {
                exchange.setException(failed.getCause());
            } finally {
                exchange.getUnitOfWork().endTransactedBy(template);
            }
        };
    }

    private static void run(Processor steps, Exchange exchange) {
        try {
            steps.process(exchange);
        } catch (Exception e) {
            throw new Failed(e);
        }
        if (exchange.getException() != null) {
            throw new Failed(exchange.getException());
        }
    }

    private static final class Failed extends RuntimeException {
        Failed(Exception cause) {
            super(null, cause, false, false);
        }
    }
}
