package io.rsproutes.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.rsproutes.support.CrashableBundle;

/**
 * The instance halts behind every durable step there is, at its first and second hit, under a {@link Round} of everything, with callbacks early, on time and late; is started again; and once all is quiet, the books
 * are checked. Options: {@code --hits --only --every --lanes --report}.
 */
public final class CrashPoints {

    private static final Map<String, String> OPTIONS =
            Map.of("hits", "2", "only", "", "every", "1", "lanes", "1", "report", "");
    private static final int UNDER_WAY = 16;
    private static final List<String> TIMINGS = List.of("on time", "early", "late");
    /** What a callback goes through: halted there, with each timing. */
    private static final List<String> CALLBACKS = List.of(
            "southbound-inbox",
            "core-callback",
            "core-es2plus-notification",
            "core-result",
            "core-outcome",
            "core-dispatch-sent-es4",
            "core-dispatch-sent-es2");

    /** {@code broken}: why it is not safe; null when it is. */
    record Case(String point, int hit, String timing, String broken) {
        boolean safe() {
            return broken == null;
        }

        @Override
        public String toString() {
            return point + ", hit " + hit + ", callbacks " + timing;
        }
    }

    private final Run run;
    private final ConcurrentLinkedQueue<Case> open = new ConcurrentLinkedQueue<>();
    private final List<Case> done = new ArrayList<>();
    /** Reached in the trial, and not again. */
    private final Set<String> notReached = new TreeSet<>();
    /** Which a round does not come to. */
    private final Set<String> idle = new TreeSet<>();

    private final AtomicInteger total = new AtomicInteger();

    private CrashPoints(Run run) {
        this.run = run;
    }

    public static void main(String[] arguments) throws Exception {
        Run.endServersAtExit();
        System.exit(new CrashPoints(new Run(OPTIONS, arguments)).run() ? 0 : 1);
    }

    private boolean run() throws InterruptedException, IOException {
        var lanes = new ArrayList<Thread>();
        try (var first = new Lane()) {
            var hits = first.hits();
            plan(hits);
            total.set(open.size());
            run.say(hits.size() - idle.size() + " of " + hits.size() + " durable steps reached by a round, " + total
                    + " cases");
            for (int lane = 1; lane < run.number("lanes"); lane++) {
                var thread = new Thread(
                        () -> {
                            try (var other = new Lane()) {
                                other.work();
                            } catch (RuntimeException e) {
                                run.say("a lane ended: " + e);
                            }
                        },
                        "lane");
                thread.start();
                lanes.add(thread);
            }
            first.work();
        }
        for (var lane : lanes) {
            lane.join();
        }
        tell();
        return !done.isEmpty()
                && done.size() + notReached.size() == total.get()
                && done.stream().allMatch(Case::safe);
    }

    private void plan(Map<String, Integer> hits) {
        var cases = new ArrayList<Case>();
        hits.forEach((point, times) -> {
            if (times == 0) {
                idle.add(point);
            }
        });
        hits.forEach((point, times) -> {
            if (point.contains(run.text("only"))) {
                boolean callback = CALLBACKS.stream().anyMatch(point::startsWith);
                for (int hit = 1; hit <= Math.min(times, run.number("hits")); hit++) {
                    if (callback) {
                        int which = hit;
                        TIMINGS.forEach(timing -> cases.add(new Case(point, which, timing, null)));
                    } else {
                        cases.add(new Case(point, hit, TIMINGS.get(cases.size() % TIMINGS.size()), null));
                    }
                }
            }
        });
        for (int i = 0; i < cases.size(); i += run.number("every")) {
            open.add(cases.get(i));
        }
    }

    /** One instance with a database and a broker of its own. */
    private final class Lane implements AutoCloseable {
        private final Environment environment = environment();
        private final Round round = new Round(environment);
        private final Set<Checker.Violation> known = new HashSet<>();
        private int duplicates;

        Lane() {
            environment.open(20_000);
        }

        private static Environment environment() {
            var setting = new Setting().brisk();
            setting.main = CrashableBundle.class;
            return new Environment(setting);
        }

