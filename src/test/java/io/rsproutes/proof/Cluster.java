package io.rsproutes.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rsproutes.support.Api;
import io.rsproutes.support.ArtemisServer;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.CrashableBundle;
import io.rsproutes.support.Ports;
import io.rsproutes.support.PostgresServer;
import io.rsproutes.support.Processes;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The production shape on one machine: instances of config/application-cluster.yaml (with the demo's tenants), one PostgreSQL, one Artemis under config/broker.xml. */
public final class Cluster implements AutoCloseable {

    public static final String DATABASE = "proof";
    private static final int SMALL_DISK = 300;
    /** Seconds: less than a lease ({@code rsp.operations.lease}) is longer than the longest call. */
    private static final int CLOCK_MOVES = 4;

    private final PostgresServer postgres;
    private final ArtemisServer broker;
    private final List<Bundle> bundles = new ArrayList<>();
    private final Setting setting;
    private final String database;
    private final FaultyProxy toDatabase;
    private final FaultyProxy toBroker;

    /** The properties everybody has: those of the setting come before them. */
    public Cluster(Setting setting) {
        this.setting = setting;
        var properties = new TreeMap<String, String>();
        properties.put("rsp.operations.lease", "8s");
        BundleProcess.answerWithin("3s", properties);
        properties.forEach(setting.properties::putIfAbsent);
        postgres = new PostgresServer(setting.movableClock, setting.database);
        database = postgres.database(DATABASE);
        broker = new ArtemisServer(setting.smallDisk ? SMALL_DISK : 0, setting.brokerHeap);
        toDatabase = setting.proxied ? new FaultyProxy("PostgreSQL", postgres.port()) : null;
        toBroker = setting.proxied ? new FaultyProxy("Artemis", broker.port()) : null;
        for (int i = 0; i < setting.bundles; i++) {
            bundles.add(new Bundle("instance " + (char) ('A' + i)));
        }
    }

    public JdbcTemplate jdbc() {
        return new JdbcTemplate(new DriverManagerDataSource(database, "rsp", ""));
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public List<Integer> ports() {
        return bundles.stream().map(bundle -> bundle.port).toList();
    }

    public void start() {
        bundles.forEach(Bundle::start);
    }

    /** What the fault injector may hit. */
    List<Target> targets() {
        var targets = new ArrayList<Target>(bundles);
        targets.add(database());
        targets.add(broker());
        if (setting.proxied) {
            targets.add(toDatabase);
            targets.add(toBroker);
        }
        return targets;
    }

    private Server database() {
        return new OtherServer("PostgreSQL", postgres::process, postgres::start) {
            private int moves = CLOCK_MOVES;

            @Override
            public List<String> faults() {
                return setting.movableClock ? List.of(KILL, PAUSE, STOP, MOVED) : super.faults();
            }

            // Fast and slow in turn.
            @Override
            public void begin(String fault) {
                if (fault.equals(MOVED)) {
                    postgres.clock().move(moves);
                    moves = -moves;
                } else {
                    super.begin(fault);
                }
            }

            @Override
            public void end(String fault) {
                if (fault.equals(MOVED)) {
                    postgres.clock().move(0);
                } else {
                    super.end(fault);
                }
            }
        };
    }

    public Server broker() {
        return new OtherServer("Artemis", broker::process, broker::start) {
            @Override
            public List<String> faults() {
                return setting.smallDisk ? List.of(KILL, PAUSE, STOP, FULL) : super.faults();
            }

            @Override
            public void begin(String fault) {
                if (fault.equals(FULL)) {
                    broker.disk().fill();
                } else {
                    super.begin(fault);
                }
            }

            // A broker that met the full disk before its own limit has closed its port: a supervisor that asks for more
            // than a process starts it again.
            @Override
            public void end(String fault) {
                if (fault.equals(FULL)) {
                    broker.disk().free();
                    FaultInjector.sleep(2_000);
                    if (!broker.listens()) {
                        kill();
                        start();
                    }
                } else {
                    super.end(fault);
                }
            }
        };
    }

    private static String over(FaultyProxy proxy, String url, int port) {
        return proxy == null ? url : url.replace(":" + port, ":" + proxy.port());
    }

    /** Kilobytes of memory the instances hold. */
    long resident() {
        return bundles.stream().mapToLong(Bundle::resident).sum();
    }

    /** The n-th instance, which is a {@link CrashableBundle}. */
    public Bundle bundle(int n) {
        return bundles.get(n);
    }

    /** Where clients connect to the broker. */
    public String brokerUrl() {
        return broker.url();
    }

    public final class Bundle extends Server {
        private final int port = Ports.free();
        private final int control = Ports.free();
        private Process process;

        Bundle(String name) {
            super(name);
        }

        @Override
        public Process process() {
            return process;
        }

        @Override
        void start() {
            var command = new ArrayList<>(List.of(
                    "env",
                    "RSP_DB_URL=" + over(toDatabase, database, postgres.port()),
                    "RSP_DB_USER=rsp",
                    "RSP_BROKER_URL=" + over(toBroker, broker.url(), broker.port()),
                    "RSP_BROKER_USER=rsp",
                    "RSP_BROKER_PASSWORD=rsp"));
            var options = new ArrayList<>(setting.jvm);
            options.add("-Dcrash.control=" + control);
            command.addAll(BundleJvm.command(setting.heap, options));
            command.addAll(List.of(
                    setting.main.getName(),
                    "--spring.profiles.active=demo,cluster",
                    "--server.port=" + port,
                    "--rsp.data-dir=" + Processes.folder("rsp-data-"),
                    "--rsp.demo.sample-order=false"));
            setting.properties.forEach((key, value) -> command.add("--" + key + "=" + value));
            var log = Path.of("target", "proof-" + name().replace(' ', '-') + "-" + port + ".log");
            try {
                Files.createDirectories(log.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            process = Processes.start(log, setting.folder, command);
            var api = new Api("http://127.0.0.1:" + port, "demo-acme");
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> {
                        if (!process.isAlive()) {
                            var said = Files.readString(log);
                            if (said.contains("did not start: rsp.")) {
                                throw new IllegalStateException(said.substring(said.indexOf("did not start")));
                            }
                            // A start while the database is away ends at once; a supervisor tries again.
                            process = Processes.start(log, setting.folder, command);
                        }
                        return api.get("/rsp/v1/operations?limit=1").status() == 200;
                    });
        }

        /** It will halt behind that step: {@code <point>#<hit>}; nothing: it will not. */
        void arm(String point) {
            try {
                new Api("http://127.0.0.1:" + control, null)
                        .get("/arm?" + URLEncoder.encode(point, StandardCharsets.UTF_8));
            } catch (UncheckedIOException e) {
                // A step that is passed again and again: it was reached before the answer was written.
                await().atMost(Duration.ofSeconds(5)).until(this::halted);
            }
        }

        /** How often each step was passed since it was last armed. */
        Map<String, Integer> hits() {
            var hits = new TreeMap<String, Integer>();
            new Api("http://127.0.0.1:" + control, null)
                    .get("/hits")
                    .text()
                    .lines()
                    .forEach(line ->
                            hits.put(line.replaceFirst(" .*", ""), Integer.valueOf(line.replaceFirst(".* ", ""))));
            return hits;
        }

        /** Whether it ended where it was told to. */
        boolean halted() {
            return !process.isAlive() && process.exitValue() == CrashableBundle.HALTED;
        }

        boolean alive() {
            return process.isAlive();
        }

        // env becomes the instance, so its pid is the instance's.
        long resident() {
            return resident(process.pid());
        }
    }

    @Override
    public void close() {
        bundles.forEach(bundle -> {
            if (bundle.process != null) {
                bundle.kill();
            }
        });
        broker.remove();
        postgres.remove();
        if (setting.proxied) {
            toDatabase.close();
            toBroker.close();
        }
    }
}
