package io.rsproutes.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;

import io.rsproutes.support.Api;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Full;
import io.rsproutes.support.SimulatorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A bundle that works on a file is killed three times: while it checks, behind the statement that records a batch, and
 * before that is counted. Each line is one operation.
 */
class BulkCrashIT {

    private static final int LINES = 200;
    private final BundleProcess bundle = new BundleProcess();
    private final Api acme = bundle.acme;
    private final SimulatorServer smdp = new SimulatorServer("http://127.0.0.1:" + bundle.port);

    BulkCrashIT() {
        bundle.properties.put("rsp.peers.smdp-demo.url", smdp.url());
        bundle.properties.put("rsp.bulk.lease", "3s");
        bundle.properties.put("rsp.peers.smdp-demo.max-rate", "1000/s");
    }

    @AfterEach
    void end() {
        bundle.close();
        smdp.close();
    }

    @Test
    void givenThreeKills_thenEachLineIsOneOperation() {
        bundle.start("northbound-bulk-chunk-checked");
        var text = new StringBuilder("ref,function,profileType\n");
        for (int i = 0; i < LINES; i++) {
            text.append("r")
                    .append(i)
                    .append(i % 100 == 99 ? ",downloadOrder,P1-unknown\n" : ",downloadOrder,P9054-1\n");
        }
        var id = acme.post("/rsp/v1/bulk-jobs", text.toString(), "Content-Type", "text/csv")
                .id();
        bundle.halted();
        bundle.start("core-submit-several-commit#1");
        bundle.halted();
        bundle.start("northbound-bulk-chunk-run-split#1");
        bundle.halted();
        bundle.start("");
        await().atMost(Duration.ofSeconds(300))
                .until(() -> acme.get("/rsp/v1/bulk-jobs/" + id).json().has("finishedAt"));
        var job = acme.get("/rsp/v1/bulk-jobs/" + id).json();
        assertThat(job.path("lines").asInt()).isEqualTo(LINES);
        assertThat(job.path("rejected").asInt()).isEqualTo(LINES / 100);
        var results = acme.get("/rsp/v1/bulk-jobs/" + id + "/result")
                .text()
                .lines()
                .skip(1)
                .toList();
        var references = new HashSet<String>();
        results.forEach(line -> references.add(line.split(",")[1]));
        assertThat(results).hasSize(LINES - LINES / 100);
        assertThat(references).hasSize(LINES - LINES / 100);
        assertThat(smdp.executed("downloadOrder")).isLessThanOrEqualTo(LINES - LINES / 100);
    }

    /** A service order's lease (30 s) ends before another beat takes it up. */
    @Tag(Full.TAG)
    @Test
    void givenAKillBehindAnItemsOrder_thenTheItemIsOneOperationAndTheNextFollows() {
        bundle.start("core-submit-commit");
        var order = acme.post(
                "/tmf-api/serviceOrdering/v4/serviceOrder",
                "{\"serviceOrderItem\":[{\"id\":\"1\",\"action\":\"add\",\"service\":{\"serviceSpecification\":{\"id\":\"P9054-1\"}}},"
                        + "{\"id\":\"2\",\"action\":\"delete\",\"service\":{},\"serviceOrderItemRelationship\":[{\"relationshipType\":\"reliesOn\",\"orderItem\":{\"itemId\":\"1\"}}]}]}");
        assertThat(order.status()).as(order.text()).isEqualTo(201);
        bundle.halted();
        bundle.start("");
        await().atMost(Duration.ofSeconds(90))
                .until(() -> acme.get("/tmf-api/serviceOrdering/v4/serviceOrder/" + order.id())
                        .json()
                        .has("completionDate"));
        assertThat(acme.get("/tmf-api/serviceOrdering/v4/serviceOrder/" + order.id())
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("completed");
        assertThat(smdp.executed("downloadOrder")).isEqualTo(1);
        assertThat(smdp.executed("cancelOrder")).isEqualTo(1);
    }
}
