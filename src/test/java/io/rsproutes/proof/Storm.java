package io.rsproutes.proof;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Seeded: one fault after another befalls one server or wire after another. A supervisor starts again at once what was killed; the next blow falls when the last one has healed. */
final class Storm implements Runnable {

    /** {@code at}: seconds since the storm began; {@code seconds}: how long it lasted; {@code recovered}: seconds from its end until a new order went through to its end. */
    record Blow(double at, String what, String target, double seconds, double recovered) { }

    /** Seconds. */
    static final int RECOVERY_LIMIT = 120;
    private final List<Target> targets;
    private final Predicate<String> chosen;
    private final Random random;
    private final int number;
    private final Supplier<BooleanSupplier> probes;
    private final Duration pause;
    final List<Blow> blows = new CopyOnWriteArrayList<>();

    /**
     * @param chosen which faults
     * @param probes places an order, and says whenever asked whether it has ended
     */
    Storm(List<Target> targets, Predicate<String> chosen, long seed, int number, Duration pause, Supplier<BooleanSupplier> probes) {
        this.targets = targets.stream().filter(target -> target.faults().stream().anyMatch(chosen)).toList();
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
            // Of four blows at a process three kill it.
            var fault = faults.contains(Target.KILL) && random.nextInt(4) > 0 ? Target.KILL : faults.get(random.nextInt(faults.size()));
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
            blows.add(new Blow(at, fault, target.name(), seconds, recovered));
        }
    }

    // Most pauses are short; one in five is as long as leases and timeouts together.
    private double seconds(String fault) {
        return switch (fault) {
            case Target.KILL, Target.STOP, Target.HERD, Target.POISON -> 0;
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
