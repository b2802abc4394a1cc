package io.rsproutes.proof;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Seeded: kill -9, or SIGSTOP for 1 to 30 s, of one server after another. A supervisor starts again at once what was killed; the next blow falls when the last one has healed. */
final class Storm implements Runnable {

    /** {@code at}: seconds since the storm began; {@code recovered}: seconds from its end (a kill, or the stopped server goes on) until a new order went through to its end. */
    record Blow(double at, String what, String server, double seconds, double recovered) { }

    private final List<Cluster.Server> servers;
    private final Random random;
    private final int kills;
    private final Supplier<BooleanSupplier> probes;
    private final Duration pause;
    final List<Blow> blows = new CopyOnWriteArrayList<>();

    /** @param probes places an order, and says whenever asked whether it has ended */
    Storm(List<Cluster.Server> servers, long seed, int kills, Duration pause, Supplier<BooleanSupplier> probes) {
        this.servers = servers;
        this.random = new Random(seed);
        this.kills = kills;
        this.pause = pause;
        this.probes = probes;
    }

    @Override
    public void run() {
        long began = System.nanoTime();
        for (int i = 1; i <= kills; i++) {
            var server = servers.get(random.nextInt(servers.size()));
            boolean kill = random.nextInt(4) > 0;
            // Most stops are short; one in five is as long as leases and timeouts together.
            double stopped = kill ? 0 : random.nextInt(5) == 0 ? 10 + random.nextInt(21) : 1 + random.nextInt(5);
            sleep((long) (pause.toMillis() * (0.5 + random.nextDouble())));
            double at = (System.nanoTime() - began) / 1e9;
            if (kill) {
                server.kill();
            } else {
                server.signal("STOP");
                sleep((long) (stopped * 1000));
                server.signal("CONT");
            }
            long ended = System.nanoTime();
            var back = kill ? CompletableFuture.runAsync(server::start) : CompletableFuture.<Void>completedFuture(null);
            var probe = probes.get();
            while (!probe.getAsBoolean() && System.nanoTime() - ended < 120e9) {
                sleep(100);
            }
            double recovered = (System.nanoTime() - ended) / 1e9;
            back.join();
            blows.add(new Blow(at, kill ? "kill -9" : "SIGSTOP", server.name(), stopped, recovered));
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
