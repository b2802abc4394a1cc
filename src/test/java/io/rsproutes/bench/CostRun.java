package io.rsproutes.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Warms an instance up; then, in each round, watches it idle and takes one measure after the other. */
final class CostRun {

    /** How it is done. {@code rate}: units a second; 0: as fast as the clients go; null: each measure's own. */
    record Plan(List<Measure> measures, int rounds, int orders, int warmUp, int idleSeconds, int clients, Double rate) {

        /** As CostIT does it. */
        static Plan ofTheTest(int rounds) {
            return new Plan(List.of(Measure.values()), rounds, 500, 50, 8, 16, null);
        }
    }

    /** Costs by measure, idle first and by the second; and the statements of each measure, all its units together. */
    record Result(Map<String, Cost> costs, Map<String, List<Statement>> statements) {

        private static final String HEAD =
                """
                | by the unit | statements | commits | writing commits | WAL, bytes | rows written | JMS messages \
                | CPU, ms: instance | PostgreSQL | Artemis |
                |---|---|---|---|---|---|---|---|---|---|
                """;
        private static final String LINE = "| %s | %.1f | %.1f | %.1f | %.0f | %.1f | %.2f | %.2f | %.2f | %.2f |%n";

        String table() {
            var text = new StringBuilder(HEAD);
            costs.forEach((name, cost) -> text.append(String.format(
                    Locale.ROOT,
                    LINE,
                    name,
                    cost.statements(),
                    cost.commits(),
                    cost.writingCommits(),
                    cost.walBytes(),
                    cost.rowsWritten(),
                    cost.messages(),
                    cost.instanceMillis(),
                    cost.databaseMillis(),
                    cost.brokerMillis())));
            return text.toString();
        }
    }

    private final Bench bench;
    private final CostMeter meter;
    private final Plan plan;
    private final Consumer<String> log;
    private Map<String, Cost> costs;
    private Map<String, List<Statement>> statements;
    private CostMeter.Reading idle;
    private Cost idleSecond;
    /** A downloadOrder without webhook. */
    private Cost order;
    /** The first profile nobody has ordered, and the first card nobody has switched. */
    private int profiles;

    private int cards;

    CostRun(Bench bench, CostMeter meter, Plan plan, Consumer<String> log) {
        this.bench = bench;
        this.meter = meter;
        this.plan = plan;
        this.log = log;
    }

    void warmUp() {
        int all = plan.warmUp + plan.rounds * plan.orders;
        // Orders without a webhook and with one.
        bench.stock(2 * all, all);
        var pace = new Pace(plan.clients, 0);
        pace.run(0, plan.warmUp, bench::downloadOrder);
        pace.run(0, plan.warmUp, bench::enableProfile);
        pace.run(0, plan.warmUp, bench::notify);
        int events = Measure.DOWNLOAD_ORDER.events + Measure.ENABLE_PROFILE.events + Measure.NOTIFICATION.events;
        var expected = new Bench.Out(plan.warmUp * events, 0);
        bench.settle(expected);
        bench.subscribe();
        pace.run(plan.warmUp, 2 * plan.warmUp, bench::downloadOrder);
        int deliveries = plan.warmUp * Measure.WEBHOOK_DELIVERY.events;
        bench.settle(expected.plus(deliveries, deliveries));
        bench.unsubscribe();
        profiles = 2 * plan.warmUp;
        cards = plan.warmUp;
        meter.ready();
        log.accept("warm after " + plan.warmUp + " of each measure");
    }

    Result round() {
        costs = new LinkedHashMap<>();
        statements = new LinkedHashMap<>();
        watchIdle();
        plan.measures.forEach(this::take);
        return new Result(costs, statements);
    }

    private void watchIdle() {
        meter.begin();
        Bench.sleep(plan.idleSeconds * 1_000L);
        idle = meter.end();
        // Both stretches end with a flush.
        double commits = (idle.commits() - meter.flushCommits()) / (idle.commitSeconds() - meter.flushSeconds());
        idleSecond = idle.cost().per(idle.seconds()).withCommits(commits);
        costs.put(CostFile.IDLE, idleSecond);
        log.accept(String.format(
                Locale.ROOT,
                "idle for %d s: %.1f statements/s; of a core the instance takes %.1f %%, "
                        + "PostgreSQL %.1f %%, Artemis %.1f %%",
                plan.idleSeconds,
                idleSecond.statements(),
                idleSecond.instanceMillis() / 10,
                idleSecond.databaseMillis() / 10,
                idleSecond.brokerMillis() / 10));
    }

    private void take(Measure measure) {
        switch (measure) {
            case DOWNLOAD_ORDER -> {
                order = cost(measure, profiles, bench::downloadOrder, 0);
                profiles += plan.orders;
                costs.put(measure.title, order);
            }
            case ENABLE_PROFILE -> {
                costs.put(measure.title, cost(measure, cards, bench::enableProfile, 0));
                cards += plan.orders;
            }
            case NOTIFICATION ->
                // Of the profiles just ordered.
                costs.put(measure.title, cost(measure, profiles - plan.orders, bench::notify, 0));
            default -> {
                bench.subscribe();
                var with = cost(measure, profiles, bench::downloadOrder, measure.events);
                bench.unsubscribe();
                profiles += plan.orders;
                costs.put(measure.title, with.plus(-1, order).per(measure.events));
            }
        }
    }

    private Cost cost(Measure measure, int first, IntConsumer unit, int deliveries) {
        var pace = new Pace(plan.clients, plan.rate == null ? measure.rate : plan.rate);
        int units = measure.units(plan.orders);
        var before = bench.out();
        meter.begin();
        long begun = System.nanoTime();
        pace.run(first, first + units, unit);
        double rate = units / ((System.nanoTime() - begun) / 1e9);
        bench.settle(before.plus(units * measure.events, units * deliveries));
        var reading = meter.end();
        log.accept(String.format(Locale.ROOT, "%s: %d at %.1f a second", measure.title, units, rate));
        double idles = reading.seconds() / idle.seconds();
        statements.put(
                measure.title,
                reading.statements().values().stream()
                        .map(one -> withoutIdle(one, idles))
                        .toList());
        double commits = reading.commits()
                - meter.flushCommits()
                - (reading.commitSeconds() - meter.flushSeconds()) * idleSecond.commits();
        return reading.cost()
                .plus(-reading.seconds(), idleSecond)
                .withCommits(commits)
                .per(units);
    }

    private Statement withoutIdle(Statement one, double idles) {
        var same = idle.statements().get(one.id());
        return same == null ? one : one.plus(-idles, same);
    }
}
