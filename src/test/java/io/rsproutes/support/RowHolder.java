package io.rsproutes.support;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Another connection to the database, which holds rows until it is released: work that needs them waits, and can be
 * cut short. Each test has a connection of its own.
 */
public final class RowHolder implements BeforeEachCallback, AfterEachCallback {

    private Connection connection;
    private int own;

    @Override
    public void beforeEach(ExtensionContext test) throws SQLException {
        var url = SpringExtension.getApplicationContext(test)
                .getEnvironment()
                .getRequiredProperty("spring.datasource.url");
        connection = DriverManager.getConnection(url, "postgres", "");
        // Of two that wait for each other it is the other that PostgreSQL ends.
        execute("set deadlock_timeout = '10min'");
        own = numbers("select pg_backend_pid()").get(0);
        connection.setAutoCommit(false);
    }

    /** A statement of its transaction; in a ring it returns once the other is ended. */
    public void execute(String sql, String... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            statement.execute();
        }
    }

    public void holdKey(String orderKey) throws SQLException {
        execute("insert into order_key (order_key, sequence) values (?, 0)", orderKey);
    }

    /** The connection that waits for what is held, once there is one; {@code but}: not this one. */
    public int waiting(int but) {
        return await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> numbers("select pid from pg_stat_activity where " + own
                                + " = any(pg_blocking_pids(pid)) and pid <> " + but),
                        found -> !found.isEmpty())
                .get(0);
    }

    /** Ends the connection that waits for what is held, once there is one. */
    public int cutShort() throws SQLException {
        int cut = waiting(0);
        execute("select pg_terminate_backend(" + cut + ")");
        return cut;
    }

    private List<Integer> numbers(String query) throws SQLException {
        var numbers = new ArrayList<Integer>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
        }
        return numbers;
    }

    /** Lets go of all rows, and has changed nothing. */
    public void release() throws SQLException {
        connection.rollback();
    }

    /** What it did stands, and it lets go of all rows. */
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void afterEach(ExtensionContext test) throws SQLException {
        connection.close();
    }
}
