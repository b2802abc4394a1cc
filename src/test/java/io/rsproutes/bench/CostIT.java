package io.rsproutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.support.Alone;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an order costs must not rise unseen. {@code bench/cost.sh --quick true --write bench/cost.csv} allows it. */
@Tag(Alone.TAG)
class CostIT {

    @Test
    void givenTheCommittedFigures_thenNoMeasureCostsATenthMore() throws Exception {
        try (var bench = new Bench(false);
                var meter = new CostMeter(bench)) {
            var run = new CostRun(bench, meter, CostRun.Plan.ofTheTest(1), System.out::println);
            run.warmUp();
            var result = run.round();
            System.out.println("\nCost (CPU: of an instance that is barely warm)\n" + result.table());
            var committed = CostFile.read(CostFile.PATH);
            CostFile.fallen(committed, result.costs())
                    .forEach(line -> System.out.println("Costs less, which " + CostFile.PATH + " should say: " + line));
            assertThat(CostFile.risen(committed, result.costs()))
                    .as("costs more than " + CostFile.PATH)
                    .isEmpty();
        }
    }
}
