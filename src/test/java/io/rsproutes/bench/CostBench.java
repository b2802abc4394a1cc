package io.rsproutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.proof.Run;

/** What an order costs, by hand: {@code bench/cost.sh} says which options there are. */
public final class CostBench {

    private static final Map<String, String> PLAN = Map.of(
            "orders",
            "2000",
            "warm-up",
            "2000",
            "idle",
            "20",
            "clients",
            "16",
            "rate",
            "own",
            "measures",
            Measure.titles());

    private static final Map<String, String> OUTPUT =
            Map.of("quick", "false", "rounds", "1", "top", "0", "by", "calls", "write", "");

    private CostBench() {}

    public static void main(String[] arguments) throws Exception {
        Run.endServersAtExit();
        var options = new HashMap<>(PLAN);
        options.putAll(OUTPUT);
        var run = new Run(options, arguments);
        if (!StatementTable.ORDERS.containsKey(run.text("by"))) {
            Run.refuse("--by is one of " + new TreeSet<>(StatementTable.ORDERS.keySet()));
        }
        boolean quick = run.text("quick").equals("true");
        var plan = quick
                ? CostRun.Plan.ofTheTest(run.number("rounds"))
                : new CostRun.Plan(
                        measures(run),
                        run.number("rounds"),
                        run.number("orders"),
                        run.number("warm-up"),
                        run.number("idle"),
                        run.number("clients"),
                        run.text("rate").equals("own") ? null : run.decimal("rate"));
        try (var bench = new Bench(!quick);
                var meter = new CostMeter(bench)) {
            run.say("PostgreSQL, Artemis and one instance serve");
            var costs = new CostRun(bench, meter, plan, run::say);
            costs.warmUp();
            for (int round = 0; round < plan.rounds(); round++) {
                print(run, plan.orders(), costs.round());
            }
        }
        System.exit(0);
    }

    private static void print(Run run, int orders, CostRun.Result result) throws IOException {
        System.out.println("\n" + result.table());
        if (run.number("top") > 0) {
            var sql = new SqlFiles();
            var names = new StatementNames(sql.names().stream().collect(Collectors.toMap(name -> name, sql::read)));
            result.statements()
                    .forEach((measure, statements) -> System.out.println(measure + ", by " + run.text("by")
                            + "\n"
                            + StatementTable.text(
                                    statements,
                                    Measure.of(measure).units(orders),
                                    run.number("top"),
                                    run.text("by"),
                                    names)));
        }
        var committed = CostFile.read(CostFile.PATH);
        committed.keySet().retainAll(result.costs().keySet());
        CostFile.risen(committed, result.costs()).forEach(line -> System.out.println("RISEN   " + line));
        CostFile.fallen(committed, result.costs()).forEach(line -> System.out.println("fallen  " + line));
        if (!run.text("write").isEmpty()) {
            Files.writeString(Path.of(run.text("write")), CostFile.write(result.costs()));
            run.say("written to " + run.text("write"));
        }
    }

    // The order comes first, wherever it is: notifications are of profiles ordered, and of a delivery it is taken off.
    private static List<Measure> measures(Run run) {
        var measures = new TreeSet<>(List.of(Measure.DOWNLOAD_ORDER));
        try {
            Arrays.stream(run.text("measures").split(",")).map(Measure::of).forEach(measures::add);
        } catch (IllegalArgumentException e) {
            Run.refuse(e.getMessage());
        }
        return List.copyOf(measures);
    }
}