        /** How often each durable step is passed by a round in which nothing halts. */
        Map<String, Integer> hits() {
            var bundle = environment.cluster.bundle(0);
            round.prepare();
            bundle.arm("");
            round.play("on time");
            var broken = settle();
            if (broken != null) {
                throw new IllegalStateException("broken though nothing was halted: " + broken);
            }
            return bundle.hits();
        }

        void work() {
            for (var next = open.poll(); next != null; next = open.poll()) {
                long began = System.nanoTime();
                Case result;
                RuntimeException ended = null;
                try {
                    result = halt(next);
                } catch (RuntimeException e) {
                    ended = e;
                    result = new Case(next.point(), next.hit(), next.timing(), String.valueOf(e));
                }
                synchronized (done) {
                    if (result == null) {
                        notReached.add(next.toString());
                        run.say("not reached: " + next);
                    } else {
                        done.add(result);
                        run.say(done.size() + " of " + total + "  " + next + ": "
                                + (result.safe() ? "safe" : "NOT SAFE: " + result.broken()) + "  ("
                                + (System.nanoTime() - began) / 1_000_000_000 + " s)");
                    }
                }
                if (ended != null) {
                    throw ended;
                }
            }
        }

        /** Null when the step was not reached. */
        private Case halt(Case one) {
            var bundle = environment.cluster.bundle(0);
            round.prepare();
            bundle.arm(one.point() + "#" + one.hit());
            var over = new AtomicBoolean();
            // Whenever in the round it comes: a supervisor starts it again.
            var halted = CompletableFuture.supplyAsync(() -> {
                while (bundle.alive()) {
                    if (over.get()) {
                        return false;
                    }
                    FaultInjector.sleep(20);
                }
                if (!bundle.halted()) {
                    throw new IllegalStateException("the instance ended of itself");
                }
                bundle.start();
                return true;
            });
            round.play(one.timing());
            var broken = settle();
            over.set(true);
            if (!halted.join()) {
                bundle.arm("");
                return broken == null
                        ? null
                        : new Case(one.point(), one.hit(), one.timing(), "not halted, and " + broken);
            }
            return new Case(one.point(), one.hit(), one.timing(), broken == null ? settle() : broken);
        }

        // Until all is quiet, with what was refused replayed; what is broken that was not before.
        private String settle() {
            var busy = environment.quiet(Duration.ofSeconds(30), Duration.ofSeconds(90));
            round.replay();
            busy = busy == null ? environment.quiet(Duration.ofSeconds(30), Duration.ofSeconds(60)) : busy;
            // What was under way when it halted may come again.
            var violations = environment.check(duplicates + UNDER_WAY);
            duplicates = environment.ledger.duplicates();
            violations.removeIf(violation -> !known.add(violation));
            var broken = violations.stream()
                    .limit(3)
                    .map(violation -> violation.rule() + ": " + violation.what())
                    .collect(Collectors.joining("; "));
            return busy != null ? "not quiet: " + busy + " " + broken : broken.isEmpty() ? null : broken;
        }

        @Override
        public void close() {
            round.close();
            environment.close();
        }
    }

    private void tell() throws IOException {
        long safe = done.stream().filter(Case::safe).count();
        var summary = safe + " of " + done.size() + " safe"
                + (notReached.isEmpty() ? "" : ", " + notReached.size() + " not reached a second time") + ", "
                + done.stream().map(Case::point).distinct().count() + " durable steps; of " + total
                + " cases; a round does not come to " + idle.size() + " more: " + idle;
        run.say(summary);
        done.stream()
                .filter(one -> !one.safe())
                .forEach(one -> System.out.println("NOT SAFE " + one + ": " + one.broken()));
        if (!run.text("report").isBlank()) {
            var report = new StringBuilder(summary + "\n\n| halted behind | hits and callbacks | |\n|---|---|---|\n");
            done.stream()
                    .collect(Collectors.groupingBy(Case::point, TreeMap::new, Collectors.toList()))
                    .forEach((point, cases) -> report.append("| `")
                            .append(point)
                            .append("` | ")
                            .append(cases.stream()
                                    .map(one -> one.hit() + " " + one.timing())
                                    .collect(Collectors.joining(", ")))
                            .append(" | ")
                            .append(cases.stream().allMatch(Case::safe) ? "safe" : "NOT SAFE")
                            .append(" |\n"));
            Files.writeString(Path.of(run.text("report")), report);
        }
    }
}
