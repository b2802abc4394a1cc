package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rsproutes.platform.database.embedded.PostgresBinaries;
import io.rsproutes.platform.database.embedded.ServerAccount;
import org.awaitility.Awaitility;

/** A PostgreSQL 17 of the tests' own, with fsync as in production; its superuser needs no password. */
public final class PostgresServer {

    private final Path home;
    private final Path data;
    private final int port = Ports.free();
    private final ServerAccount account;
    private final MovableClock clock;
    private final List<String> options = new ArrayList<>();
    private Process process;

    public PostgresServer() {
        this(false, Map.of());
    }

    /**
     * @param movable whether its {@link #clock} can be moved
     * @param settings of the server (postgresql.conf), beyond those of the tests
     */
    public PostgresServer(boolean movable, Map<String, String> settings) {
        settings.forEach((name, value) -> options.addAll(List.of("-c", name + "=" + value)));
        try {
            var folder = Processes.folder("rsp-postgres-");
            home = folder.resolve("home");
            data = folder.resolve("data");
            clock = movable ? new MovableClock(folder) : null;
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            PostgresBinaries.install(home);
            account = ServerAccount.find(home);
            account.own(Files.createDirectory(data));
            Processes.run(
                    folder,
                    command(
                            List.of(),
                            "initdb",
                            "-D",
                            data.toString(),
                            "-U",
                            "postgres",
                            "-A",
                            "trust",
                            "-E",
                            "UTF8",
                            "--no-locale"));
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        var log = data.getParent().resolve("postgres.log");
        // mmap: what one that is killed leaves goes with its folder.
        var command = command(
                clock == null ? List.of() : clock.by(),
                "postgres",
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=200",
                "-c",
                "dynamic_shared_memory_type=mmap");
        command.addAll(options);
        process = Processes.start(log, data.getParent(), command);
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            // A plain role, as in production: a superuser would pass row-level security.
            try (var connection = DriverManager.getConnection(url("postgres"), "postgres", "");
                    var statement = connection.createStatement()) {
                statement.execute(
                        "do $$ begin create role rsp login; exception when duplicate_object then null; end $$");
            }
            return true;
        });
    }

    public void kill() {
        Processes.kill(process);
    }

    /** Killed, and nothing left of it. */
    public void remove() {
        kill();
        Processes.delete(data.getParent());
    }

    /** Its files, of the log of changes (WAL), too. */
    public Path data() {
        return data;
    }

    public int port() {
        return port;
    }

    public MovableClock clock() {
        return clock;
    }

    public Process process() {
        return process;
    }

    /** A fresh database's URL. */
    public String database(String name) {
        try (var connection = DriverManager.getConnection(url("postgres"), "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute("create database " + name + " owner rsp");
            return url(name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A database's URL; its superuser is {@code postgres}. */
    public String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    // As who may run it, by what wraps the program itself.
    private List<String> command(List<String> wrapper, String program, String... arguments) {
        var command = new ArrayList<>(account.prefix());
        command.addAll(wrapper);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }
}
