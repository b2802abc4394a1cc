package io.rsproutes.platform.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.rsproutes.config.SettingsFault;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The embedded PostgreSQL by itself: made, ended with its owner, brought back, and what a start finds. */
class EmbeddedPostgresIT {

    private static final Path PROGRAMS = Processes.folder("rsp-programs-").resolve("server");
    private final Path folder = Processes.folder("rsp-data-").resolve("postgresql");
    private EmbeddedPostgres server;
    private Process owner;

    /** Most cases are not about unpacking, which takes seconds: linked from one copy. */
    @BeforeEach
    void programs(TestInfo test) throws IOException {
        if (test.getTags().contains("unpacks")) {
            return;
        }
        PostgresBinaries.install(PROGRAMS);
        try (var files = Files.walk(PROGRAMS)) {
            for (var file : files.toList()) {
                var copy = folder.resolve("server").resolve(PROGRAMS.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createLink(copy, file);
                }
            }
        }
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
        if (owner != null) {
            Processes.kill(owner);
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> running().isEmpty());
    }

    /** Processes whose command line names the folder: guards and servers. */
    private List<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString())
                        && !process.info().commandLine().orElse("").contains(DatabaseOwner.class.getName()))
                .toList();
    }

    private ProcessHandle postmaster() throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                        .get(0)))
                .orElseThrow();
    }

    private ProcessHandle guard() throws IOException {
        return postmaster().parent().orElseThrow();
    }

    private JdbcTemplate jdbc(String url) throws IOException {
        return new JdbcTemplate(new DriverManagerDataSource(url, "rsp", password()));
    }

    private String password() throws IOException {
        return Files.readAllLines(folder.resolve("pgpass")).get(0).replaceFirst(".*:", "");
    }

    private JdbcTemplate start() throws IOException {
        server = new EmbeddedPostgres(folder);
        return jdbc(server.url());
    }

    /** In a process of its own; where it serves. */
    private String startElsewhere() {
        var log = folder.resolveSibling("owner.log");
        owner = Processes.start(
                log,
                folder.getParent(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseOwner.class.getName(),
                        folder.toString()));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.readString(log).contains("serves "));
        return log.toFile().exists() ? said(log) : null;
    }

    private static String said(Path log) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("serves "))
                    .findFirst()
                    .orElseThrow()
                    .substring(7);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void keep(JdbcTemplate jdbc) {
        jdbc.execute("create table kept as select 'here' as what");
    }

    private void isKept(JdbcTemplate jdbc) {
        assertThat(jdbc.queryForObject("select what from kept", String.class)).isEqualTo("here");
    }

    @Test
    @Tag("unpacks")
    void whatIsMadeIsDurableAndLocked() throws IOException, SQLException {
        var jdbc = start();
        for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
            assertThat(jdbc.queryForObject("show " + setting, String.class))
                    .as(setting)
                    .isEqualTo("on");
        }
        assertThat(jdbc.queryForObject("show server_encoding", String.class)).isEqualTo("UTF8");
        assertThat(jdbc.queryForObject("show server_version", String.class)).startsWith("17.");
        assertThat(jdbc.queryForObject("show listen_addresses", String.class)).isEqualTo("127.0.0.1");
        assertThat(jdbc.queryForObject(
                        "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = current_user",
                        Boolean.class))
                .isFalse();
        assertThat(jdbc.queryForObject("select upper('ä')", String.class)).isEqualTo("Ä");
        assertThat(Files.getPosixFilePermissions(folder.resolve("pgpass")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(folder.resolve("data")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("server", "data", "guard.sh", "pgpass");
        }
        for (var user : List.of("rsp", "postgres")) {
            assertThatThrownBy(() -> DriverManager.getConnection(server.url(), user, ""))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> DriverManager.getConnection(server.url(), user, "postgres"))
                    .isInstanceOf(SQLException.class);
        }
        // Both users have the one password.
        DriverManager.getConnection(server.url(), "postgres", password()).close();
    }

    @Test
    void givenItsOwnerIsKilled_thenItEndsToo_andWhatWasCommittedIsThere() throws Exception {
        keep(jdbc(startElsewhere()));
        owner.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(10)).until(() -> running().isEmpty());
        isKept(start());
    }

    /** While it is unpacked, made, started: at twelve moments. */
    @Test
    @Tag("unpacks")
    void givenItsOwnerIsKilledWhileItIsMade_thenTheNextStartMakesIt() throws Exception {
        for (int i = 1; i <= 12; i++) {
            owner = Processes.start(
                    folder.resolveSibling("owner.log"),
                    folder.getParent(),
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DatabaseOwner.class.getName(),
                            folder.toString()));
            owner.waitFor(200L * i, TimeUnit.MILLISECONDS);
            owner.destroyForcibly().waitFor();
            if (i % 3 == 0) {
                // Now and then there is a server already.
                await().atMost(Duration.ofSeconds(10)).until(() -> running().isEmpty());
            }
        }
        keep(start());
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("server", "data", "guard.sh", "pgpass");
        }
    }

    @Test
    void givenTheServerDiesAlone_thenItIsStartedAgainWhereItWas() throws IOException {
        var jdbc = start();
        keep(jdbc);
        var before = postmaster();
        before.destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> isKept(jdbc));
        assertThat(postmaster().pid()).isNotEqualTo(before.pid());
    }

    @Test
    void givenItsGuardDies_thenItIsGuardedAgain() throws Exception {
        var jdbc = jdbc(startElsewhere());
        keep(jdbc);
        var before = guard();
        before.destroyForcibly();
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> guard().pid() != before.pid() && jdbc.queryForObject("select 1", Integer.class) == 1);
        owner.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(10)).until(() -> running().isEmpty());
        isKept(start());
    }

    @Test
    void givenAnOrphan_thenTheNextStartEndsIt() throws Exception {
        keep(jdbc(startElsewhere()));
        var orphan = postmaster();
        for (var process : running()) {
            if (process.pid() != orphan.pid()
                    && process.info().commandLine().orElse("").contains("guard.sh")) {
                process.destroyForcibly();
            }
        }
        owner.destroyForcibly().waitFor();
        assertThat(orphan.isAlive()).isTrue();
        isKept(start());
        assertThat(orphan.isAlive()).isFalse();
    }

    /** As after a restart of the container: the number in the file is somebody else's, or a thread's. */
    @ParameterizedTest
    @ValueSource(strings = {"process", "thread", "nobody's", "nothing"})
    void givenANumberOfAnother_thenItStarts(String whose) throws Exception {
        keep(jdbc(startElsewhere()));
        var file = folder.resolve("data/postmaster.pid");
        var lines = Files.readAllLines(file);
        guard().destroyForcibly();
        postmaster().destroyForcibly();
        owner.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(20)).until(() -> running().isEmpty());
        lines.set(
                0,
                switch (whose) {
                    case "process" -> String.valueOf(ProcessHandle.current().pid());
                    case "thread" -> anotherThread();
                    case "nothing" -> "";
                    default -> "4194303";
                });
        Files.write(file, lines);
        isKept(start());
    }

    private static String anotherThread() throws IOException {
        try (var threads = Files.list(Path.of("/proc/self/task"))) {
            return threads.map(thread -> thread.getFileName().toString())
                    .filter(id ->
                            !id.equals(String.valueOf(ProcessHandle.current().pid())))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void givenDataOfAnotherRelease_thenOneLineSaysSo() throws IOException {
        start();
        server.close();
        Files.writeString(folder.resolve("data/PG_VERSION"), "16\n");
        assertThatThrownBy(() -> new EmbeddedPostgres(folder))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("holds data of PostgreSQL 16");
        server = null;
    }

    @Test
    void givenDataThatCannotBeStarted_thenTheLineSaysWhatTheServerSaid() throws IOException {
        start();
        server.close();
        Files.writeString(folder.resolve("data/postgresql.conf"), "shared_buffers = lots\n");
        assertThatThrownBy(() -> new EmbeddedPostgres(folder))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("postgresql.conf");
        server = null;
    }

    @Test
    @EnabledIfSystemProperty(named = "user.name", matches = "root")
    void givenRoot_thenItRunsAsAnotherUser_belowAFolderOfRootsOwnToo() throws IOException {
        Files.setPosixFilePermissions(folder.getParent(), PosixFilePermissions.fromString("rwx------"));
        var jdbc = start();
        keep(jdbc);
        assertThat(Files.getOwner(folder.resolve("data")).getName()).isEqualTo("nobody");
        assertThat(Files.getOwner(Path.of("/proc", String.valueOf(postmaster().pid())))
                        .getName())
                .isEqualTo("nobody");
        server.close();
        isKept(start());
    }
}
