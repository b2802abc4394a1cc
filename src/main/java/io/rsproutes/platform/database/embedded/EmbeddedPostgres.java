package io.rsproutes.platform.database.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import io.rsproutes.config.SettingsFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that RSP Routes runs itself, where no other is named: below {@code rsp.data-dir}, on loopback,
 * as durable as one in production. It ends with this process, however that ends; should it end before, it is
 * started again on the same port.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("rsp");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Why a server did not start that may at the next try. */
    private static final Pattern PASSES = Pattern.compile("shared memory|lock file|TCP/IP sockets");

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration TELL_EVERY = Duration.ofSeconds(10);

    private final PostgresFolder folder;
    private volatile int port;
    private volatile PostgresProcess server;
    private volatile boolean closed;

    /** @param path where its programs and data are kept; made when it is not there */
    public EmbeddedPostgres(Path path) {
        try {
            folder = PostgresFolder.open(path);
            folder.pid().end();
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of its one database. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + PostgresFolder.DATABASE;
    }

    public String user() {
        return PostgresFolder.ROLE;
    }

    public String password() {
        return folder.password();
    }

    // What is left of a server that died may need a moment to go. The first port that works is kept: the pool knows it.
    private void start() throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            port = server == null ? LoopbackPort.free() : port;
            var started = PostgresProcess.start(folder, port);
            if (answers(started)) {
                server = started;
                started.onExit(this::ended);
                return;
            }
            if (!PASSES.matcher(started.said()).find() || System.nanoTime() > end || closed) {
                throw new SettingsFault(
                        "the embedded PostgreSQL below rsp.data-dir",
                        "did not start (" + started.said() + ")",
                        "mend what it says, or name a PostgreSQL database in spring.datasource.url");
            }
            pause(PAUSE);
        }
    }

    // Until it serves, as long as that takes: after a crash it reads its log first.
    private boolean answers(PostgresProcess started) {
        long told = System.nanoTime();
        while (started.isAlive()) {
            try (var connection = DriverManager.getConnection(url(), user(), password())) {
                return connection.isValid(2);
            } catch (SQLException e) {
                pause(PAUSE);
            }
            if (System.nanoTime() - told > TELL_EVERY.toNanos()) {
                told = System.nanoTime();
                LOG.info("waiting for PostgreSQL, which is starting: {}", started.said());
            }
        }
        return false;
    }

    // Or the guard did, and the server runs unguarded.
    private void ended() {
        if (!closed) {
            LOG.warn("PostgreSQL ended before we did: it is started again");
        }
        while (!closed) {
            try {
                folder.pid().end();
                start();
                break;
            } catch (IOException | SettingsFault e) {
                LOG.error("PostgreSQL cannot be started again, and is tried once more: {}", e.getMessage());
                pause(TELL_EVERY);
            }
        }
        if (closed) {
            server.end();
        }
    }

    /** Stops it, when nobody needs it any more. */
    @Override
    public void close() {
        closed = true;
        server.end();
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
