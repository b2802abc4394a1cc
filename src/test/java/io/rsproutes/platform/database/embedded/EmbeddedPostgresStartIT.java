package io.rsproutes.platform.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.rsproutes.config.SettingsFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a start of the embedded PostgreSQL finds: an orphan, another's number, other data. */
class EmbeddedPostgresStartIT extends EmbeddedPostgresScenarios {

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
