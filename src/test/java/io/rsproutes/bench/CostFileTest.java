package io.rsproutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gate's arithmetic. */
class CostFileTest {

    @TempDir
    private Path folder;

    private static Cost cost(double statements, double commits, double walBytes) {
        return new Cost(statements, commits, 0, walBytes, 0, 0, 0, 0, 0);
    }

    private Map<String, double[]> committed(String name, Cost cost) throws IOException {
        return CostFile.read(Files.writeString(folder.resolve("cost.csv"), CostFile.write(Map.of(name, cost))));
    }

    @ParameterizedTest
    @CsvSource({
        "50, 10, 20000, 0",
        "54.9, 10.9, 21900, 0",
        "55.1, 10, 20000, 1",
        "50, 11.1, 20000, 1",
        "50, 10, 22100, 1",
        "60, 12, 24000, 3",
        "40, 8, 16000, 0"
    })
    void givenFigures_thenEachThatRoseByMoreThanATenthIsFound(
            double statements, double commits, double walBytes, int risen) throws IOException {
        var now = Map.of("downloadOrder", cost(statements, commits, walBytes));
        assertThat(CostFile.risen(committed("downloadOrder", cost(50, 10, 20_000)), now))
                .hasSize(risen);
    }

    @Test
    void givenAFigureThatFell_thenTheFileShouldSaySo() throws IOException {
        var now = Map.of("downloadOrder", cost(40, 10, 20_000));
        assertThat(CostFile.fallen(committed("downloadOrder", cost(50, 10, 20_000)), now))
                .containsExactly("downloadOrder: statements 40.0, committed 50.0 (-20.0 %)");
    }

    @Test
    void givenAMeasureOnOneSideOnly_thenItIsFound() throws IOException {
        var now = Map.of("enableProfile", cost(1, 1, 1));
        assertThat(CostFile.risen(committed("downloadOrder", cost(50, 10, 20_000)), now))
                .containsExactly("enableProfile is not in the file", "downloadOrder was not measured");
    }

    @Test
    void givenAnIdleInstance_thenOnlyItsStatementsAreHeld() throws IOException {
        var committed = committed(CostFile.IDLE, cost(40, 40, 10));
        assertThat(CostFile.risen(committed, Map.of(CostFile.IDLE, cost(40, 80, 1_000))))
                .isEmpty();
        assertThat(CostFile.risen(committed, Map.of(CostFile.IDLE, cost(45, 40, 10))))
                .hasSize(1);
    }

    @Test
    void theCommittedFileHoldsEveryMeasure() throws IOException {
        assertThat(CostFile.read(CostFile.PATH).keySet())
                .containsExactlyInAnyOrder(
                        CostFile.IDLE, "downloadOrder", "enableProfile", "notification", "webhookDelivery");
    }
}
