package io.rsproutes.proof;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rsproutes.support.Api;
import io.rsproutes.support.ArtemisServer;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Ports;
import io.rsproutes.support.PostgresServer;
import io.rsproutes.support.Processes;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The production shape on one machine: bundles of config/application-cluster.yaml (with the demo's tenants), one PostgreSQL, one Artemis under config/broker.xml. */
final class Cluster implements AutoCloseable {

    /** One that can be killed or stopped. */
    interface Server {
        String name();

        void kill();

        /** Until it serves again. */
        void start();

        void signal(String signal);
    }

    private final PostgresServer postgres = new PostgresServer();
    private final ArtemisServer broker = new ArtemisServer();
    private final List<Bundle> bundles = new ArrayList<>();
    private final Map<String, String> properties = new TreeMap<>();
    private final int heap;
    private final String database = postgres.database("proof");

    /** @param heap of each bundle, MB */
    Cluster(int size, int heap, Map<String, String> properties) {
        this.heap = heap;
        this.properties.put("rsp.operations.lease", "8s");
        BundleProcess.answerWithin("3s", this.properties);
        this.properties.putAll(properties);
        for (int i = 0; i < size; i++) {
            bundles.add(new Bundle("bundle " + (char) ('A' + i)));
        }
    }

    JdbcTemplate jdbc() {
        return new JdbcTemplate(new DriverManagerDataSource(database, "rsp", ""));
    }

    List<Integer> ports() {
        return bundles.stream().map(bundle -> bundle.port).toList();
    }

    void start() {
        bundles.forEach(Bundle::start);
    }

    /** What a storm may hit. */
    List<Server> servers() {
        var servers = new ArrayList<Server>(bundles);
        servers.add(of("PostgreSQL", postgres::kill, postgres::start, postgres::signal));
        servers.add(of("Artemis", broker::kill, broker::start, broker::signal));
        return servers;
    }

    /** Kilobytes of memory the bundles hold. */
    long resident() {
        return bundles.stream().mapToLong(Bundle::resident).sum();
    }

    private static Server of(String name, Runnable kill, Runnable start, java.util.function.Consumer<String> signal) {
        return new Server() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void kill() {
                kill.run();
            }

            @Override
            public void start() {
                start.run();
            }

            @Override
            public void signal(String what) {
                signal.accept(what);
            }
        };
    }

    private final class Bundle implements Server {
        private final String name;
        private final int port = Ports.free();
        private Process process;

        Bundle(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void kill() {
            Processes.kill(process);
        }

        @Override
        public void signal(String signal) {
            Processes.signal(process, signal);
        }

        @Override
        public void start() {
            var command = new ArrayList<>(List.of("env", "RSP_DB_URL=" + database, "RSP_DB_USER=rsp", "RSP_BROKER_URL=" + broker.url(), "RSP_BROKER_USER=rsp", "RSP_BROKER_PASSWORD=rsp",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + heap + "m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), "io.rsproutes.RspRoutes",
                    "--spring.profiles.active=demo,cluster", "--server.port=" + port, "--rsp.data-dir=" + Processes.folder("rsp-data-"), "--rsp.demo.sample-order=false"));
            properties.forEach((key, value) -> command.add("--" + key + "=" + value));
            var log = Path.of("target", "proof-" + name.replace(' ', '-') + ".log");
            try {
                Files.createDirectories(log.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            process = Processes.start(log, Path.of("").toAbsolutePath(), command);
            var api = new Api("http://127.0.0.1:" + port, "demo-acme");
            await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(500)).ignoreException(UncheckedIOException.class).until(() -> {
                if (!process.isAlive()) {
                    var said = Files.readString(log);
                    if (said.contains("did not start: rsp.")) {
                        throw new IllegalStateException(said.substring(said.indexOf("did not start")));
                    }
                    // A start while the database is away ends at once; a supervisor tries again.
                    process = Processes.start(log, Path.of("").toAbsolutePath(), command);
                }
                return api.get("/rsp/v1/operations?limit=1").status() == 200;
            });
        }

        // env becomes the bundle, so its pid is the bundle's.
        long resident() {
            return status(process.pid());
        }

        private static long status(long pid) {
            try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
                return lines.filter(line -> line.startsWith("VmRSS")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(0);
            } catch (IOException e) {
                return 0;
            }
        }
    }

    @Override
    public void close() {
        bundles.forEach(bundle -> {
            if (bundle.process != null) {
                bundle.kill();
            }
        });
        broker.kill();
        postgres.kill();
    }
}
