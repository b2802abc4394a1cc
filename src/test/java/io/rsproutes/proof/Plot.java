package io.rsproutes.proof;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A run as a picture (SVG): orders accepted and events delivered a second, and each fault when it began. */
final class Plot {

    /** What was reached by then, in all. */
    record Point(double seconds, long accepted, long delivered) {}

    private static final int WIDTH = 960;
    private static final int HEIGHT = 300;
    private static final Map<String, String> COLOURS =
            Map.of("PostgreSQL", "#336791", "Artemis", "#b8860b", "instance A", "#c0392b", "instance B", "#8e44ad");

    private Plot() {}

    static String svg(List<Point> points, List<FaultInjector.Fault> faults) {
        double end = Math.max(1, points.get(points.size() - 1).seconds());
        double top = 1;
        for (int i = 1; i < points.size(); i++) {
            top = Math.max(top, Math.max(rate(points, i, true), rate(points, i, false)));
        }
        var svg = new StringBuilder(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + (WIDTH + 60) + " " + (HEIGHT + 60)
                        + "\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        for (var fault : faults) {
            double x = 40 + fault.at() / end * WIDTH;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"20\" y2=\"%d\" stroke=\"%s\" stroke-width=\"1\" opacity=\"0.5\"/>%n",
                    x,
                    x,
                    HEIGHT + 20,
                    COLOURS.getOrDefault(fault.target(), "grey")));
        }
        svg.append(line(points, end, top, true, "#1b7837")).append(line(points, end, top, false, "#2166ac"));
        svg.append(
                "<text x=\"40\" y=\"14\" fill=\"#1b7837\">orders accepted a second</text><text x=\"220\" y=\"14\" fill=\"#2166ac\">events delivered a second</text>");
        int x = 420;
        for (var server : List.of("instance A", "instance B", "PostgreSQL", "Artemis")) {
            svg.append("<text x=\"")
                    .append(x)
                    .append("\" y=\"14\" fill=\"")
                    .append(COLOURS.get(server))
                    .append("\">| ")
                    .append(server)
                    .append("</text>");
            x += 110;
        }
        svg.append(String.format(
                Locale.ROOT,
                "%n<text x=\"4\" y=\"30\">%.0f</text><text x=\"4\" y=\"%d\">0</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f s</text>%n</svg>%n",
                top,
                HEIGHT + 20,
                WIDTH + 40,
                HEIGHT + 40,
                end));
        return svg.toString();
    }

    private static double rate(List<Point> points, int i, boolean accepted) {
        var now = points.get(i);
        var before = points.get(i - 1);
        return ((accepted ? now.accepted() : now.delivered()) - (accepted ? before.accepted() : before.delivered()))
                / Math.max(0.001, now.seconds() - before.seconds());
    }

    private static String line(List<Point> points, double end, double top, boolean accepted, String colour) {
        var line =
                new StringBuilder("<polyline fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"1.5\" points=\"");
        for (int i = 1; i < points.size(); i++) {
            line.append(String.format(
                    Locale.ROOT,
                    "%.1f,%.1f ",
                    40 + points.get(i).seconds() / end * WIDTH,
                    20 + HEIGHT - rate(points, i, accepted) / top * HEIGHT));
        }
        return line.append("\"/>\n").toString();
    }
}
