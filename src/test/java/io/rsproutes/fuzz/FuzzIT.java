package io.rsproutes.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;

import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;

/** Spoilt requests at every endpoint: no answer of 500 or more, no hang, nothing in clear in a log or an error. By hand, more of them: {@code bench/fuzz.sh}. */
class FuzzIT extends BundleIT {

    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 10_000);

    @Test
    void nothingThatComesInBreaksADoor() throws Exception {
        var fuzz = new Fuzz(
                Endpoint.all(),
                URI.create(BASE).getPort(),
                URI.create(GATEWAY).getPort(),
                CERTIFICATES.client("acme", "ca"));
        long began = System.nanoTime();
        var findings = fuzz.run(SEED, REQUESTS);
        System.out.printf(
                "Fuzz, seed %d: %d requests in %d s, answers %s, %d findings%n",
                SEED, REQUESTS, (System.nanoTime() - began) / 1_000_000_000L, fuzz.answers(), findings.size());
        acme.get("/rsp/v1/subscriptions")
                .json()
                .path("items")
                .forEach(one ->
                        acme.delete("/rsp/v1/subscriptions/" + one.path("id").asText()));
        // Other tests count orphans of their own.
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        jdbc.queryForObject("select count(*) from inbox where state = 'RECEIVED'", Long.class) == 0);
        jdbc.update("delete from inbox where state = 'ORPHAN'");
        assertThat(findings).isEmpty();
        // What came of it is still an order, a profile, a list.
        assertThat(acme.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}")
                        .state())
                .isEqualTo("SUCCEEDED");
    }
}
