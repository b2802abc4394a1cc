package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files dropped into the folder of a tenant: every line is an order, and what came of it is written beside
 * (docs/guides/files.md).
 */
class BulkFolderIT extends BulkScenarios {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/files");

    /** Each format's file goes in, and the expected operations and result file come out. */
    @ParameterizedTest
    @CsvSource({
        "orders.csv, csv, 3, downloadOrder",
        "releaseProfile.list.txt, ids, 2, releaseProfile",
        "downloadOrder.vendor.out, out, 2, downloadOrder",
        "orders.xml, xml, 2, downloadOrder",
        "costguard.csv, costguard, 1, downloadOrder"
    })
    void givenAFileInTheTenantsFolder_thenEveryLineIsAnOrderAndItsResultIsWritten(
            String name, String format, int lines, String function) throws IOException {
        ownsTheFixtures();
        drop("acme", FIXTURES.resolve(name));
        var result = FILES.resolve("out/acme/" + name + ".result.csv");

        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(FILES.resolve("done/acme/" + name)));

        var written = Files.readAllLines(result);
        assertThat(written).hasSize(lines + 1);
        assertThat(written.get(0)).startsWith("line,ref,function,eid,iccid,state,status");
        assertThat(written.subList(1, written.size()))
                .allMatch(line -> line.contains("," + function + ","))
                .allMatch(line -> line.contains(",SUCCEEDED,") || line.contains(",FAILED,"));
        assertThat(FILES.resolve("out/acme/" + name + ".rejects.csv")).doesNotExist();
        assertThat(FILES.resolve("in/acme/" + name)).doesNotExist();
        assertThat(FILES.resolve("done/acme/" + name)).hasSameBinaryContentAs(FIXTURES.resolve(name));

