package io.rsproutes.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.rsproutes.support.Alone;
import io.rsproutes.support.Full;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The proof's short form: two instances, PostgreSQL and Artemis, under load; the long one is {@code bench/proof.sh} (docs/proof/proof.md). */
@Tag(Alone.TAG)
class ProofIT {

    private static final Duration DOUBTFUL = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Test
    void givenAStormOfKills_thenNothingIsLostAndNothingIsDoneTwice() throws Exception {
        assertThat(Proof.run(
                        "--kills",
                        "6",
                        "--minutes",
                        "1",
                        "--rate",
                        "4",
                        "--seed",
                        "1",
                        "--pause",
                        "2",
                        "--cards",
                        "40"))
                .isEmpty();
    }

    /** Of two instances one dies for good while callbacks come, and then both are stopped and started in turn, as for a new release. */
    @Tag(Full.TAG)
    @Test
    void givenABundleLess_thenTheOtherFinishes_andARollingRestartAnswersEveryRequest() {
        var setting = new Setting().brisk();
        setting.bundles = 2;
        try (var environment = new Environment(setting)) {
            environment.open(2_000);
            for (int order = 0; order < 100; order++) {
                environment.load.order();
            }
            await().atMost(LIMIT)
                    .until(() -> environment.ledger.messages.values().stream()
                                    .filter(answers -> answers.contains(202))
                                    .count()
                            > 3);
            environment.cluster.bundle(0).kill();
            assertThat(environment.quiet(DOUBTFUL, LIMIT))
                    .as("what is not quiet")
                    .isNull();
            assertThat(environment.check(64)).isEmpty();
            environment.cluster.bundle(0).start();

            var before = environment.ledger.requests.size();
            var restart = CompletableFuture.runAsync(() -> {
                for (int bundle = 0; bundle < 2; bundle++) {
                    environment.cluster.bundle(bundle).begin(Target.STOP);
                    environment.cluster.bundle(bundle).end(Target.STOP);
                }
            });
            environment.load.run(8, System.nanoTime(), 0, () -> !restart.isDone());
            restart.join();
            assertThat(environment.quiet(DOUBTFUL, LIMIT))
                    .as("what is not quiet")
                    .isNull();
            var requests = environment.ledger.requests.values();
            assertThat(requests.size()).as("orders during the restart").isGreaterThan(before + 50);
            assertThat(requests.stream()
                            .filter(request -> !request.answeredAtOnce())
                            .filter(request -> Integer.parseInt(request.key.substring("item-".length())) >= before))
                    .as("not answered at once")
                    .isEmpty();
            assertThat(environment.check(64)).isEmpty();
        }
    }
}
