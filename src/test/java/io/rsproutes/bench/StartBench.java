package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.rsproutes.proof.Run;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;

/**
 * How long a start takes until health is 200, and the processor time until then: {@code bench/start.sh}
 * (docs/operate/performance.md). In the folder that docker/layout.sh has made, on the embedded PostgreSQL and Artemis with data
 * that are there; beside it the least that Spring Boot and Camel can start, one route ({@link BareCamel}).
 */
public final class StartBench {

    private static final Map<String, String> OPTIONS = Map.of("runs", "5");
    private static final Path FOLDER = Path.of("target", "start").toAbsolutePath();
    private static final Path IMAGE = FOLDER.resolve("image");
    private static final Path BARE = FOLDER.resolve("bare");
    private static final String ARCHIVE = "rsp-routes.jsa";
    /** What {@link BareCamel} needs of the class path of the tests. */
    private static final Pattern LIBRARY = Pattern.compile("(spring-(aop|beans|context|core|expression|jcl|web|webmvc)"
            + "|spring-boot(-actuator)?(-autoconfigure)?|tomcat-embed-.*|jackson-.*"
            + "|jakarta.(activation|annotation|xml.bind)-api|angus-activation|micrometer-(commons|observation|core|jakarta9)"
            + "|HdrHistogram|LatencyUtils|slf4j-api|jul-to-slf4j|log4j-.*|logback-.*|snakeyaml.*|http(client|core)5.*|commons-(codec|io)|spring-tx|camel-(api|base.*|bean|cloud"
            + "|cluster|core-.*|dsl-support|health|http.*|main|management-api|platform-http.*|spring|spring-boot.*"
            + "|spring-main|support|tooling-model|util.*|xml-.*|yaml-.*|attachments|rest|rest-starter))-[0-9].*");

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String HEAD =
            """
            | | ready, s: least | median | most | processor, s: least | median | most |
            |---|---|---|---|---|---|---|
            """;

    private final Run run;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    /** In which folder, and how it is started there. */
    private record Shape(Path folder, List<String> options, String jar, List<String> arguments) {}

    /** One start. */
    private record Start(double seconds, double processor) {}

    private StartBench(Run run) {
        this.run = run;
        var jar = Path.of("target", "rsp-routes.jar").toAbsolutePath().toString();
        shapes.put("the jar", new Shape(IMAGE, List.of(), jar, List.of()));
        shapes.put("extracted", new Shape(IMAGE, List.of(), "rsp-routes.jar", List.of()));
        shapes.put("extracted, AppCDS", new Shape(IMAGE, archive(), "rsp-routes.jar", List.of()));
        var bare = List.of(
                "--spring.config.location=file:application.yaml",
                "--camel.main.run-controller=true",
                "--camel.main.routes-include-pattern=file:passthrough.camel.yaml",
                "--passthrough.peer=http://127.0.0.1:1");
        shapes.put("bare Spring Boot and Camel", new Shape(BARE, List.of(), "passthrough.jar", bare));
        shapes.put("bare, AppCDS", new Shape(BARE, archive(), "passthrough.jar", bare));
    }

    private static List<String> archive() {
        return List.of("-XX:SharedArchiveFile=" + ARCHIVE);
    }

    public static void main(String[] arguments) throws IOException {
        Run.endServersAtExit();
        new StartBench(new Run(OPTIONS, arguments)).run();
        System.exit(0);
    }

    private void run() throws IOException {
        if (!Files.exists(IMAGE.resolve(ARCHIVE))) {
            Run.refuse("docker/layout.sh made no archive of classes");
        }
        bare();
        var starts = new LinkedHashMap<String, List<Start>>();
        // The first of each brings its files into memory, and is not counted.
        for (int time = 0; time <= run.number("runs"); time++) {
            for (var shape : shapes.entrySet()) {
                var start = start(shape.getValue(), List.of());
                run.say(shape.getKey() + ": " + one(start.seconds()) + " s, processor " + one(start.processor())
                        + " s");
                if (time > 0) {
                    starts.computeIfAbsent(shape.getKey(), name -> new ArrayList<>())
                            .add(start);
                }
            }
        }
        var table = new StringBuilder(HEAD);
        starts.forEach((name, all) -> table.append("| ")
                .append(name)
                .append(" | ")
                .append(spread(all.stream().mapToDouble(Start::seconds).toArray()))
                .append(" | ")
                .append(spread(all.stream().mapToDouble(Start::processor).toArray()))
                .append(" |\n"));
        System.out.println("\n" + table);
    }

    private static String spread(double[] values) {
        Arrays.sort(values);
        return one(values[0]) + " | " + one(values[values.length / 2]) + " | " + one(values[values.length - 1]);
    }

    private static String one(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static Start start(Shape shape, List<String> options) {
        int port = Ports.free();
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(BundleJvm.steady(512));
        command.addAll(shape.options());
        command.addAll(options);
        command.addAll(List.of(
                "-jar", shape.jar(), "--server.port=" + port, "--server.address=127.0.0.1", "--rsp.rest.drain=0s"));
        command.addAll(shape.arguments());
        var health = new Api("http://127.0.0.1:" + port, null);
        long began = System.nanoTime();
        var process = Processes.start(FOLDER.resolve("last.log"), shape.folder(), command);
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .ignoreException(UncheckedIOException.class)
                .until(() ->
                        !process.isAlive() || health.get("/actuator/health").status() == 200);
        var start = new Start((System.nanoTime() - began) / 1e9, ProcessTimes.millis(process) / 1e3);
        if (!process.isAlive()) {
            throw new IllegalStateException("it did not start: " + FOLDER.resolve("last.log"));
        }
        Processes.stop(process);
        return start;
    }

    // The same shape: a jar, its libraries beside it, and an archive of what a start loads.
    private void bare() throws IOException {
        Files.createDirectories(BARE.resolve("lib"));
        var libraries = new TreeMap<String, Path>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            var name = Path.of(entry).getFileName().toString();
            if (LIBRARY.matcher(name).matches()) {
                libraries.put("lib/" + name, Path.of(entry));
            }
        }
        for (var library : libraries.entrySet()) {
            Files.copy(library.getValue(), BARE.resolve(library.getKey()), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.copy(
                Path.of("bench", "passthrough.camel.yaml"),
                BARE.resolve("passthrough.camel.yaml"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(BARE.resolve("application.yaml"), "spring.application.name: passthrough\n");
        pack(libraries.keySet());
        start(shapes.get("bare Spring Boot and Camel"), List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE));
    }

    private static void pack(Collection<String> libraries) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, BareCamel.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, libraries.stream().collect(Collectors.joining(" ")));
        var type = BareCamel.class.getName().replace('.', '/') + ".class";
        try (var jar = new JarOutputStream(Files.newOutputStream(BARE.resolve("passthrough.jar")), manifest)) {
            jar.putNextEntry(new JarEntry(type));
            Files.copy(Path.of("target", "test-classes").resolve(type), jar);
        }
    }
}