        var job = acme.get("/rsp/v1/bulk-jobs?limit=1").json().at("/items/0");
        assertThat(job.path("format").asText()).isEqualTo(format);
        if (name.equals("orders.csv")) {
            assertThat(written.get(3)).startsWith("4,\"a;3\",downloadOrder,,8947040000000000022,");
        }
    }

    /** Each malformed twin is refused where it is malformed, and nothing is sent. */
    @ParameterizedTest
    @CsvSource({
        "orders-bad.csv, 'line 3, column 4', there are 4 columns where the header has 3",
        "releaseProfile.list-bad.txt, 'line 2, column 54', there is more than EID and ICCID",
        "downloadOrder.vendor-bad.out, 'line 5, column 1', 'Quantity is 3, but there are 2 records'",
        "orders-bad.xml, 'line 3, column 20', 'must appear on element'",
        "costguard-bad.csv, 'line 2, column 3', the column 'TARIFF' is unknown"
    })
    void givenAMalformedFile_thenItIsRefusedWithLineColumnAndReasonAndNothingIsSent(
            String name, String where, String reason) throws IOException {
        ownsTheFixtures();
        drop("acme", FIXTURES.resolve(name));

        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(FILES.resolve("done/acme/" + name)));
        assertThat(Files.readString(FILES.resolve("out/acme/" + name + ".refused.txt")))
                .contains("At " + where + " ")
                .contains(reason)
                .contains("Nothing of the file was sent");

        var job = acme.get("/rsp/v1/bulk-jobs?limit=1").json().at("/items/0");
        assertThat(job.path("state").asText()).isEqualTo("REFUSED");
        assertThat(operations(job.path("id").asText())).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "nobody/x.csv, its folder is not the name of a tenant",
        "x.csv, put it into the folder of its tenant",
        "reader/x.csv, may not order"
    })
    void givenAFileNobodyMaySend_thenItComesBackWithTheReason(String name, String reason) throws IOException {
        var file = FILES.resolve("in").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "function,iccid\n");
        var back = FILES.resolve("out").resolve(name + ".refused.txt");

        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(back));
        assertThat(Files.readString(back)).contains(reason);
        assertThat(FILES.resolve("done").resolve(name)).exists();
    }

    @Test
    void givenAFileInAnOperatorsFolder_thenItIsAJob() throws IOException {
        drop("operator", Files.writeString(FILES.resolve("of-operator.csv"), "function,iccid\n"));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(FILES.resolve("done/operator/of-operator.csv")));
        assertThat(FILES.resolve("out/operator/of-operator.csv.result.csv")).exists();
        assertThat(FILES.resolve("out/operator/of-operator.csv.refused.txt")).doesNotExist();
    }

    @Test
    void givenTheSameFileFoundAgain_thenItIsOneJobAndThatIsTold() throws IOException {
        var iccid = owned();
        var file = Files.writeString(FILES.resolve("once.csv"), csvFor(iccid));

        drop("acme", file);

        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/once.csv")));

        drop("acme", file);
        var told = FILES.resolve("out/acme/once.csv.refused.txt");

        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(told));
        assertThat(Files.readString(told))
                .contains("was taken before, as bulk job")
                .contains("nothing of it was sent again");
        assertThat(count("bulk_job where name = 'once.csv'")).isEqualTo(1);
        assertThat(count("operation where iccid = ?", iccid)).isEqualTo(1);
        assertThat(starting(FILES.resolve("done/acme"), "once."))
                .as("both are kept")
                .hasSize(2);
        assertThat(starting(FILES.resolve("in/acme"), "once.")).isEmpty();
    }

    /**
     * The name says nothing: other content is another job, even under the same time stamp, and its results stand
     * beside those of the first.
     */
    @Test
    void givenAnotherFileOfTheSameName_thenItIsAJobOfItsOwnAndNoResultIsLost() throws IOException {
        var iccids = List.of(owned(), owned());
        var time = java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L);

        for (int i = 0; i < 2; i++) {
            var file = Files.writeString(FILES.resolve("again.csv"), csvFor(iccids.get(i)));
            Files.setLastModifiedTime(file, time);
            drop("acme", file);
            int results = i + 1;

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> starting(FILES.resolve("done/acme"), "again.").size() == results);
        }
        assertThat(Files.readString(FILES.resolve("out/acme/again.csv.result.csv")))
                .contains(iccids.get(1))
                .doesNotContain(iccids.get(0));

        var results = starting(FILES.resolve("out/acme"), "again.");
        assertThat(results)
                .hasSize(2)
                .anySatisfy(
                        one -> assertThat(one).content().contains(iccids.get(0)).doesNotContain(iccids.get(1)));
    }

    /** Results that cannot be put where they go stop nobody, show in their job, and come later. */
    @Test
    void givenAFolderThatCannotBeWritten_thenTheJobSaysSoAndOthersGoOn() throws IOException {
        // Asked of the table, as initech may ask five times a minute only.
        var exportFailed =
                """
                select count(*)
                from bulk_job
                where name = 'walled.csv' and finished_at is null
                and reason like '%rsp.files.out%'""";
        var wall =
                Files.writeString(Files.createDirectories(FILES.resolve("out")).resolve("initech"), "no folder");

        drop(
                "initech",
                Files.writeString(
                        FILES.resolve("walled.csv"),
                        """
                        function,profileType
                        fly,P9054-1
                        """));

        await().atMost(Duration.ofSeconds(30)).until(() -> jdbc.queryForObject(exportFailed, Long.class) == 1);
        assertThat(ended(upload("other.csv", csvForType("P9054-1")).id())
                        .path("state")
                        .asText())
                .isEqualTo("COMPLETED");
        assertThat(jdbc.queryForObject(exportFailed, Long.class)).isEqualTo(1);

        Files.delete(wall);
        jdbc.update("update bulk_job set next_at = current_timestamp where name = 'walled.csv'");

        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        count("bulk_job where name = 'walled.csv' and state = 'COMPLETED' and reason is null") == 1);
        assertThat(FILES.resolve("out/initech/walled.csv.rejects.csv")).exists();
    }
}
