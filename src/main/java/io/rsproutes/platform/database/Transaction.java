package io.rsproutes.platform.database;

import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.PluginHelper;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The steps inside {@code transacted} are one transaction, of the database or of the broker; an exception rolls
 * it back and goes on to the caller's error handler. (Camel's own policy marks the exchange as exhausted, and
 * then no caller's onException runs.)
 */
public class Transaction implements TransactedPolicy {

    private final TransactionTemplate template;

    public Transaction(TransactionTemplate template) {
        this.template = template;
    }

    @Override
    public void beforeWrap(Route route, NamedNode definition) {}

    @Override
    public Processor wrap(Route route, Processor steps) {
        var async = AsyncProcessorConverterHelper.convert(steps);
        return exchange -> {
            // Tells Camel to stay on this thread, to which the connection is bound.
            exchange.getUnitOfWork().beginTransactedBy(template);
            try {
                template.executeWithoutResult(status -> run(async, exchange));
            } catch (Failed failed) {
                exchange.setException(failed.getCause());
            } catch (RuntimeException ofTheTransaction) {
                // A rollback that fails too only repeats that the database went away; what failed first says why.
                if (exchange.getException() == null) {
                    exchange.setException(ofTheTransaction);
                }
            } finally {
                exchange.getUnitOfWork().endTransactedBy(template);
            }
        };
    }

    // The await manager runs the steps to their end on this thread; a plain process() only queues them, past the
    // commit.
    private static void run(AsyncProcessor steps, Exchange exchange) {
        PluginHelper.getAsyncProcessorAwaitManager(exchange.getContext().getCamelContextExtension())
                .process(steps, exchange);
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
