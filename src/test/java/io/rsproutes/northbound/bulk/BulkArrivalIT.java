package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** A file is taken once, and only when it is whole. */
class BulkArrivalIT extends BulkScenarios {

    /** Case 01: a sender that pauses. What waits for unchanged-for (800 ms here) is never half a file. */
    @Test
    void givenASenderThatPauses_thenTheFileIsTakenWhenItIsWhole() throws IOException {
        var iccid = owned();
        var folder = Files.createDirectories(FILES.resolve("in/acme"));
        var file = folder.resolve("slow.csv");

        try (var out = Files.newBufferedWriter(file)) {
            // Several looks of the folder (200 ms) between two writes.
            for (var part : List.of("function,iccid,profileType\ndownloadOrder," + iccid, ",P90", "54-1", "\n")) {
                out.write(part);
                out.flush();
                await().during(Duration.ofMillis(450))
                        .atMost(Duration.ofSeconds(5))
                        .until(() -> Files.exists(file));
            }
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/slow.csv")));
        assertThat(jdbc.queryForObject("select profile_type from operation where iccid = ?", String.class, iccid))
                .isEqualTo("P9054-1");
    }

    @Test
    void givenNamesThatSayInProgress_thenTheyWaitForAnother() throws IOException {
        var iccid = owned();
        var folder = Files.createDirectories(FILES.resolve("in/acme"));
        var waiting = List.of(
                "p.csv.part",
                "p.csv.crdownload",
                "p.csv.filepart",
                "p.csv~",
                "~p.csv",
                ".p.csv.swp",
                "p.csv.SWP",
                ".p.csv",
                "p.csv.TMP",
                "p.csv.partial");
        for (var name : waiting) {
            Files.writeString(folder.resolve(name), csvFor(iccid));
        }
        // One dropped later has come out, so they have been looked at.
        var file = Files.writeString(FILES.resolve("later.csv"), csvFor(iccid));

        drop("acme", file);

        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/later.csv")));
        for (var name : waiting) {
            assertThat(folder.resolve(name)).exists();
            Files.delete(folder.resolve(name));
        }
        assertThat(count("operation where iccid = ?", iccid)).isEqualTo(1);
    }

    /** globex's folder has a marker here. */
    @Test
    void givenAFolderWithDoneMarkers_thenAFileWaitsForItsOwn() throws IOException {
        var folder = Files.createDirectories(FILES.resolve("in/globex"));
        Files.writeString(folder.resolve("marked.csv"), csvForType("P9054-2"));
        var other = Files.writeString(FILES.resolve("unmarked.csv"), csvForType("P9054-2"));
        drop("globex", other);
        Files.createFile(folder.resolve("marked.csv.done"));

        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/globex/marked.csv")));
        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(folder.resolve("marked.csv.done")));
        assertThat(folder.resolve("unmarked.csv")).exists();

        Files.delete(folder.resolve("unmarked.csv"));
        assertThat(count("bulk_job where name like '%.done'")).isZero();
    }

    @Test
    void givenAnEmptyFile_thenItWaitsForItsContent() throws IOException {
        var iccid = owned();
        var file = Files.createFile(
                Files.createDirectories(FILES.resolve("in/acme")).resolve("empty.csv"));

        drop("acme", Files.writeString(FILES.resolve("other.csv"), csvFor(iccid)));

        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/other.csv")));
        assertThat(file).exists();

        Files.writeString(file, csvForType("P9054-1"));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/empty.csv")));
        assertThat(Files.readString(FILES.resolve("out/acme/empty.csv.result.csv")))
                .contains("SUCCEEDED");
    }

    /**
     * The process ended while it was taken, before or behind the job's row: found again under its mark, it is one
     * job.
     */
    @Test
    void givenAFileLeftUnderItsMark_thenItIsOneJobOfItsOwnName() throws IOException {
        var iccid = owned();
        var folder = Files.createDirectories(FILES.resolve("in/acme"));

        for (var attempt : List.of("0000000a", "0000000b")) {
            var left = folder.resolve("left.csv.taken-01a22174-c7e4-7000-be18-a61a43ae8754-" + attempt);
            Files.writeString(left, csvFor(iccid));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> starting(folder, "left.").isEmpty());
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/left.csv")));
        assertThat(count("bulk_job where name = 'left.csv'")).isEqualTo(1);
        assertThat(FILES.resolve("out/acme/left.csv.refused.txt")).doesNotExist();
    }
}
