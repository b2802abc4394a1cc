package io.rsproutes.northbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of orders, dropped into the folder of a tenant or uploaded: checked first, then sent line by line, with what came of each (docs/files.md). */
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
        owns("8947040000000000014", "8947040000000000022", "8947040000000000030", "8947040000000000048", "8947040000000000055", "8947040000000000063", "8947040000000000071", "8947040000000000089");
    }

    /** The answer was lost, and the client sends the file again. */
    @Test
    void givenTheSameKeyAgain_thenTheSameFileIsTheSameJobAndAnotherIsRefused() {
        ownsTheFixtures();
        var text = "ref,function,iccid\nkeyed,downloadOrder,8947040000000000014\n";
        var first = acme.post("/rsp/v1/bulk-jobs?name=keyed.csv", text, "Content-Type", "text/csv", "Idempotency-Key", "keyed-1");
        var again = acme.post("/rsp/v1/bulk-jobs?name=keyed.csv", text, "Content-Type", "text/csv", "Idempotency-Key", "keyed-1");
        assertThat(first.status()).as(first.text()).isEqualTo(202);
        assertThat(again.status()).as(again.text()).isEqualTo(202);
        assertThat(again.id()).isEqualTo(first.id());
        var other = acme.post("/rsp/v1/bulk-jobs?name=keyed.csv", text + "more,downloadOrder,8947040000000000022\n", "Content-Type", "text/csv", "Idempotency-Key", "keyed-1");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
        ended(first.id());
        assertThat(operations(first.id())).isEqualTo(1);
        assertThat(acme.post("/rsp/v1/bulk-jobs?name=keyed.csv", text, "Content-Type", "text/csv", "Idempotency-Key", "keyed-2").id()).isNotEqualTo(first.id());
    }

    /** Each format's file goes in, and the expected operations and result file come out. */
    @ParameterizedTest
    @CsvSource({"orders.csv, csv, 3, downloadOrder", "releaseProfile.list.txt, ids, 2, releaseProfile", "downloadOrder.vendor.out, out, 2, downloadOrder", "orders.xml, xml, 2, downloadOrder", "costguard.csv, costguard, 1, downloadOrder"})
    void givenAFileInTheTenantsFolder_thenEveryLineIsAnOrderAndItsResultIsWritten(String name, String format, int lines, String function) throws IOException {
        ownsTheFixtures();
        drop("acme", FIXTURES.resolve(name));
        var result = FILES.resolve("out/acme/" + name + ".result.csv");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(FILES.resolve("done/acme/" + name)));
        var written = Files.readAllLines(result);
        assertThat(written).hasSize(lines + 1);
        assertThat(written.get(0)).startsWith("line,ref,function,eid,iccid,state,status");
        assertThat(written.subList(1, written.size())).allMatch(line -> line.contains("," + function + ",")).allMatch(line -> line.contains(",SUCCEEDED,") || line.contains(",FAILED,"));
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
    @CsvSource({"orders-bad.csv, 'line 3, column 4', there are 4 columns where the header has 3", "releaseProfile.list-bad.txt, 'line 2, column 54', there is more than EID and ICCID",
        "downloadOrder.vendor-bad.out, 'line 5, column 1', 'Quantity is 3, but there are 2 records'", "orders-bad.xml, 'line 3, column 20', 'must appear on element'", "costguard-bad.csv, 'line 2, column 3', the column 'TARIFF' is unknown"})
    void givenAMalformedFile_thenItIsRefusedWithLineColumnAndReasonAndNothingIsSent(String name, String where, String reason) throws IOException {
        ownsTheFixtures();
        drop("acme", FIXTURES.resolve(name));
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(FILES.resolve("done/acme/" + name)));
        assertThat(Files.readString(FILES.resolve("out/acme/" + name + ".refused.txt"))).contains("At " + where + " ").contains(reason).contains("Nothing of the file was sent");
        var job = acme.get("/rsp/v1/bulk-jobs?limit=1").json().at("/items/0");
        assertThat(job.path("state").asText()).isEqualTo("REFUSED");
        assertThat(operations(job.path("id").asText())).isZero();
    }

    @ParameterizedTest
    @CsvSource({"nobody/x.csv, its folder is not the name of a tenant", "x.csv, put it into the folder of its tenant", "operator/x.csv, may not order"})
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
        var foreign = io.rsproutes.core.Identifiers.canonicalIccid("894704999999999999");
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'globex') on conflict do nothing", foreign);
        var wrong = later.substring(0, 18) + (char) ('0' + (later.charAt(18) - '0' + 1) % 10);
        var id = upload("mixed.csv", "function,iccid,ref\ndownloadOrder," + good + ",1\ndownloadOrder," + good + ",2\ndownloadOrder," + foreign + ",3\ndownloadOrder,8947019999999999994,4\ndownloadOrder," + wrong + ",5\nfly," + good + ",6\nreleaseProfile,,7\n").id();
        var job = ended(id);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("COMPLETED");
        assertThat(job.path("lines").asInt()).isEqualTo(7);
        assertThat(job.path("rejected").asInt()).isEqualTo(6);
        assertThat(job.path("percent").asDouble()).isEqualTo(100.0);
        assertThat(job.path("submitted").asInt()).isEqualTo(1);
        var rejects = lines(id, "rejects");
        assertThat(rejects.get(0)).isEqualTo("line,column,reason,function,iccid,clientReference");
        assertThat(rejects).anyMatch(line -> line.startsWith("3,,the same function")).anyMatch(line -> line.startsWith("6,iccid,")).anyMatch(line -> line.startsWith("7,function,")).anyMatch(line -> line.startsWith("8,iccid,\"iccid is missing"));
        // Foreign and unknown look alike.
        assertThat(reason(rejects, "4,")).isEqualTo(reason(rejects, "5,"));
        assertThat(operations(id)).isEqualTo(1);
        assertThat(lines(id, "result")).hasSize(2);

        var mended = rejects.stream().filter(line -> line.startsWith("line,") || line.startsWith("6,")).map(line -> line.replace(wrong, later)).toList();
        var again = ended(upload("mixed.reject.csv", String.join("\n", mended) + "\n").id());
        assertThat(again.path("rejected").asInt()).isZero();
        assertThat(again.path("submitted").asInt()).isEqualTo(1);
    }

    private static String reason(List<String> rejects, String line) {
        return rejects.stream().filter(one -> one.startsWith(line)).findFirst().orElseThrow().replaceAll("[0-9]+", "");
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
        assertThat(acme.post("/rsp/v1/bulk-jobs/" + id + "/pause", "").json().path("state").asText()).isEqualTo("PAUSED");
        for (var path : List.of("", "/result", "/rejects")) {
            assertThat(globex.get("/rsp/v1/bulk-jobs/" + id + path).status()).isEqualTo(404);
        }
        assertThat(globex.post("/rsp/v1/bulk-jobs/" + id + "/cancel", "").status()).isEqualTo(404);
        assertThat(globex.get("/rsp/v1/bulk-jobs").text()).doesNotContain(id);
        assertThat(acme.post("/rsp/v1/bulk-jobs/" + id + "/resume", "").json().path("state").asText()).isEqualTo("RUNNING");
        assertThat(acme.post("/rsp/v1/bulk-jobs/" + id + "/cancel", "").json().path("state").asText()).isIn("CANCELLING", "CANCELLED");
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
            acme.post("/rsp/v1/bulk-jobs?name=theirs.csv", "ref,function,SECRETCOLUMN\nA" + i + ",downloadOrder,red\n", "Content-Type", "text/csv");
            acme.post("/rsp/v1/bulk-jobs?name=theirs.csv", "ref,function,iccid\nA" + i + ",fly,12\n", "Content-Type", "text/csv");
            var id = globex.post("/rsp/v1/bulk-jobs?name=mine.csv", "ref,function,iccid,profileType\nG" + i + ",downloadOrder,,NOPE\n", "Content-Type", "text/csv").id();
            await().atMost(Duration.ofSeconds(60)).until(() -> globex.get("/rsp/v1/bulk-jobs/" + id).json().has("finishedAt"));
            assertThat(globex.get("/rsp/v1/bulk-jobs/" + id + "/rejects").text()).contains("This profile type is not among those you may order").doesNotContain("SECRET").doesNotContain("is not a function");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"ref,function\\nA,\\u00e9\\n|line 2, column 3|the text is not UTF-8", "ref,function\\nA,releaseProfile\\nB,\"releaseProfile\\nC,x\\n|line 3, column 1|a quote that is never closed"})
    void givenATextThatCannotBeRead_thenItSaysWhereThatBegins(String text, String where, String reason) {
        var body = text.replace("\\n", "\n").replace("\\u00e9", "\u00e9").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        var id = acme.send(acme.request("/rsp/v1/bulk-jobs?name=x.csv", "Content-Type", "text/csv").POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body))).id();
        assertThat(ended(id).path("reason").asText()).contains("At " + where + " ").contains(reason);
    }

    @Test
    void givenAnXmlOrderWithAQuote_thenItIsKept() {
        var id = upload("orders.xml", "<orders><order ref=\"a&quot;b,c\" function=\"downloadOrder\"><profileType>no-such-type</profileType></order></orders>").id();
        ended(id);
        assertThat(lines(id, "rejects").get(1)).contains("\"a\"\"b,c\"");
    }

    @Test
    void givenTheSameFileFoundAgain_thenItIsOneJob() throws IOException {
        var iccid = owned();
        var file = Files.writeString(FILES.resolve("once.csv"), "function,iccid\ndownloadOrder," + iccid + "\n");
        for (int i = 0; i < 2; i++) {
            drop("acme", file);
            await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(FILES.resolve("in/acme/once.csv")));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(FILES.resolve("done/acme/once.csv")));
        assertThat(jdbc.queryForObject("select count(*) from bulk_job where name = 'once.csv'", Long.class)).isEqualTo(1);
        assertThat(jdbc.queryForObject("select count(*) from operation where iccid = ?", Long.class, iccid)).isEqualTo(1);
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
}
