package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.rsproutes.RspRoutes;
import io.rsproutes.support.Api;
import io.rsproutes.support.Full;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The folder that docker/layout.sh makes of the jar, as the image starts it. */
@Tag(Full.TAG)
class LayoutIT {

    private final Path folder = Processes.folder("rsp-layout-");
    private Process instance;

    @AfterEach
    void end() {
        Processes.kill(instance);
    }

    @Test
    void givenTheLayout_whenItStarts_thenItServesFromTheArchiveOfClasses() throws IOException {
        var here = Path.of("").toAbsolutePath();
        var java = Path.of(System.getProperty("java.home"), "bin").toString();
        Processes.run(here, List.of("cp", "-r", "config", "routes", folder.toString()));
        Processes.run(
                here,
                List.of(
                        "env",
                        "PATH=" + java + ":" + System.getenv("PATH"),
                        "docker/layout.sh",
                        "target/rsp-routes.jar",
                        folder.toString()));
        int port = Ports.free();
        var classes = folder.resolve("classes.log");
        instance = Processes.start(
                folder.resolve("log"),
                folder,
                List.of(
                        java + "/java",
                        "-XX:SharedArchiveFile=rsp-routes.jsa",
                        "-Xlog:class+load:file=" + classes,
                        "-jar",
                        "rsp-routes.jar",
                        "--server.port=" + port));
        var api = new Api("http://127.0.0.1:" + port, null);
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> api.get("/actuator/health").status() == 200);
        assertThat(Files.readAllLines(classes))
                .filteredOn(line -> line.contains(" " + RspRoutes.class.getName() + " "))
                .singleElement()
                .asString()
                .contains("shared objects file (top)");
    }
}
