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

import io.rsproutes.support.Processes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The embedded PostgreSQL: made, ended with its owner, and brought back. */
class EmbeddedPostgresIT extends EmbeddedPostgresScenarios {

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
}
