package io.rsproutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** How a comparison is taken, when it is void, and how it is told. */
class TakenTest {

    private final List<String> turns = new ArrayList<>();

    /** Our figures and the baseline's, in the order in which they come. */
    private final class Known implements Comparison {
        private final Figure figure;
        private final Deque<Double> ours;
        private final Deque<Double> baseline;

        Known(Aim aim, List<Double> ours, List<Double> baseline) {
            figure = new Figure("orders/s", baseline.isEmpty() ? null : "commits/s", aim);
            this.ours = new ArrayDeque<>(ours);
            this.baseline = new ArrayDeque<>(baseline);
        }

        @Override
        public String title() {
            return "B0 known";
        }

        @Override
        public List<Figure> figures() {
            return List.of(figure);
        }

        @Override
        public Map<String, Double> ours() {
            turns.add("A");
            return Map.of("orders/s", ours.poll());
        }

        @Override
        public Map<String, Double> baseline() {
            turns.add("B");
            return figure.beside() == null ? Map.of() : Map.of("commits/s", baseline.poll());
        }

        @Override
        public void close() {
            turns.add("closed");
        }
    }

    private Taken take(Aim aim, List<Double> ours, List<Double> baseline) throws Exception {
        return Taken.take(new Known(aim, ours, baseline), line -> {});
    }

    @Test
    void givenAComparison_thenTheTurnsAreABBA_andTheRatioIsOfTheMeans() throws Exception {
        var row = take(Aim.ratioAtLeast(0.1), List.of(100.0, 104.0), List.of(1_000.0, 1_040.0))
                .rows()
                .get(0);
        assertThat(turns).containsExactly("A", "B", "B", "A", "closed");
        assertThat(row.ratio()).isEqualTo(0.1);
        assertThat(row.reached()).isEqualTo(1);
        assertThat(row.control()).isEqualTo(1.04);
        assertThat(row.isVoid()).isFalse();
    }

    @Test
    void givenOursOrTheBaselineDoesNotRepeatItself_thenItIsVoid() throws Exception {
        assertThat(take(Aim.NONE, List.of(100.0, 106.0), List.of(1_000.0, 1_000.0))
                        .isVoid())
                .isTrue();
        assertThat(take(Aim.NONE, List.of(100.0, 94.0), List.of(1_000.0, 1_000.0))
                        .isVoid())
                .isTrue();
        assertThat(take(Aim.NONE, List.of(100.0, 100.0), List.of(1_000.0, 1_110.0))
                        .isVoid())
                .isTrue();
        assertThat(take(Aim.NONE, List.of(100.0, 100.0), List.of(1_000.0, 1_090.0))
                        .isVoid())
                .isFalse();
    }

    @Test
    void givenNoBaseline_thenTheFigureStandsAlone() throws Exception {
        var rows = take(Aim.atLeast(300), List.of(150.0, 150.0), List.of()).rows();
        assertThat(rows.get(0).ratio()).isNaN();
        assertThat(rows.get(0).reached()).isEqualTo(0.5);
        assertThat(LoadTable.markdown(rows)).endsWith("| B0 known, orders/s | 150 |  |  | ≥ 300, missed | 1.00 |\n");
    }

    @Test
    void givenAnAim_thenItIsSaidAndDrawnHowFarItIsMet() throws Exception {
        assertThat(Aim.ratioAtMost(5).reached(10, 2.5)).isEqualTo(2);
        assertThat(Aim.atMost(6).reached(12, Double.NaN)).isEqualTo(0.5);
        var rows = take(Aim.ratioAtMost(0.2), List.of(100.0, 100.0), List.of(1_000.0, 1_000.0))
                .rows();
        assertThat(LoadTable.markdown(rows))
                .endsWith("| B0 known, orders/s | 100 | 1000 commits/s | 0.100 | ≤ 0.2 ×, met | 1.00 |\n");
        assertThat(LoadTable.svg(rows)).contains("B0 orders/s", "#1b7837").doesNotContain("#c0392b\"/>");
    }
}
