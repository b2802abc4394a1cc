package io.rsproutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The demo's bundle in a process of its own, which may halt at a step and be started again on the same database and broker. */
public final class BundleProcess implements AutoCloseable {

    private static ArtemisServer broker;

    public final int port = Ports.free();
    private final int control = Ports.free();
    public final Api acme = new Api("http://127.0.0.1:" + port, "demo-acme");
    /** Beyond those of the demo. */
    public final Map<String, String> properties = new LinkedHashMap<>();
    /** Options of the JVM. */
    public final List<String> options = new ArrayList<>();

    private Process process;

    public BundleProcess() {
        properties.putAll(Servers.properties(broker()));
        properties.put("server.port", String.valueOf(port));
        properties.put("rsp.demo.sample-order", "false");
        properties.put("rsp.operations.audit-delay", "1s");
        properties.put("rsp.operations.lease", "4s");
        properties.put("rsp.callbacks.lease", "2s");
        properties.put("rsp.delivery.lease", "4s");
        properties.put("rsp.delivery.timeout", "3s");
        properties.put("rsp.sweep.interval", "250ms");
        answerWithin("2s", properties);
    }

    /** The demo's peers answer by then, or their answer is lost. */
    public static void answerWithin(String time, Map<String, String> properties) {
        for (var peer : List.of("smdp-demo", "smsr-demo", "smsr-next", "smdp-idemia", "smdp-sgp02")) {
            properties.put("rsp.peers." + peer + ".response-timeout", time);
            properties.put("rsp.peers." + peer + ".connect-timeout", "1s");
        }
    }

    /** The broker of such processes alone: a nudge for another bundle's row would only wait for the sweeper. */
    public static synchronized ArtemisServer broker() {
        broker = broker == null ? new ArtemisServer() : broker;
        return broker;
    }

    /** @param crashAfter a step, and after a # the how-manieth time, if not the first */
    public void start(String crashAfter) {
        var jvm = new ArrayList<>(List.of("-Dcrash.control=" + control));
        jvm.addAll(options);
        var command = new ArrayList<>(BundleJvm.command(512, jvm));
        command.addAll(List.of(CrashableBundle.class.getName(), "--spring.profiles.active=demo"));
        properties.forEach((name, value) -> command.add("--" + name + "=" + value));
        Path log;
        try {
            log = Files.createTempFile(Path.of("target"), "crash-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = Processes.start(log, Path.of("").toAbsolutePath(), command);
        await().atMost(Duration.ofSeconds(90))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the bundle ended: " + Files.readString(log));
                    }
                    return acme.get("/rsp/v1/operations?limit=1").status() == 200;
                });
        arm(crashAfter);
    }

    /** As in {@link #start}, of the bundle that runs. */
    public void arm(String crashAfter) {
        new Api("http://127.0.0.1:" + control, null)
                .get("/arm?" + URLEncoder.encode(crashAfter, StandardCharsets.UTF_8));
    }

    public void kill() {
        Processes.kill(process);
    }

    public void halted() {
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("the bundle reached its crash point")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(process.exitValue()).isEqualTo(CrashableBundle.HALTED);
    }

    @Override
    public void close() {
        if (process != null) {
            Processes.kill(process);
        }
    }
}
