package io.rsproutes.proof;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Seeded: one fault after another befalls one server or connection after another. A supervisor starts again at once what was killed; the next fault begins when the last one has healed. */
final class FaultInjector implements Runnable {

    /** {@code at}: seconds since the first fault; {@code seconds}: how long it lasted; {@code recovered}: seconds from its end until a new order went through to its end. */
    record Fault(double at, String what, String target, double seconds, double recovered) {}

    /** Seconds. */
    static final int RECOVERY_LIMIT = 120;

    private final List<Target> targets;
    private final Predicate<String> chosen;
    private final Random random;
    private final int number;
    private final Supplier<BooleanSupplier> probes;
    private final Duration pause;
    final List<Fault> injected = new CopyOnWriteArrayList<>();

    /**
     * @param chosen which faults
     * @param probes places an order, and says whenever asked whether it has ended
     */
    FaultInjector(
            List<Target> targets,
            Predicate<String> chosen,
            long seed,
            int number,
            Duration pause,
            Supplier<BooleanSupplier> probes) {
        this.targets = targets.stream()
                .filter(target -> target.faults().stream().anyMatch(chosen))
                .toList();
        this.chosen = chosen;
        this.random = new Random(seed);
        this.number = number;
        this.pause = pause;
        this.probes = probes;
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        for (int i = 1; i <= number; i++) {
            var target = targets.get(random.nextInt(targets.size()));
            var faults = target.faults().stream().filter(chosen).toList();
            // Of four faults of a process three kill it.
            var fault = faults.contains(Target.KILL) && random.nextInt(4) > 0
                    ? Target.KILL
                    : faults.get(random.nextInt(faults.size()));
            double seconds = seconds(fault);
            sleep((long) (pause.toMillis() * (0.5 + random.nextDouble())));
            double at = (System.nanoTime() - began) / 1e9;
            target.begin(fault);
            sleep((long) (seconds * 1000));
            long ended = System.nanoTime();
            var back = CompletableFuture.runAsync(() -> target.end(fault));
            var probe = probes.get();
            while (!probe.getAsBoolean() && System.nanoTime() - ended < RECOVERY_LIMIT * 1e9) {
                sleep(100);
            }
            double recovered = (System.nanoTime() - ended) / 1e9;
            back.join();
            injected.add(new Fault(at, fault, target.name(), seconds, recovered));
        }
    }

    // Most pauses are short; one in five is as long as leases and timeouts together.
    private double seconds(String fault) {
        return switch (fault) {
            case Target.KILL, Target.STOP, Target.BURST, Target.POISON -> 0;
            // It takes a second until it is seen.
            case Target.MOVED -> 3 + random.nextInt(8);
            default -> random.nextInt(5) == 0 ? 10 + random.nextInt(21) : 1 + random.nextInt(5);
        };
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
