package io.rsproutes.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** A comparison as taken: ours, the baseline twice, and ours again; what drifts meanwhile weighs on both alike. */
final class Taken {

    /** Ours again, by ours the first time. */
    private static final double CONTROL = 0.05;
    /** The baseline again, by the baseline the first time. */
    private static final double SPREAD = 0.10;

    /** A line of the table; {@code baseline}, {@code ratio}: NaN where there is none. */
    record Row(
            String title,
            Comparison.Figure figure,
            double ours,
            double baseline,
            double ratio,
            double control,
            boolean isVoid) {

        /** By how much the aim is met. */
        double reached() {
            return figure.aim().reached(ours, ratio);
        }
    }

    private final Comparison comparison;
    private final List<Map<String, Double>> ours = new ArrayList<>();
    private final List<Map<String, Double>> baseline = new ArrayList<>();

    private Taken(Comparison comparison) {
        this.comparison = comparison;
    }

    static Taken take(Comparison comparison, Consumer<String> log) throws Exception {
        var taken = new Taken(comparison);
        try (comparison) {
            comparison.begin();
            taken.ours.add(told("ours", comparison.ours(), comparison, log));
            for (int i = 0; i < 2; i++) {
                taken.baseline.add(told("baseline", comparison.baseline(), comparison, log));
            }
            taken.ours.add(told("ours", comparison.ours(), comparison, log));
        }
        return taken;
    }

    private static Map<String, Double> told(
            String whose, Map<String, Double> figures, Comparison comparison, Consumer<String> log) {
        if (!figures.isEmpty()) {
            log.accept(comparison.title() + ", " + whose + ": "
                    + String.join(
                            ", ",
                            figures.entrySet().stream()
                                    .map(one -> one.getKey() + " " + number(one.getValue()))
                                    .toList()));
        }
        return figures;
    }

    /** Whether the first figure does not repeat itself: nothing follows from it then. */
    boolean isVoid() {
        var first = comparison.figures().get(0);
        return Math.abs(again(ours, first.name()) - 1) > CONTROL
                || first.beside() != null && Math.abs(again(baseline, first.beside()) - 1) > SPREAD;
    }

    List<Row> rows() {
        return comparison.figures().stream()
                .filter(figure -> ours.get(0).containsKey(figure.name()))
                .map(figure -> {
                    double our = mean(ours, figure.name());
                    double least = mean(baseline, figure.beside());
                    return new Row(
                            comparison.title(), figure, our, least, our / least, again(ours, figure.name()), isVoid());
                })
                .toList();
    }

    private static double mean(List<Map<String, Double>> twice, String name) {
        return twice.stream().mapToDouble(one -> value(one, name)).average().orElse(Double.NaN);
    }

    private static double again(List<Map<String, Double>> twice, String name) {
        return value(twice.get(1), name) / value(twice.get(0), name);
    }

    private static double value(Map<String, Double> figures, String name) {
        return name == null ? Double.NaN : figures.getOrDefault(name, Double.NaN);
    }

    /** As figures are written: three digits, or all of a large one. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size < 1 ? "%.3f" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", value);
    }
}
