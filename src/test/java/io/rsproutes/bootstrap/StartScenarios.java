package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.rsproutes.RspRoutes;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A folder as a team has it: routes, config, overrides beside the jar. On the embedded pair. */
abstract class StartScenarios {

    final Path folder = Processes.folder("rsp-team-");
    final int port = Ports.free();
    Process bundle;
    Path log;

    @BeforeEach
    void copy() throws IOException {
        for (var name : List.of("routes", "config")) {
            try (var files = Files.walk(Path.of(name))) {
                for (var file : files.toList()) {
                    Files.copy(file, folder.resolve(file.toString()));
                }
            }
        }
    }

    @AfterEach
    void end() {
        Processes.kill(bundle);
    }

    void start(String... arguments) {
        var command = new ArrayList<>(BundleJvm.command(512, List.of()));
        command.add(RspRoutes.class.getName());
        command.addAll(List.of(arguments));
        if (command.stream().noneMatch(argument -> argument.startsWith("--server.port="))) {
            command.add("--server.port=" + port);
        }
        log = folder.resolve("bundle-" + System.nanoTime() + ".log");
        bundle = Processes.start(log, folder, command);
    }

    String refusal() throws Exception {
        assertThat(bundle.waitFor(90, TimeUnit.SECONDS)).isTrue();
        assertThat(bundle.exitValue()).isEqualTo(1);
        var lines = Files.readAllLines(log).stream()
                .filter(line -> line.startsWith("RSP Routes did not start: "))
                .toList();
        assertThat(lines).as(() -> log.toString()).hasSize(1);
        assertThat(Files.readString(log)).doesNotContain("\tat ");
        return lines.get(0);
    }

    void write(String file, String text) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
