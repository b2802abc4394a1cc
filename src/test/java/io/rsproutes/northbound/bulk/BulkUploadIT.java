package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Api.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are uploaded: checked first, then sent line by line; their job can be followed, paused and cancelled. */
class BulkUploadIT extends BulkScenarios {

    private Answer keyed(String key, String text) {
        return acme.post("/rsp/v1/bulk-jobs?name=keyed.csv", text, "Content-Type", "text/csv", "Idempotency-Key", key);
    }

    /** The answer was lost, and the client sends the file again. */
    @Test
    void givenTheSameKeyAgain_thenTheSameFileIsTheSameJobAndAnotherIsRefused() {
        ownsTheFixtures();
        var text = "ref,function,iccid\nkeyed,downloadOrder,8947040000000000014\n";

        var first = keyed("keyed-1", text);
        var again = keyed("keyed-1", text);

        assertThat(first.status()).as(first.text()).isEqualTo(202);
        assertThat(again.status()).as(again.text()).isEqualTo(202);
        assertThat(again.id()).isEqualTo(first.id());

        var other = keyed("keyed-1", text + "more,downloadOrder,8947040000000000022\n");

        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");

        ended(first.id());

        assertThat(operations(first.id())).isEqualTo(1);
        assertThat(keyed("keyed-2", text).id()).isNotEqualTo(first.id());
    }

    @Test
    void givenLinesWithFaults_thenTheyAreRejectedBeforeAnythingIsSentAndMendedTheyAreTheNextInput() {
        var good = owned();
        var later = owned();
        var foreign = Identifiers.canonicalIccid("894704999999999999");
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'globex') on conflict do nothing", foreign);
        var wrong = later.substring(0, 18) + (char) ('0' + (later.charAt(18) - '0' + 1) % 10);
        var id = upload(
                        "mixed.csv",
                        """
                        function,iccid,ref
                        downloadOrder,%s,1
                        downloadOrder,%s,2
                        downloadOrder,%s,3
                        downloadOrder,8947019999999999994,4
                        downloadOrder,%s,5
                        fly,%s,6
                        releaseProfile,,7
                        """
                                .formatted(good, good, foreign, wrong, good))
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
                .anyMatch(line -> line.startsWith("3,,the same order"))
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
                upload("mixed.rejects.csv", String.join("\n", mended) + "\n").id());

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
                    """
                    ref,function,SECRETCOLUMN
                    A%s,downloadOrder,red
                    """
                            .formatted(i),
                    "Content-Type",
                    "text/csv");
            acme.post(
                    "/rsp/v1/bulk-jobs?name=theirs.csv",
                    """
                    ref,function,iccid
                    A%s,fly,12
                    """
                            .formatted(i),
                    "Content-Type",
                    "text/csv");

            var id = globex.post(
                            "/rsp/v1/bulk-jobs?name=mine.csv",
                            """
                            ref,function,iccid,profileType
                            G%s,downloadOrder,,NOPE
                            """
                                    .formatted(i),
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
    @CsvSource({
        "orders%20(1).csv, orders (1).csv",
        "%5Bfinal%5D%20orders%20%7B2%7D.csv, '[final] orders {2}.csv'",
        "Auftr%C3%A4ge%202026.csv, Auftr\u00e4ge 2026.csv"
    })
    void givenANameWithBlanksAndBrackets_thenItIsTaken(String query, String name) {
        var answer = acme.post("/rsp/v1/bulk-jobs?name=" + query, csvForType("P9054-1"), "Content-Type", "text/csv");

        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        assertThat(answer.json().path("name").asText()).isEqualTo(name.replace("\\u00e4", "\u00e4"));
        assertThat(acme.post("/rsp/v1/bulk-jobs?name=..%2Fx.csv", "function\n", "Content-Type", "text/csv")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void givenAReferenceThatBeginsAFormula_thenResultsAreSafeAndStillInput() {
        var iccid = owned();
        var id = upload(
                        "formula.csv",
                        """
                        ref,function,iccid
                        =1+1,downloadOrder,%s
                        @x,fly,%s
                        """
                                .formatted(iccid, iccid))
                .id();

        ended(id);

        assertThat(lines(id, "result").get(1)).startsWith("2,'=1+1,downloadOrder");
        assertThat(lines(id, "rejects").get(1)).contains(",'@x,fly,");
        assertThat(jdbc.queryForObject("select client_reference from operation where parent_id = ?", String.class, id))
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
}
