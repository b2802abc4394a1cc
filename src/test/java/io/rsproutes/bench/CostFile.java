package io.rsproutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * bench/cost.csv: what each measure may cost, in counts on which any machine agrees. A field that is empty is not held.
 */
final class CostFile {

    static final Path PATH = Path.of("bench", "cost.csv");
    /** An instance without work, by the second. */
    static final String IDLE = "idle";
    /** How much more it may be: runs agree within a few percent. */
    static final double ALLOWED = 1.10;

    private static final List<String> COLUMNS = List.of("statements", "commits", "wal_bytes");
    private static final List<String> FORMATS = List.of("%.1f", "%.1f", "%.0f");
    private static final String HEADER = "measure," + String.join(",", COLUMNS);

    private CostFile() {}

    // By column; NaN where none is held: what an idle second commits and writes is little, and differs by chance.
    private static double[] figures(String name, Cost cost) {
        return name.equals(IDLE)
                ? new double[] {cost.statements(), Double.NaN, Double.NaN}
                : new double[] {cost.statements(), cost.commits(), cost.walBytes()};
    }

    static String write(Map<String, Cost> costs) {
        var text = new StringBuilder(HEADER).append('\n');
        costs.forEach((name, cost) -> {
            text.append(name);
            var figures = figures(name, cost);
            for (int column = 0; column < figures.length; column++) {
                boolean held = !Double.isNaN(figures[column]);
                text.append(',').append(held ? String.format(Locale.ROOT, FORMATS.get(column), figures[column]) : "");
            }
            text.append('\n');
        });
        return text.toString();
    }

    static Map<String, double[]> read(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IllegalArgumentException(file + " does not begin with " + HEADER);
        }
        var costs = new LinkedHashMap<String, double[]>();
        for (var line : lines.subList(1, lines.size())) {
            var fields = line.split(",", -1);
            var figures = new double[COLUMNS.size()];
            for (int column = 0; column < figures.length; column++) {
                var field = fields[column + 1];
                figures[column] = field.isEmpty() ? Double.NaN : Double.parseDouble(field);
            }
            costs.put(fields[0], figures);
        }
        return costs;
    }

    /** What costs more than is allowed, and what is measured or committed and not the other. */
    static List<String> risen(Map<String, double[]> committed, Map<String, Cost> measured) {
        var found = compare(committed, measured, true);
        measured.keySet().stream()
                .filter(name -> !committed.containsKey(name))
                .forEach(name -> found.add(name + " is not in the file"));
        committed.keySet().stream()
                .filter(name -> !measured.containsKey(name))
                .forEach(name -> found.add(name + " was not measured"));
        return found;
    }

    /** What costs so much less that the file should say so: until it does, it does not hold what was won. */
    static List<String> fallen(Map<String, double[]> committed, Map<String, Cost> measured) {
        return compare(committed, measured, false);
    }

    private static List<String> compare(Map<String, double[]> committed, Map<String, Cost> measured, boolean risen) {
        var found = new ArrayList<String>();
        measured.forEach((name, cost) -> {
            var held = committed.get(name);
            var now = figures(name, cost);
            for (int column = 0; held != null && column < now.length; column++) {
                if (risen ? now[column] > held[column] * ALLOWED : now[column] * ALLOWED < held[column]) {
                    found.add(String.format(
                            Locale.ROOT,
                            "%s: %s %.1f, committed %.1f (%+.1f %%)",
                            name,
                            COLUMNS.get(column),
                            now[column],
                            held[column],
                            100 * (now[column] / held[column] - 1)));
                }
            }
        });
        return found;
    }
}
