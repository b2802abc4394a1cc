package io.rsproutes.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Processes;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** The least that Spring Boot and Camel can do: an application of one YAML route in bench/. Nothing is kept. */
@EnableAutoConfiguration
public class BareCamel {

    private static final int HEAP = 512;
    private static final List<String> UNUSED = Stream.of("jdbc.DataSource", "flyway.Flyway", "jms.artemis.Artemis")
            .map(name -> "org.springframework.boot.autoconfigure." + name + "AutoConfiguration")
            .toList();

    public static void main(String[] args) {
        SpringApplication.run(BareCamel.class, args);
    }

    /** Compiled as the instance is. @param route a file of bench/ */
    static Process start(String route, int port, String... more) {
        var options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=4"));
        options.addAll(BundleJvm.steady(HEAP));
        return start(BundleJvm.command(HEAP, options), route, port, more);
    }

    /** @param java up to the main class */
    static Process start(List<String> java, String route, int port, String... more) {
        var folder = Processes.folder("rsp-bare-camel-");
        try {
            Files.copy(Path.of("bench", route), folder.resolve(route));
            // Instead of ours, which are on the class path.
            var settings = Files.writeString(folder.resolve("application.yaml"), "spring.application.name: bare\n");
            var command = new ArrayList<>(java);
            command.addAll(List.of(
                    BareCamel.class.getName(),
                    "--spring.config.location=file:" + settings,
                    "--server.port=" + port,
                    "--server.address=127.0.0.1",
                    "--spring.autoconfigure.exclude=" + String.join(",", UNUSED),
                    "--camel.main.run-controller=true",
                    "--camel.main.routes-include-pattern=file:" + route));
            command.addAll(List.of(more));
            return Processes.start(Path.of("target", "bench", route + ".log").toAbsolutePath(), folder, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
