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

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.awaitility.Awaitility;

/**
 * A real PostgreSQL 17 from Maven's binaries, with fsync as in production. PostgreSQL refuses to run as root; then it runs as
 * `nobody`, which needs no user namespace.
 */
public final class PostgresServer {

    private final Path home;
    private final Path data;
    private final int port = Ports.free();
    private final boolean root = "root".equals(System.getProperty("user.name"));
    private final MovableClock clock;
    private Process process;

    public PostgresServer() {
        this(false);
    }

    /** @param movable whether its {@link #clock} can be moved */
    public PostgresServer(boolean movable) {
        try {
            var folder = Processes.folder("rsp-postgres-");
            home = folder.resolve("home");
            data = folder.resolve("data");
            clock = movable ? new MovableClock(folder) : null;
            unpack(home);
            Files.createDirectory(data);
            if (root) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
                Processes.run(folder, List.of("chown", "-R", "65534:65534", folder.toString()));
            }
            Processes.run(folder, command("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"));
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        var log = data.getParent().resolve("postgres.log");
        // mmap: what one that is killed leaves goes with its folder.
        process = Processes.start(log, data.getParent(), as(clock == null ? List.of() : clock.by(), "postgres", "-D", data.toString(), "-p", String.valueOf(port),
                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200", "-c", "dynamic_shared_memory_type=mmap"));
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            // A plain role, as in production: a superuser would pass row-level security.
            try (var connection = DriverManager.getConnection(url("postgres"), "postgres", ""); var statement = connection.createStatement()) {
                statement.execute("do $$ begin create role rsp login; exception when duplicate_object then null; end $$");
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
        try (var connection = DriverManager.getConnection(url("postgres"), "postgres", ""); var statement = connection.createStatement()) {
            statement.execute("create database " + name + " owner rsp");
            return url(name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
    }

    private List<String> command(String program, String... arguments) {
        return as(List.of(), program, arguments);
    }

    // As who may run it, by what wraps the program itself.
    private List<String> as(List<String> wrapper, String program, String... arguments) {
        var command = new ArrayList<String>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(wrapper);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void unpack(Path into) throws IOException {
        try (var resource = PostgresServer.class.getResourceAsStream("/postgres-linux-x86_64.txz");
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(resource))) {
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                var file = into.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                    } else {
                        Files.copy(tar, file);
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                    }
                }
            }
        }
    }
}
