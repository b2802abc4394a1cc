package io.rsproutes.platform.database;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.common.Causes;
import jakarta.annotation.PreDestroy;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * While the database is away, consumers and sweepers rest: what they took could only fail, and would have an
 * attempt less. They go on as soon as it answers.
 */
@Component("databaseOutage")
public class DatabaseOutage {

    private static final Logger LOG = LoggerFactory.getLogger("rsp");
    private static final long ASK_EVERY = Duration.ofMillis(500).toNanos();
    private static final int ANSWER_WITHIN = 2;
    /** Classes of SQL states: the connection failed, resources ran out, an administrator intervened. */
    private static final List<String> STATES = List.of("08", "53", "57");
    /** Configurations (routes/shared/errors.camel.yaml) of the routes that begin here. */
    private static final List<String> BEGINNINGS = List.of("worker", "queue");

    private final JdbcConnectionDetails database;
    private final AtomicBoolean resting = new AtomicBoolean();
    private final ExecutorService watch = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "outage");
        thread.setDaemon(true);
        return thread;
    });

    public DatabaseOutage(JdbcConnectionDetails database, MeterRegistry meters) {
        this.database = database;
        Gauge.builder("rsp.workers.resting", resting, rest -> rest.get() ? 1 : 0)
                .description("1 while consumers and sweepers wait for the database")
                .register(meters);
    }

    /**
     * A worker's exchange failed. When the database was away, and still does not answer, the consumers and
     * timers of this instance (configurations worker and queue) rest until it answers, which is tried every
     * half second. Any other failure changes nothing. The call itself does not wait.
     */
    public void failed(Exchange exchange) {
        if (isAway(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                && resting.compareAndSet(false, true)) {
            var context = exchange.getContext();
            watch.execute(() -> rest(context));
        }
    }

    /** Whether it failed because the database cannot be reached, or has no room for us. */
    public static boolean isAway(Throwable failure) {
        return Causes.any(
                failure,
                cause -> cause instanceof DataAccessResourceFailureException
                        || cause instanceof TransientDataAccessException
                        || cause instanceof TransactionException
                        || cause instanceof SQLException sql
                                && sql.getSQLState() != null
                                && STATES.stream().anyMatch(sql.getSQLState()::startsWith));
    }

    private void rest(CamelContext context) {
        try {
            long began = System.nanoTime();
            if (answers()) {
                return;
            }
            LOG.warn("the database does not answer: consumers and sweepers rest until it does");
            var consumers = context.getRoutes().stream()
                    .filter(route -> BEGINNINGS.contains(String.valueOf(route.getConfigurationId())))
                    .map(Route::getConsumer)
                    .toList();
            consumers.forEach(consumer -> done(() -> ServiceHelper.suspendService(consumer)));
            do {
                LockSupport.parkNanos(ASK_EVERY);
            } while (!answers() && !watch.isShutdown());
            consumers.forEach(consumer -> {
                while (!watch.isShutdown() && !done(() -> ServiceHelper.resumeService(consumer))) {
                    LockSupport.parkNanos(ASK_EVERY);
                }
            });
            LOG.info(
                    "the database answers again after {} s: consumers and sweepers go on",
                    Duration.ofNanos(System.nanoTime() - began).toSeconds());
        } finally {
            resting.set(false);
        }
    }

    private static boolean done(Runnable step) {
        try {
            step.run();
            return true;
        } catch (RuntimeException e) {
            LOG.debug("a consumer did not follow", e);
            return false;
        }
    }

    // Not from the pool: one that is full is no outage.
    private boolean answers() {
        var properties = new Properties();
        properties.put("user", String.valueOf(database.getUsername()));
        properties.put("password", Objects.requireNonNullElse(database.getPassword(), ""));
        for (var limit : List.of("connectTimeout", "loginTimeout", "socketTimeout")) {
            properties.put(limit, String.valueOf(ANSWER_WITHIN));
        }
        try (var connection = DriverManager.getConnection(database.getJdbcUrl(), properties)) {
            return connection.isValid(ANSWER_WITHIN);
        } catch (SQLException e) {
            return false;
        }
    }

    @PreDestroy
    void end() {
        watch.shutdownNow();
    }
}
