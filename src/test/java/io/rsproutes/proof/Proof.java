package io.rsproutes.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.springframework.dao.DataAccessException;

/**
 * Two instances, one PostgreSQL, one Artemis in processes that are killed and stopped at random under a steady load; clients, peers and receivers here, which are not, and write down what they saw; and then a
 * {@link Checker}. Options: {@code --kills --items --minutes --rate --seed --cards --report}.
 */
public final class Proof {

    /** Duplicates one failure may bring: what dispatchers, deliverers and callbacks have under way. */
    private static final int UNDER_WAY = 16;

    private static final Map<String, String> OPTIONS = Map.of(
            "kills",
            "10",
            "items",
            "0",
            "minutes",
            "3",
            "rate",
            "20",
            "seed",
            "1",
            "cards",
            "100",
            "pause",
            "5",
            "faults",
            Target.KILL + "," + Target.PAUSE,
            "report",
            "");
    private final Run run;
    /** What did not hold at some moment. */
    private final List<Checker.Violation> imbalances = new CopyOnWriteArrayList<>();

    private final AtomicInteger balances = new AtomicInteger();
    private final List<Plot.Point> progress = new CopyOnWriteArrayList<>(List.of(new Plot.Point(0, 0, 0)));

    private Proof(Run run) {
        this.run = run;
    }

    public static void main(String[] arguments) throws Exception {
        Run.endServersAtExit();
        System.exit(run(arguments).isEmpty() ? 0 : 1);
    }

    /** What was broken. */
    static List<Checker.Violation> run(String... arguments) throws Exception {
        return new Proof(new Run(OPTIONS, arguments)).run();
    }

    private List<Checker.Violation> run() throws Exception {
        var setting = new Setting();
        setting.bundles = 2;
        setting.cards = run.number("cards");
        var faults = List.of(run.text("faults").trim().split(" *, *"));
        faults.stream()
                .filter(fault -> !Target.FAULTS.contains(fault) && !FaultyProxy.FAULTS.contains(fault))
                .forEach(fault -> Run.refuse("There is no fault '" + fault + "': " + Target.FAULTS
                        + " and on the connections " + FaultyProxy.FAULTS));
        setting.smallDisk = faults.contains(Target.FULL);
        setting.movableClock = faults.contains(Target.MOVED);
        setting.proxied = faults.stream().anyMatch(FaultyProxy.FAULTS::contains);
        try (var environment = new Environment(setting)) {
            var load = environment.load;
            run.say("database and broker are up");
            environment.open(
                    Math.max(run.number("items"), (int) (run.number("minutes") * 60 * run.decimal("rate"))) * 5 / 4
                            + (faults.contains(Target.BURST) ? 20 + Clients.BURST_SIZE : 20) * run.number("kills")
                            + 1_000);
            run.say("two instances serve; inventory, cards and subscriptions are there; the load begins");
            var injector = new FaultInjector(
                    environment.targets(),
                    faults::contains,
                    run.number("seed"),
                    run.number("kills"),
                    Duration.ofSeconds(run.number("pause")),
                    load::probe);
            var injecting = new Thread(injector, "fault-injector");
            long loadBegan = System.nanoTime();
            injecting.start();
            var telling = teller(loadBegan, injector, environment);
            load.run(
                    run.decimal("rate"),
                    loadBegan + run.number("minutes") * 60_000_000_000L,
                    run.number("items"),
                    injecting::isAlive);
            double seconds = (System.nanoTime() - loadBegan) / 1e9;
            injecting.join();
            run.say("load and faults are over: waiting until all is quiet");
            var busy = environment.quiet(Duration.ofSeconds(90), Duration.ofMinutes(30));
            telling.interrupt();
            telling.join();
            // Many orders, or a clock that is wrong, are no reason to send anything twice.
            long failures = injector.injected.stream()
                    .filter(fault ->
                            !List.of(Target.BURST, Target.MOVED, Target.POISON).contains(fault.what()))
                    .count();
            var violations = environment.check((int) (UNDER_WAY * failures) + environment.cut());
            balance(environment);
            violations.addAll(imbalances);
            if (injector.injected.size() < run.number("kills")) {
                violations.add(new Checker.Violation(
                        "every fault is injected", injector.injected.size() + " of " + run.number("kills")));
            }
            faults.stream()
                    .filter(chosen -> run.number("kills") >= 10 * faults.size()
                            && injector.injected.stream()
                                    .noneMatch(fault -> fault.what().equals(chosen)))
                    .forEach(chosen ->
                            violations.add(new Checker.Violation("every fault that was chosen was injected", chosen)));
            injector.injected.stream()
                    .filter(fault -> fault.recovered() >= FaultInjector.RECOVERY_LIMIT)
                    .forEach(fault -> violations.add(
                            new Checker.Violation("after every fault an order goes through", fault.toString())));
            if (balances.get() == 0) {
                violations.add(new Checker.Violation("the observations are compared in the middle of it", "never"));
            }
            if (busy != null) {
                violations.add(new Checker.Violation("everything ends", busy));
            }
            tell(violations, injector, environment, seconds);
            return violations;
        }
    }

