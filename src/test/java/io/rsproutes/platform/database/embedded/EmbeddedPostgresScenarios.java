package io.rsproutes.platform.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.rsproutes.support.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** An embedded PostgreSQL by itself, here or in a process of its own. */
abstract class EmbeddedPostgresScenarios {

    static final Path PROGRAMS = Processes.folder("rsp-programs-").resolve("server");
    final Path folder = Processes.folder("rsp-data-").resolve("postgresql");
    EmbeddedPostgres server;
    Process owner;

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
    List<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString())
                        && !process.info().commandLine().orElse("").contains(DatabaseOwner.class.getName()))
                .toList();
    }

    ProcessHandle postmaster() throws IOException {
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(folder.resolve("data/postmaster.pid"))
                        .get(0)))
                .orElseThrow();
    }

    ProcessHandle guard() throws IOException {
        return postmaster().parent().orElseThrow();
    }

    JdbcTemplate jdbc(String url) throws IOException {
        return new JdbcTemplate(new DriverManagerDataSource(url, "rsp", password()));
    }

    String password() throws IOException {
        return Files.readAllLines(folder.resolve("pgpass")).get(0).replaceFirst(".*:", "");
    }

    JdbcTemplate start() throws IOException {
        server = new EmbeddedPostgres(folder);
        return jdbc(server.url());
    }

    /** In a process of its own; where it serves. */
    String startElsewhere() {
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

    static String said(Path log) {
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

    void keep(JdbcTemplate jdbc) {
        jdbc.execute("create table kept as select 'here' as what");
    }

    void isKept(JdbcTemplate jdbc) {
        assertThat(jdbc.queryForObject("select what from kept", String.class)).isEqualTo("here");
    }
}
