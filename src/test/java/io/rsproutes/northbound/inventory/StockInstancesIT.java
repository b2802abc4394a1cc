package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Order;
import io.rsproutes.support.SimulatorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool of 1,000 profiles that two instances take from, and one that halts while it does. */
class StockInstancesIT {

    private static final Order ORDER = Order.of("downloadOrder").with("profileType", StockScenarios.TYPE);
    private static final int ORDERS = 256;
    private static final int PARALLEL = 64;

    private final BundleProcess first = new BundleProcess();
    private final BundleProcess second = new BundleProcess();
    private final SimulatorServer smdp = new SimulatorServer("http://127.0.0.1:" + first.port);

    StockInstancesIT() {
        second.properties.put("spring.datasource.url", first.properties.get("spring.datasource.url"));
        for (var instance : List.of(first, second)) {
            instance.properties.put("rsp.peers.smdp-demo.url", smdp.url());
            instance.properties.put("rsp.tenants.acme.max-rate", "100000/s");
            instance.properties.put("rsp.tenants.acme.max-concurrent", "1000");
            instance.properties.put("rsp.stock.interval", "1s");
            // However busy the machine is, no answer counts as lost.
            BundleProcess.answerWithin("30s", instance.properties);
            instance.properties.put("rsp.operations.lease", "60s");
        }
    }

    @AfterEach
    void end() {
        first.close();
        second.close();
        smdp.close();
    }

    private void load(int from, String state) {
        var csv = new StringBuilder("iccid,profileType,stockState\n");
        StockScenarios.iccids(from, 1_000).forEach(iccid -> csv.append(iccid)
                .append(',')
                .append(StockScenarios.TYPE)
                .append(',')
                .append(state)
                .append('\n'));
        var answer = first.acme.post("/rsp/v1/inventory", csv.toString(), "Content-Type", "text/csv");
        assertThat(answer.json().path("loaded").asInt()).as(answer.text()).isEqualTo(1_000 - from);
    }

    private JsonNode count() {
        return first.acme
                .get("/rsp/v1/inventory/counts?profileType=" + StockScenarios.TYPE)
                .json()
                .at("/items/0");
    }

    @Test
    void given64OrdersAtOnceAtTwoInstances_thenNoProfileIsAllottedTwice() throws Exception {
        first.start("");
        second.start("");
        load(0, "available");

        var answers = ordered();

        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(202));
        assertThat(answers.stream().map(answer -> answer.json().path("iccid").asText()))
                .hasSize(ORDERS)
                .doesNotHaveDuplicates()
                .allMatch(StockScenarios.iccids(0, 1_000)::contains);
        await().atMost(Duration.ofMinutes(3))
                .until(() -> count().path("assigned").asInt() == ORDERS);
        assertThat(count().path("available").asInt()).isEqualTo(1_000 - ORDERS);
        assertThat(count().path("reserved").asInt()).isZero();
        assertThat(smdp.executed("downloadOrder")).isEqualTo(ORDERS);

        // Both see that it runs low; one says so.
        int before = lows().size();
        load(ORDERS, "suspended");
        load(950, "available");
        await().atMost(Duration.ofSeconds(30)).until(() -> lows().size() > before);
        assertThat(lows()).hasSize(before + 1);
    }

    private List<Answer> ordered() throws InterruptedException, ExecutionException {
        var pool = Executors.newFixedThreadPool(PARALLEL);
        try {
            var answers = IntStream.range(0, ORDERS)
                    .mapToObj(n -> pool.submit(() -> ordered(n % 2 == 0 ? first : second, "pool-" + n)))
                    .toList();
            var all = new ArrayList<Answer>();
            for (var answer : answers) {
                all.add(answer.get());
            }
            return all;
        } finally {
            pool.shutdownNow();
        }
    }

    // A busy instance says 503: as a client would, under the same key.
    private static Answer ordered(BundleProcess instance, String key) {
        return await().atMost(Duration.ofMinutes(1))
                .until(() -> instance.acme.submit(ORDER, "Idempotency-Key", key), answer -> answer.status() != 503);
    }

    private List<JsonNode> lows() {
        return StreamSupport.stream(
                        first.acme
                                .get("/rsp/v1/events?type=rsp.stock.low&limit=1000")
                                .json()
                                .path("items")
                                .spliterator(),
                        false)
                .toList();
    }

    @Test
    void givenAnInstanceThatHaltsOnceTheOrderIsRecorded_thenItsProfileIsHeldAndOrderedOnce() {
        first.start("");
        load(0, "available");
        int before = count().path("assigned").asInt();
        first.arm("core-submit-commit");
        try {
            first.acme.submit(ORDER);
        } catch (UncheckedIOException e) {
            // halted before it answered
        }
        first.halted();
        assertThat(smdp.received("downloadOrder")).isZero();

        first.start("");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> count().path("assigned").asInt() == before + 1);
        assertThat(count().path("reserved").asInt()).isZero();
        assertThat(smdp.executed("downloadOrder")).isEqualTo(1);
    }
}
