package io.rsproutes.bench;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The statements of a measure, those that count most first. */
final class StatementTable {

    /** What they may be ordered by. */
    static final Map<String, ToDoubleFunction<Statement>> ORDERS = Map.of(
            "calls",
            Statement::calls,
            "time",
            Statement::millis,
            "plan",
            Statement::planMillis,
            "blocks",
            Statement::blocks,
            "wal",
            Statement::walBytes);

    private static final String HEAD = "%8s %9s %8s %8s %8s %8s %7s %8s %7s %7s %7s  %s%n";
    private static final String LINE = "%8.2f %9.1f %8.3f %8.3f %8.3f %7.0f%% %7.2f %8.1f %7.2f %7.2f %7.0f  %s%n";
    /** Calls by the unit that are only noise of the idle rate. */
    private static final double NOISE = 0.005;

    private static final Statement NONE = new Statement(0, "", 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private StatementTable() {}

    static String text(List<Statement> statements, int units, int top, String by, StatementNames names) {
        var text = new StringBuilder();
        text.append(String.format(
                HEAD,
                "calls",
                "total",
                "ms",
                "plan ms",
                "exec ms",
                "planned",
                "rows",
                "blocks",
                "read",
                "dirtied",
                "WAL B",
                "statement"));
        text.append(String.format(
                HEAD,
                "/unit",
                "ms",
                "/unit",
                "/call",
                "/call",
                "/call",
                "/call",
                "/call",
                "/call",
                "/call",
                "/call",
                "(file below routes, or as sent)"));
        var shown = statements.stream()
                .filter(one -> one.calls() > NOISE * units)
                .sorted(Comparator.comparingDouble(ORDERS.get(by)).reversed())
                .toList();
        shown.stream().limit(top).forEach(one -> text.append(line(one, units, names.name(one.text()))));
        if (shown.size() > top) {
            text.append(line(sum(shown.subList(top, shown.size())), units, (shown.size() - top) + " more"));
        }
        return text.append(line(sum(shown), units, "all")).toString();
    }

    private static String line(Statement one, int units, String name) {
        double calls = one.calls();
        return String.format(
                Locale.ROOT,
                LINE,
                calls / units,
                one.millis(),
                one.millis() / units,
                one.planMillis() / calls,
                one.execMillis() / calls,
                100 * one.plans() / calls,
                one.rows() / calls,
                one.blocks() / calls,
                one.blocksRead() / calls,
                one.blocksDirtied() / calls,
                one.walBytes() / calls,
                name);
    }

    private static Statement sum(List<Statement> statements) {
        return statements.stream().reduce(NONE, (sum, one) -> sum.plus(1, one));
    }
}
