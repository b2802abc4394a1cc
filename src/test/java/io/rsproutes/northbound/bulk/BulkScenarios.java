package io.rsproutes.northbound.bulk;

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

/** Files of orders, dropped into the folder of a tenant or uploaded, and the jobs they become. */
abstract class BulkScenarios extends BundleIT {

    Answer upload(String name, String text) {
        var answer = acme.post("/rsp/v1/bulk-jobs?name=" + name, text, "Content-Type", "text/csv");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer;
    }

    /** A file with one order for this profile. */
    static String csvFor(String iccid) {
        return "function,iccid\ndownloadOrder," + iccid + "\n";
    }

    /** A file with one order for a profile of this type. */
    static String csvForType(String type) {
        return "function,profileType\ndownloadOrder," + type + "\n";
    }

    JsonNode job(String id) {
        return acme.get("/rsp/v1/bulk-jobs/" + id).json();
    }

    JsonNode ended(String id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> job(id).has("finishedAt"));
        return job(id);
    }

    List<String> lines(String id, String what) {
        return acme.get("/rsp/v1/bulk-jobs/" + id + "/" + what).text().lines().toList();
    }

    long operations(String id) {
        return count("operation where parent_id = ?", id);
    }

    void owns(String... iccids) {
        for (var iccid : iccids) {
            if (count("inventory where iccid = ?", iccid) == 0) {
                jdbc.update("insert into inventory (iccid, tenant) values (?, 'acme')", iccid);
            }
        }
    }

    void ownsTheFixtures() {
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

    static List<Path> starting(Path folder, String with) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(with))
                    .toList();
        }
    }

    // As whoever drops a file should: under another name first; its time is kept.
    static void drop(String tenant, Path file) throws IOException {
        var folder = Files.createDirectories(FILES.resolve("in").resolve(tenant));
        var part = folder.resolve(file.getFileName() + ".part");
        Files.copy(file, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
}