    private Thread teller(long loadBegan, FaultInjector injector, Environment environment) {
        var thread = new Thread(
                () -> {
                    try {
                        while (true) {
                            Thread.sleep(10_000);
                            progress.add(new Plot.Point(
                                    (System.nanoTime() - loadBegan) / 1e9,
                                    environment.load.accepted.get(),
                                    environment.ledger.got.size()));
                            run.say("accepted " + environment.load.accepted.get() + ", waiting for an answer "
                                    + environment.load.waiting.get() + ", events delivered "
                                    + environment.ledger.got.size() + ", calls at the SM-DP+ "
                                    + environment.ledger.calls.size() + ", faults " + injector.injected.size() + " of "
                                    + run.number("kills") + ", instances " + environment.cluster.resident() / 1024
                                    + " MB");
                            balance(environment);
                        }
                    } catch (InterruptedException e) {
                        // over
                    }
                },
                "teller");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    // Not while the database is away.
    private void balance(Environment environment) {
        try {
            imbalances.addAll(BalanceChecker.check(environment.balance()));
            balances.incrementAndGet();
        } catch (DataAccessException e) {
            // at the next moment
        }
    }

    private void tell(
            List<Checker.Violation> violations, FaultInjector injector, Environment environment, double seconds)
            throws IOException {
        var ledger = environment.ledger;
        int accepted = environment.load.accepted.get();
        var states = ledger.operations.stream()
                .collect(Collectors.groupingBy(Ledger.Operation::state, TreeMap::new, Collectors.counting()));
        int distinct = ledger.distinct();
        var worst = injector.injected.stream()
                .mapToDouble(FaultInjector.Fault::recovered)
                .max()
                .orElse(0);
        var report = new StringBuilder();
        report.append("| | |\n|---|---|\n");
        report.append("| when, seed | ")
                .append(Instant.now().truncatedTo(ChronoUnit.MINUTES))
                .append(", ")
                .append(run.text("seed"))
                .append(" |\n");
        report.append("| machine | ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(
                        " processors, everything on it (2 instances with C1 only and 384 MB, PostgreSQL, Artemis, peers, clients, receivers) |\n");
        report.append("| orders accepted | ")
                .append(accepted)
                .append(" in ")
                .append(Math.round(seconds))
                .append(" s: ")
                .append(Math.round(accepted / seconds))
                .append("/s, asked for ")
                .append(run.text("rate"))
                .append("/s |\n");
        report.append("| answered at the first try | ")
                .append(ledger.requests.values().stream()
                        .filter(Ledger.Request::answeredAtOnce)
                        .count())
                .append(" |\n");
        report.append("| how they ended | ").append(states).append(" |\n");
        report.append("| events | ")
                .append(ledger.events.size())
                .append(", delivered ")
                .append(distinct)
                .append(", of these twice ")
                .append(ledger.got.size() - distinct)
                .append(" |\n");
        report.append("| messages of peers | ")
                .append(ledger.messages.size())
                .append("; with the orders ")
                .append(accepted + ledger.messages.size())
                .append(" items accepted |\n");
        report.append("| faults | ")
                .append(injector.injected.size())
                .append(" (")
                .append(run.text("faults"))
                .append("), ")
                .append(environment.cut())
                .append(" answers cut on the way")
                .append(", the longest recovery ")
                .append(String.format("%.1f s", worst))
                .append(" |\n");
        report.append("| observations compared in the middle of it | ")
                .append(balances)
                .append(" times |\n");
        report.append("| violations | ").append(violations.size()).append(" |\n");
        report.append("\n| what was hit | times | recovered after, average | at most |\n|---|---|---|---|\n");
        injector.injected.stream()
                .collect(Collectors.groupingBy(
                        fault -> fault.target() + ", " + fault.what(),
                        TreeMap::new,
                        Collectors.summarizingDouble(FaultInjector.Fault::recovered)))
                .forEach((what, times) -> report.append(String.format(
                        "| %s | %d | %.1f s | %.1f s |%n",
                        what, times.getCount(), times.getAverage(), times.getMax())));
        System.out.println("\n" + report);
        violations.stream()
                .collect(Collectors.groupingBy(Checker.Violation::rule, TreeMap::new, Collectors.toList()))
                .forEach((rule, broken) -> System.out.println("BROKEN " + broken.size() + " times: " + rule + ": "
                        + broken.stream().limit(5).map(Checker.Violation::what).toList()));
        run.say(violations.isEmpty() ? "0 lost, 0 done twice: nothing is broken" : violations.size() + " violations");
        if (!run.text("report").isBlank()) {
            var file = Path.of(run.text("report"));
            Files.writeString(file, report);
            Files.writeString(
                    file.resolveSibling(file.getFileName().toString().replaceFirst("\\.md$", "") + ".svg"),
                    Plot.svg(progress, injector.injected));
        }
    }
}
