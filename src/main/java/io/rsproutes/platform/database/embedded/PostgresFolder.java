package io.rsproutes.platform.database.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

import io.rsproutes.config.SettingsFault;
import org.springframework.util.FileSystemUtils;

/**
 * What the embedded PostgreSQL is made of: its programs ({@code server}), its data, {@code guard.sh}, and {@code
 * pgpass} (0600) with the generated password, in the form PostgreSQL's own clients read.
 */
record PostgresFolder(Path path, ServerAccount account, String password) {

    static final String DATABASE = "rsp";
    /** Plain: a superuser would pass row-level security. */
    static final String ROLE = "rsp";

    private static final String SUPERUSER = "postgres";
    private static final String MAJOR = "17";

    /**
     * Makes what is missing. Data that are not complete have another name, so that whoever dies
     * meanwhile leaves nothing half-made.
     */
    static PostgresFolder open(Path path) throws IOException {
        path = path.toAbsolutePath().normalize();
        Files.createDirectories(path);
        PostgresBinaries.install(path.resolve("server"));
        try (var guard = resource("guard.sh")) {
            Files.copy(guard, path.resolve("guard.sh"), StandardCopyOption.REPLACE_EXISTING);
        }
        var account = ServerAccount.find(path.resolve("server"));
        var data = path.resolve("data");
        if (!Files.exists(data)) {
            var secret = new byte[24];
            new SecureRandom().nextBytes(secret);
            new PostgresFolder(path, account, HexFormat.of().formatHex(secret)).create();
        }
        var version = Files.readString(data.resolve("PG_VERSION")).trim();
        if (!version.equals(MAJOR)) {
            throw new SettingsFault(
                    "rsp.data-dir",
                    "holds data of PostgreSQL " + version + ", and this release runs " + MAJOR,
                    "move them with pg_dump and psql of these releases, or begin with another folder");
        }
        return new PostgresFolder(path, account, knownPassword(path.resolve("pgpass")));
    }

    Path data() {
        return path.resolve("data");
    }

    Path program(String name) {
        return path.resolve("server").resolve("bin").resolve(name);
    }

    PostmasterPid pid() {
        return new PostmasterPid(data());
    }

    private void create() throws IOException {
        try (var old = Files.newDirectoryStream(path, "new-*")) {
            for (var left : old) {
                FileSystemUtils.deleteRecursively(left);
            }
        }
        var fresh = Files.createTempDirectory(path, "new-");
        account.own(fresh);
        var secret = Files.writeString(secret(fresh.resolve("password")), password);
        account.own(secret);
        var data = fresh.resolve("data");
        initialize(data, secret);
        var pgpass = secret(path.resolve("pgpass"));
        Files.writeString(pgpass, line(DATABASE, ROLE) + line("*", SUPERUSER));
        force(pgpass, StandardOpenOption.WRITE);
        Files.move(data, data());
        force(path, StandardOpenOption.READ);
        FileSystemUtils.deleteRecursively(fresh);
    }

    private void initialize(Path data, Path secret) throws IOException {
        run(
                List.of(),
                program("initdb"),
                "-D",
                data.toString(),
                "-U",
                SUPERUSER,
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        run(
                List.of(
                        "create role " + ROLE + " login password '" + password + "';",
                        "create database " + DATABASE + " owner " + ROLE + ";"),
                program("postgres"),
                "--single",
                "-D",
                data.toString(),
                "-c",
                "exit_on_error=on",
                "-c",
                "log_min_error_statement=panic",
                SUPERUSER);
    }

    private String line(String database, String user) {
        return String.join(":", "127.0.0.1", "*", database, user, password) + "\n";
    }

    private static String knownPassword(Path pgpass) throws IOException {
        if (!Files.exists(pgpass)) {
            throw new SettingsFault(
                    pgpass.toString(), "is missing", "put it back: it has the password of the database beside it");
        }
        return Files.readAllLines(pgpass).get(0).replaceFirst(".*:", "");
    }

    // An empty file for our eyes only.
    private static Path secret(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file);
        var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    private static void force(Path path, StandardOpenOption option) throws IOException {
        try (var channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private static InputStream resource(String name) {
        return PostgresFolder.class.getResourceAsStream("/postgresql/" + name);
    }

    private void run(List<String> lines, Path program, String... arguments) throws IOException {
        var process = new ProcessBuilder(account.command(program, arguments))
                .directory(path.toFile())
                .redirectErrorStream(true)
                .start();
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(String.join("\n", lines) + "\n");
        } catch (IOException e) {
            // It ended without reading: what it printed says why.
        }
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new SettingsFault(
                        "the embedded PostgreSQL below rsp.data-dir",
                        "could not be made (" + said.strip().replaceAll("\\s+", " ") + ")",
                        "mend what it says, or name a PostgreSQL database in spring.datasource.url");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
