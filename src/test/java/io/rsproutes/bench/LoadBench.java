package io.rsproutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.rsproutes.proof.Run;

/**
 * How fast it is, each figure beside the least that could do a part of the same work on this machine:
 * {@code bench/bench.sh} (docs/operate/performance.md).
 */
public final class LoadBench {

    private static final Map<String, Function<Load, Comparison>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("B1", SynchronousOrder::new);
        ALL.put("B2", GatewayOrder::new);
        ALL.put("B3", DurableOrder::new);
        ALL.put("B4", CallbackOrder::new);
        ALL.put("B5", Notifications::new);
        ALL.put("B6", Webhooks::new);
        ALL.put("B7", DeadReceiver::new);
        ALL.put("B8", LargeFiles::new);
        ALL.put("B9", Start::new);
        ALL.put("B10", Footprint::new);
        ALL.put("B11", Backlog::new);
    }

    private static final Map<String, String> OPTIONS = Map.of(
            "only", "all", "orders", "1500", "warm-up", "5000", "clients", "16", "minutes", "18", "quick", "false",
            "full", "false", "start", "", "profile", "");
    private static final Path FOLDER = Path.of("target", "bench");
    private static final Path TABLE = FOLDER.resolve("bench.md");
    private static final int HEAP = 512;
    private static final int HEAP_OF_FULL = 256;
    private static final int CARDS = 2_000;
    /** By the orders of a turn: each is notified of once only, and B5 may be taken three times. */
    private static final int PROFILES = 12;
    /** A measure is taken so often, until it is not void. */
    private static final int TIMES = 3;

    private final Load load;
    private final Map<String, Taken> taken = new LinkedHashMap<>();
    private final Map<String, Long> seconds = new LinkedHashMap<>();

    private LoadBench(Load load) {
        this.load = load;
    }

    public static void main(String[] arguments) throws Exception {
        Run.endServersAtExit();
        var run = new Run(OPTIONS, arguments);
        var chosen = run.text("only").equals("all")
                ? List.copyOf(ALL.keySet())
                : List.of(run.text("only").split(","));
        if (!ALL.keySet().containsAll(chosen)) {
            Run.refuse("--only some of " + String.join(",", ALL.keySet()));
        }
        Files.createDirectories(FOLDER);
        try (var tls = new TlsPeer();
                var bench = new Bench(
                        true, run.text("full").equals("true") ? HEAP_OF_FULL : HEAP, tls.properties(), Map.of())) {
            new LoadBench(new Load(run, bench, tls)).run(chosen);
        } catch (Exception e) {
            // Threads of servers would keep this JVM.
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private void run(List<String> chosen) throws Exception {
        load.bench.stock(load.warmUp + PROFILES * load.orders, CARDS);
        load.run.say("PostgreSQL, Artemis and one instance serve");
        load.closed(load.next(load.warmUp), load.warmUp, load.bench::downloadOrder);
        load.bench.quiet();
        load.run.say("warm after " + load.warmUp + " orders");
        for (var name : chosen) {
            take(name);
        }
        for (int time = 1; time < TIMES; time++) {
            for (var name : List.copyOf(taken.keySet())) {
                // What does not repeat itself says nothing, and is taken again while there is time.
                long ends = load.run.seconds() + seconds.get(name);
                if (taken.get(name).isVoid() && ends < load.run.number("minutes") * 60L) {
                    load.run.say(name + " is void, and is taken again");
                    take(name);
                }
            }
        }
        System.out.println("\n" + Files.readString(TABLE));
        load.run.say("the table and its picture are in " + FOLDER);
    }

    // After each measure: a run that is broken off has what it took.
    private void write() throws IOException {
        var rows = new ArrayList<Taken.Row>();
        taken.values().forEach(one -> rows.addAll(one.rows()));
        Files.writeString(TABLE, LoadTable.markdown(rows));
        Files.writeString(FOLDER.resolve("bench.svg"), LoadTable.svg(rows));
    }

    private void take(String name) throws IOException {
        long begun = load.run.seconds();
        boolean profiled = List.of(load.run.text("profile").split(",")).contains(name);
        if (profiled) {
            Profile.begin(load.instance());
        }
        try {
            taken.put(name, Taken.take(ALL.get(name).apply(load), load.run::say));
        } catch (Exception e) {
            load.run.say(name + " failed, and the others go on: " + e);
        }
        seconds.put(name, load.run.seconds() - begun);
        if (profiled) {
            System.out.println("\n" + name + ", where the instance's processor time went: "
                    + Profile.end(load.instance(), FOLDER.resolve(name + ".jfr")));
        }
        write();
    }
}
