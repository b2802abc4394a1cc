package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of orders, dropped into the folder of a tenant or uploaded: checked first, then sent line by line, with what came of each (docs/guides/files.md). */
class BulkIT extends BundleIT {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/files");

    private Answer upload(String name, String text) {
        var answer = acme.post("/rsp/v1/bulk-jobs?name=" + name, text, "Content-Type", "text/csv");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer;
    }

    private JsonNode job(String id) {
        return acme.get("/rsp/v1/bulk-jobs/" + id).json();
    }

    private JsonNode ended(String id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> job(id).has("finishedAt"));
        return job(id);
    }

    private List<String> lines(String id, String what) {
        return acme.get("/rsp/v1/bulk-jobs/" + id + "/" + what).text().lines().toList();
    }

    private long operations(String id) {
        return jdbc.queryForObject("select count(*) from operation where job_id = ?", Long.class, id);
    }

    private void owns(String... iccids) {
        for (var iccid : iccids) {
            if (jdbc.queryForObject("select count(*) from inventory where iccid = ?", Long.class, iccid) == 0) {
                jdbc.update("insert into inventory (iccid, tenant) values (?, 'acme')", iccid);
            }
        }
    }

    private void ownsTheFixtures() {
        owns(
                "8947040000000000014",
                "8947040000000000022",
                "8947040000000000030",
                "8947040000000000048",
                "8947040000000000055",
                "8947040000000000063",
                "8947040000000000071",
                "8947040000000000089");
    }

    /** The answer was lost, and the client sends the file again. */
    @Test
    void givenTheSameKeyAgain_thenTheSameFileIsTheSameJobAndAnotherIsRefused() {
        ownsTheFixtures();
        var text = "ref,function,iccid\nkeyed,downloadOrder,8947040000000000014\n";
        var first = acme.post(
                "/rsp/v1/bulk-jobs?name=keyed.csv", text, "Content-Type", "text/csv", "Idempotency-Key", "keyed-1");
        var again = acme.post(
                "/rsp/v1/bulk-jobs?name=keyed.csv", text, "Content-Type", "text/csv", "Idempotency-Key", "keyed-1");
        assertThat(first.status()).as(first.text()).isEqualTo(202);
        assertThat(again.status()).as(again.text()).isEqualTo(202);
        assertThat(again.id()).isEqualTo(first.id());
        var other = acme.post(
                "/rsp/v1/bulk-jobs?name=keyed.csv",
                text + "more,downloadOrder,8947040000000000022\n",
                "Content-Type",
                "text/csv",
                "Idempotency-Key",
                "keyed-1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
        ended(first.id());
        assertThat(operations(first.id())).isEqualTo(1);
        assertThat(acme.post(
                                "/rsp/v1/bulk-jobs?name=keyed.csv",
                                text,
                                "Content-Type",
                                "text/csv",
                                "Idempotency-Key",
                                "keyed-2")
                        .id())
                .isNotEqualTo(first.id());
    }

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
        assertThat(FILES.resolve("out/acme/" + name + ".reject.csv")).doesNotExist();
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
        "operator/x.csv, may not order"
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
    void givenLinesWithFaults_thenTheyAreRejectedBeforeAnythingIsSentAndMendedTheyAreTheNextInput() {
        var good = owned();
        var later = owned();
        var foreign = io.rsproutes.common.Identifiers.canonicalIccid("894704999999999999");
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'globex') on conflict do nothing", foreign);
        var wrong = later.substring(0, 18) + (char) ('0' + (later.charAt(18) - '0' + 1) % 10);
        var id = upload(
                        "mixed.csv",
                        "function,iccid,ref\ndownloadOrder," + good + ",1\ndownloadOrder," + good + ",2\ndownloadOrder,"
                                + foreign + ",3\ndownloadOrder,8947019999999999994,4\ndownloadOrder," + wrong
                                + ",5\nfly," + good + ",6\nreleaseProfile,,7\n")
                .id();
        var job = ended(id);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        assertThat(job.path("lines").asInt()).isEqualTo(7);
        assertThat(job.path("rejected").asInt()).isEqualTo(6);
        assertThat(job.path("percent").asDouble()).isEqualTo(100.0);
        assertThat(job.path("submitted").asInt()).isEqualTo(1);
        var rejects = lines(id, "rejects");
        assertThat(rejects.get(0)).isEqualTo("line,column,reason,function,iccid,clientReference");
        assertThat(rejects)
                .anyMatch(line -> line.startsWith("3,,the same function"))
                .anyMatch(line -> line.startsWith("6,iccid,"))
                .anyMatch(line -> line.startsWith("7,function,"))
                .anyMatch(line -> line.startsWith("8,iccid,\"iccid is missing"));
        // Foreign and unknown look alike.
        assertThat(reason(rejects, "4,")).isEqualTo(reason(rejects, "5,"));
        assertThat(operations(id)).isEqualTo(1);
        assertThat(lines(id, "result")).hasSize(2);

        var mended = rejects.stream()
                .filter(line -> line.startsWith("line,") || line.startsWith("6,"))
                .map(line -> line.replace(wrong, later))
                .toList();
        var again = ended(
                upload("mixed.reject.csv", String.join("\n", mended) + "\n").id());
        assertThat(again.path("rejected").asInt()).isZero();
        assertThat(again.path("submitted").asInt()).isEqualTo(1);
    }

    private static String reason(List<String> rejects, String line) {
        return rejects.stream()
                .filter(one -> one.startsWith(line))
                .findFirst()
                .orElseThrow()
                .replaceAll("[0-9]+", "");
    }

    @Test
    void givenAJob_thenItCanBePausedResumedAndCancelledAndIsNobodyElses() {
        faults("{\"delay\":100}");
        var text = new StringBuilder("function,profileType\n");
        for (int i = 0; i < 400; i++) {
            text.append("downloadOrder,P9054-1\n");
        }
        var id = upload("long.csv", text.toString()).id();
        await().atMost(Duration.ofSeconds(30)).until(() -> operations(id) > 0);
        assertThat(acme.post("/rsp/v1/bulk-jobs/" + id + "/pause", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("PAUSED");
        for (var path : List.of("", "/result", "/rejects")) {
            assertThat(globex.get("/rsp/v1/bulk-jobs/" + id + path).status()).isEqualTo(404);
        }
        assertThat(globex.post("/rsp/v1/bulk-jobs/" + id + "/cancel", "").status())
                .isEqualTo(404);
        assertThat(globex.get("/rsp/v1/bulk-jobs").text()).doesNotContain(id);
        assertThat(acme.post("/rsp/v1/bulk-jobs/" + id + "/resume", "")
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("RUNNING");
        assertThat(acme.post("/rsp/v1/bulk-jobs/" + id + "/cancel", "")
                        .json()
                        .path("state")
                        .asText())
                .isIn("CANCELLING", "CANCELLED");
        faults("{}");
        var job = ended(id);
        assertThat(job.path("state").asText()).isEqualTo("CANCELLED");
        assertThat(job.path("lines").asInt()).isEqualTo(400);
        // No more under way than rsp.bulk.window (50 here) lets.
        assertThat(operations(id)).isBetween(1L, 399L);
        assertThat(lines(id, "result")).hasSize((int) operations(id) + 1);
        assertThat(acme.post("/rsp/v1/bulk-jobs/" + id + "/cancel", "").code()).isEqualTo("already-ended");
    }

    /** The worker that has just met another's fault goes on with this job in the same beat. */
    @Test
    void givenAnothersFaultyFileBefore_thenTheReasonIsThisLinesOwn() {
        for (int i = 0; i < 3; i++) {
            acme.post(
                    "/rsp/v1/bulk-jobs?name=theirs.csv",
                    "ref,function,SECRETCOLUMN\nA" + i + ",downloadOrder,red\n",
                    "Content-Type",
                    "text/csv");
            acme.post(
                    "/rsp/v1/bulk-jobs?name=theirs.csv",
                    "ref,function,iccid\nA" + i + ",fly,12\n",
                    "Content-Type",
                    "text/csv");
            var id = globex.post(
                            "/rsp/v1/bulk-jobs?name=mine.csv",
                            "ref,function,iccid,profileType\nG" + i + ",downloadOrder,,NOPE\n",
                            "Content-Type",
                            "text/csv")
                    .id();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> globex.get("/rsp/v1/bulk-jobs/" + id).json().has("finishedAt"));
            assertThat(globex.get("/rsp/v1/bulk-jobs/" + id + "/rejects").text())
                    .contains("This profile type is not among those you may order")
                    .doesNotContain("SECRET")
                    .doesNotContain("is not a function");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ref,function\\nA,\\u00e9\\n|line 2, column 3|the text is not UTF-8",
                "ref,function\\nA,releaseProfile\\nB,\"releaseProfile\\nC,x\\n|line 3, column 1|a quote that is never closed"
            })
    void givenATextThatCannotBeRead_thenItSaysWhereThatBegins(String text, String where, String reason) {
        var body = text.replace("\\n", "\n")
                .replace("\\u00e9", "\u00e9")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        var id = acme.send(acme.request("/rsp/v1/bulk-jobs?name=x.csv", "Content-Type", "text/csv")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)))
                .id();
        assertThat(ended(id).path("reason").asText())
                .contains("At " + where + " ")
                .contains(reason);
    }

    @Test
    void givenAnXmlOrderWithAQuote_thenItIsKept() {
        var id = upload(
                        "orders.xml",
                        "<orders><order ref=\"a&quot;b,c\" function=\"downloadOrder\"><profileType>no-such-type</profileType></order></orders>")
                .id();
        ended(id);
        assertThat(lines(id, "rejects").get(1)).contains("\"a\"\"b,c\"");
    }

    @Test
    void givenTheSameFileFoundAgain_thenItIsOneJobAndThatIsTold() throws IOException {
        var iccid = owned();
        var file = Files.writeString(FILES.resolve("once.csv"), "function,iccid\ndownloadOrder," + iccid + "\n");
        drop("acme", file);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/once.csv")));
        drop("acme", file);
        var told = FILES.resolve("out/acme/once.csv.refused.txt");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(told));
        assertThat(Files.readString(told))
                .contains("was taken before, as bulk job")
                .contains("nothing of it was sent again");
        assertThat(jdbc.queryForObject("select count(*) from bulk_job where name = 'once.csv'", Long.class))
                .isEqualTo(1);
        assertThat(jdbc.queryForObject("select count(*) from operation where iccid = ?", Long.class, iccid))
                .isEqualTo(1);
        assertThat(starting(FILES.resolve("done/acme"), "once."))
                .as("both are kept")
                .hasSize(2);
        assertThat(starting(FILES.resolve("in/acme"), "once.")).isEmpty();
    }

    /** The name says nothing: other content is another job, even under the same time stamp, and its results stand beside those of the first. */
    @Test
    void givenAnotherFileOfTheSameName_thenItIsAJobOfItsOwnAndNoResultIsLost() throws IOException {
        var iccids = List.of(owned(), owned());
        var time = java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L);
        for (int i = 0; i < 2; i++) {
            var file = Files.writeString(
                    FILES.resolve("again.csv"), "function,iccid\ndownloadOrder," + iccids.get(i) + "\n");
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

    private static List<Path> starting(Path folder, String with) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(with))
                    .toList();
        }
    }

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
            Files.writeString(folder.resolve(name), "function,iccid\ndownloadOrder," + iccid + "\n");
        }
        // One dropped later has come out, so they have been looked at.
        var file = Files.writeString(FILES.resolve("later.csv"), "function,iccid\ndownloadOrder," + iccid + "\n");
        drop("acme", file);
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/later.csv")));
        for (var name : waiting) {
            assertThat(folder.resolve(name)).exists();
            Files.delete(folder.resolve(name));
        }
        assertThat(jdbc.queryForObject("select count(*) from operation where iccid = ?", Long.class, iccid))
                .isEqualTo(1);
    }

    /** globex's folder has a marker here. */
    @Test
    void givenAFolderWithDoneMarkers_thenAFileWaitsForItsOwn() throws IOException {
        var folder = Files.createDirectories(FILES.resolve("in/globex"));
        Files.writeString(folder.resolve("marked.csv"), "function,profileType\ndownloadOrder,P9054-2\n");
        var other = Files.writeString(FILES.resolve("unmarked.csv"), "function,profileType\ndownloadOrder,P9054-2\n");
        drop("globex", other);
        Files.createFile(folder.resolve("marked.csv.done"));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/globex/marked.csv")));
        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(folder.resolve("marked.csv.done")));
        assertThat(folder.resolve("unmarked.csv")).exists();
        Files.delete(folder.resolve("unmarked.csv"));
        assertThat(jdbc.queryForObject("select count(*) from bulk_job where name like '%.done'", Long.class))
                .isZero();
    }

    @Test
    void givenAnEmptyFile_thenItWaitsForItsContent() throws IOException {
        var iccid = owned();
        var file = Files.createFile(
                Files.createDirectories(FILES.resolve("in/acme")).resolve("empty.csv"));
        drop("acme", Files.writeString(FILES.resolve("other.csv"), "function,iccid\ndownloadOrder," + iccid + "\n"));
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/other.csv")));
        assertThat(file).exists();
        Files.writeString(file, "function,profileType\ndownloadOrder,P9054-1\n");
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/empty.csv")));
        assertThat(Files.readString(FILES.resolve("out/acme/empty.csv.result.csv")))
                .contains("SUCCEEDED");
    }

    /** The process ended while it was taken, before or behind the job's row: found again under its mark, it is one job. */
    @Test
    void givenAFileLeftUnderItsMark_thenItIsOneJobOfItsOwnName() throws IOException {
        var iccid = owned();
        var folder = Files.createDirectories(FILES.resolve("in/acme"));
        for (var attempt : List.of("0000000a", "0000000b")) {
            var left = folder.resolve("left.csv.taken-01a22174-c7e4-7000-be18-a61a43ae8754-" + attempt);
            Files.writeString(left, "function,iccid\ndownloadOrder," + iccid + "\n");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> starting(folder, "left.").isEmpty());
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/left.csv")));
        assertThat(jdbc.queryForObject("select count(*) from bulk_job where name = 'left.csv'", Long.class))
                .isEqualTo(1);
        assertThat(FILES.resolve("out/acme/left.csv.refused.txt")).doesNotExist();
    }

    /** Results that cannot be put where they go stop nobody, show in their job, and come later. */
    @Test
    void givenAFolderThatCannotBeWritten_thenTheJobSaysSoAndOthersGoOn() throws IOException {
        // Asked of the table, as initech may ask five times a minute only.
        var unbrought =
                "select count(*) from bulk_job where name = 'walled.csv' and finished_at is null and reason like '%rsp.files.out%'";
        var wall =
                Files.writeString(Files.createDirectories(FILES.resolve("out")).resolve("initech"), "no folder");
        drop("initech", Files.writeString(FILES.resolve("walled.csv"), "function,profileType\nfly,P9054-1\n"));
        await().atMost(Duration.ofSeconds(30)).until(() -> jdbc.queryForObject(unbrought, Long.class) == 1);
        assertThat(ended(upload("other.csv", "function,profileType\ndownloadOrder,P9054-1\n")
                                .id())
                        .path("state")
                        .asText())
                .isEqualTo("COMPLETED");
        assertThat(jdbc.queryForObject(unbrought, Long.class)).isEqualTo(1);
        Files.delete(wall);
        jdbc.update("update bulk_job set next_at = current_timestamp where name = 'walled.csv'");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from bulk_job where name = 'walled.csv' and state = 'COMPLETED' and reason is null",
                                Long.class)
                        == 1);
        assertThat(FILES.resolve("out/initech/walled.csv.reject.csv")).exists();
    }

    /** Case 15: of a job that has ended, no key is left in the spool, in its reason or in an answer; and nobody else may read the spool. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "releaseProfile.k.out | Quantity: 1\\nvar_out:ICCID/IMSI/KI\\n8947010000123456784 001010000000001 KEY\\n | COMPLETED",
                "releaseProfile.k.out | Quantity: 2\\nvar_out:ICCID/IMSI/KI\\n8947010000123456784 001010000000001 KEY\\n | REFUSED",
                "headerless.csv | KEY,89049032123451234512345678901235,A\\n | REFUSED",
                "releaseProfile.k.csv | iccid,ki\\n8947019999999999990,KEY\\n | COMPLETED",
                "k.xml | <orders><order function='downloadOrder'><eid>KEY</eid></order></orders> | REFUSED"
            })
    void givenKeys_thenTheyDoNotStay(String name, String text, String state) throws IOException {
        var key = "00112233445566778899AABBCCDDEEFF";
        var id = upload(name, text.replace("\\n", "\n").replace("KEY", key)).id();
        var job = ended(id);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo(state);
        assertThat(job.toString()).doesNotContain(key);
        assertThat(acme.get("/rsp/v1/bulk-jobs/" + id + "/rejects").text()).doesNotContain(key);
        var spool = Path.of(camel.resolvePropertyPlaceholders("{{rsp.data-dir}}"))
                .resolve("bulk")
                .resolve(id);
        await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(spool.resolve("input")));
        try (var files = Files.walk(spool)) {
            for (var file : files.toList()) {
                assertThat(java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
                if (!Files.isDirectory(file)) {
                    assertThat(Files.readString(file)).doesNotContain(key);
                }
            }
        }
    }

    /** Whatever one file does, that job ends with a reason, and other tenants' go on. */
    @Test
    void givenFilesThatCannotBeWorkedOn_thenTheirJobsEndAndOthersGoOn() {
        var bad = new java.util.ArrayList<String>();
        bad.add(upload("long.csv", "function,iccid\n" + "x".repeat(100_000) + "\n")
                .id());
        bad.add(upload("long1.csv", "x".repeat(100_000)).id());
        bad.add(upload(
                        "utf7.xml",
                        "<?xml version='1.0' encoding='utf-7'?><orders><order function='downloadOrder'><profileType>P9054-1</profileType></order></orders>")
                .id());
        bad.add(upload("none.xml", "<?xml version='1.0' encoding='no such one'?><orders/>")
                .id());
        bad.add(upload("utf16.csv", "\u0000f\u0000u\u0000n\u0000c").id());
        var gone = upload("gone.csv", "function,profileType\ndownloadOrder,P9054-1\n")
                .id();
        var good = globex.post(
                        "/rsp/v1/bulk-jobs?name=good.csv",
                        "function,profileType\ndownloadOrder,P9054-2\n",
                        "Content-Type",
                        "text/csv")
                .id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> globex.get("/rsp/v1/bulk-jobs/" + good).json().has("finishedAt"));
        assertThat(globex.get("/rsp/v1/bulk-jobs/" + good).json().path("state").asText())
                .isEqualTo("COMPLETED");
        for (var id : bad) {
            var job = ended(id);
            assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("REFUSED");
            assertThat(job.path("reason").asText()).contains("Nothing of the file was sent");
        }
        ended(gone);
    }

    /** The spool fails under a job: counted, tried again, and ended. */
    @Test
    void givenAFailureThatIsNotTheFiles_thenTheJobEndsAfterItsAttempts() throws IOException {
        var id = upload("paused.csv", "function,profileType\ndownloadOrder,P9054-1\n")
                .id();
        var spool = Path.of(camel.resolvePropertyPlaceholders("{{rsp.data-dir}}"))
                .resolve("bulk")
                .resolve(id);
        ended(id);
        // Its working files go after the job has ended.
        await().until(() -> !Files.exists(spool.resolve("input")));
        // The same job again, with a folder where its file should be: reading it is an exception nobody foresaw.
        Files.createDirectories(spool.resolve("input"));
        jdbc.update(
                "update bulk_job set state = 'RECEIVED', format = null, finished_at = null, position = 0, lines = null, reason = null, next_at = current_timestamp where id = ?",
                id);
        var job = ended(id);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("REFUSED");
        assertThat(job.path("reason").asText())
                .contains("failed here again and again")
                .doesNotContain("Exception");
        assertThat(jdbc.queryForObject("select attempts from bulk_job where id = ?", Long.class, id))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "orders%20(1).csv, orders (1).csv",
        "%5Bfinal%5D%20orders%20%7B2%7D.csv, '[final] orders {2}.csv'",
        "Auftr%C3%A4ge%202026.csv, Auftr\u00e4ge 2026.csv"
    })
    void givenANameWithBlanksAndBrackets_thenItIsTaken(String query, String name) {
        var answer = acme.post(
                "/rsp/v1/bulk-jobs?name=" + query,
                "function,profileType\ndownloadOrder,P9054-1\n",
                "Content-Type",
                "text/csv");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().path("name").asText()).isEqualTo(name.replace("\\u00e4", "\u00e4"));
        assertThat(acme.post("/rsp/v1/bulk-jobs?name=..%2Fx.csv", "function\n", "Content-Type", "text/csv")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void givenAReferenceThatBeginsAFormula_thenResultsAreSafeAndStillInput() {
        var iccid = owned();
        var id = upload("formula.csv", "ref,function,iccid\n=1+1,downloadOrder," + iccid + "\n@x,fly," + iccid + "\n")
                .id();
        ended(id);
        assertThat(lines(id, "result").get(1)).startsWith("2,'=1+1,downloadOrder");
        assertThat(lines(id, "rejects").get(1)).contains(",'@x,fly,");
        assertThat(jdbc.queryForObject("select client_reference from operation where job_id = ?", String.class, id))
                .isEqualTo("=1+1");
        var again = ended(upload(
                        "formula.csv.result.csv",
                        acme.get("/rsp/v1/bulk-jobs/" + id + "/result").text())
                .id());
        assertThat(again.path("state").asText()).as(again.toString()).isEqualTo("COMPLETED");
        assertThat(again.path("submitted").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"'', 400, malformed-file", "'\u0000', 202, -"})
    void givenNothingOrNonsense_thenItIsRefused(String text, int status, String code) {
        var answer = acme.post("/rsp/v1/bulk-jobs", text, "Content-Type", "text/csv");
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (status == 202) {
            assertThat(ended(answer.id()).path("state").asText()).isEqualTo("REFUSED");
        } else {
            assertThat(answer.code()).isEqualTo(code);
        }
        assertThat(nobody.post("/rsp/v1/bulk-jobs", "x").status()).isEqualTo(401);
    }

    // As whoever drops a file should: under another name first; its time is kept.
    private static void drop(String tenant, Path file) throws IOException {
        var folder = Files.createDirectories(FILES.resolve("in").resolve(tenant));
        var part = folder.resolve(file.getFileName() + ".part");
        Files.copy(file, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Held against its limits before any other parser sees it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void givenXmlBeyondTheLimits_thenItIsRefusedAtOnce(int what) {
        var namespaces = IntStream.range(0, 40_000)
                .mapToObj(n -> "xmlns:p" + n + "='u:" + n + "'")
                .collect(Collectors.joining(" "));
        var text =
                switch (what) {
                    case 0 -> "<orders " + namespaces + "/>";
                    case 1 -> "<a>".repeat(5_000) + "</a>".repeat(5_000);
                    default -> "<!DOCTYPE a [<!ENTITY x 'y'>]><orders>&x;</orders>";
                };
        var id = upload("orders-" + what + ".xml", text).id();
        await().atMost(Duration.ofSeconds(20)).until(() -> acme.get("/rsp/v1/bulk-jobs/" + id)
                .text()
                .contains("the XML is not well-formed, or goes beyond a limit"));
    }
}
