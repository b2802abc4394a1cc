package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be read, or should not be: their job ends with a reason, keys do not stay, and others go on. */
class BulkFaultyFileIT extends BulkScenarios {

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
                        """
<orders>
 <order ref="a&quot;b,c" function="downloadOrder"><profileType>no-such-type</profileType></order>
</orders>""")
                .id();
        ended(id);
        assertThat(lines(id, "rejects").get(1)).contains("\"a\"\"b,c\"");
    }

    /**
     * Case 15: of a job that has ended, no key is left in the spool, in its reason or in an answer; and nobody else
     * may read the spool.
     */
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
                        """
                        <?xml version='1.0' encoding='utf-7'?>
                        <orders><order function='downloadOrder'><profileType>P9054-1</profileType></order></orders>""")
                .id());
        bad.add(upload("none.xml", "<?xml version='1.0' encoding='no such one'?><orders/>")
                .id());
        bad.add(upload("utf16.csv", "\u0000f\u0000u\u0000n\u0000c").id());
        var gone = upload("gone.csv", csvForType("P9054-1")).id();

        var good = globex.post("/rsp/v1/bulk-jobs?name=good.csv", csvForType("P9054-2"), "Content-Type", "text/csv")
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
        var id = upload("paused.csv", csvForType("P9054-1")).id();
        var spool = Path.of(camel.resolvePropertyPlaceholders("{{rsp.data-dir}}"))
                .resolve("bulk")
                .resolve(id);

        ended(id);

        // Its working files go after the job has ended.
        await().until(() -> !Files.exists(spool.resolve("input")));

        // The same job again, with a folder where its file should be: reading it is an exception nobody foresaw.
        Files.createDirectories(spool.resolve("input"));
        jdbc.update(
                """
                update bulk_job
                set state = 'RECEIVED', format = null, finished_at = null, position = 0, lines = null,
                  reason = null, next_at = current_timestamp
                where id = ?""",
                id);

        var job = ended(id);
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("REFUSED");
        assertThat(job.path("reason").asText())
                .contains("failed here again and again")
                .doesNotContain("Exception");
        assertThat(jdbc.queryForObject("select attempts from bulk_job where id = ?", Long.class, id))
                .isEqualTo(3);
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
