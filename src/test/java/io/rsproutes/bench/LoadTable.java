package io.rsproutes.bench;

import java.util.List;
import java.util.Locale;

/** What the bench took, as a table (Markdown) and as a picture (SVG) of how far each aim is met. */
final class LoadTable {

    private static final String HEAD =
            """
            | measure | ours | baseline | ours : baseline | aim | ours again : ours |
            |---|---|---|---|---|---|
            """;
    private static final String LINE = "| %s, %s | %s | %s | %s | %s | %.2f%s |%n";
    private static final int LEFT = 380;
    private static final int RIGHT = 980;
    private static final int ROW = 22;
    /** The picture goes from a hundredth of the aim to ten times as much. */
    private static final double LEAST = 0.01;

    private static final double MOST = 10;
    private static final String MET = "#1b7837";
    private static final String MISSED = "#c0392b";
    private static final String VOID = "#999999";

    private LoadTable() {}

    static String markdown(List<Taken.Row> rows) {
        var table = new StringBuilder(HEAD);
        for (var row : rows) {
            var aim = row.figure().aim().toString();
            table.append(String.format(
                    Locale.ROOT,
                    LINE,
                    row.title(),
                    row.figure().name(),
                    Taken.number(row.ours()),
                    Double.isNaN(row.baseline()) ? "" : (Taken.number(row.baseline()) + " " + beside(row)).strip(),
                    Taken.number(row.ratio()),
                    aim.isEmpty() ? "" : aim + (row.reached() >= 1 ? ", met" : ", missed"),
                    row.control(),
                    row.isVoid() ? ", void" : ""));
        }
        return table.toString();
    }

    private static String beside(Taken.Row row) {
        return row.figure().beside().equals(row.figure().name())
                ? ""
                : row.figure().beside();
    }

    static String svg(List<Taken.Row> all) {
        var rows =
                all.stream().filter(row -> !row.figure().aim().equals(Aim.NONE)).toList();
        int height = (rows.size() + 2) * ROW;
        var svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                        + "viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                RIGHT + 60,
                height));
        for (double tick : new double[] {LEAST, 0.1, 1, MOST}) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\"/>"
                            + "<text x=\"%.1f\" y=\"14\" text-anchor=\"middle\">%s</text>%n",
                    x(tick),
                    x(tick),
                    ROW,
                    height,
                    tick == 1 ? "black" : "#dddddd",
                    x(tick),
                    tick == 1 ? "aim" : Taken.number(tick) + " of it"));
        }
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            double middle = (i + 1.8) * ROW;
            var colour = row.isVoid() ? VOID : row.reached() >= 1 ? MET : MISSED;
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"12\" fill=\"%s\"/>%n",
                    LEFT - 8,
                    middle + 4,
                    row.title().replaceAll(" .*", "") + " " + row.figure().name(),
                    LEFT,
                    middle - 6,
                    x(row.reached()) - LEFT,
                    colour));
        }
        return svg.append("</svg>\n").toString();
    }

    // Logarithmic: what misses its aim by ten is as far from it as what exceeds it by ten.
    private static double x(double reached) {
        double within = Math.max(LEAST, Math.min(MOST, reached));
        return LEFT + (RIGHT - LEFT) * Math.log(within / LEAST) / Math.log(MOST / LEAST);
    }
}
