package io.rsproutes.platform.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.rsproutes.RspRoutes;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleJvm;
import io.rsproutes.support.Loopback;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The demo as a newcomer has it, on its own PostgreSQL and broker: killed, started again, ended at a terminal; nothing is lost, nothing is left running. */
class EmbeddedPairIT {

    private static final String ORDER = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";
    private static final String EID = "89049032123451234512345678901235";
    private static final String PROFILE = "8988211000000000011";

    private final Path data = Processes.folder("rsp-data-");
    private final int port = Ports.free();
    private final Api acme = new Api("http://127.0.0.1:" + port, "demo-acme");
    private final Path log = data.resolveSibling(data.getFileName() + ".log");
    private Process bundle;

    @AfterEach
    void end() throws IOException {
        Processes.kill(bundle);
        await().atMost(Duration.ofSeconds(20)).until(() -> running().isEmpty());
        Files.deleteIfExists(log);
    }

    // In a session and group of its own, as at a terminal, and whatever of signals our parent ignores.
    private void start() {
        var command = new ArrayList<>(List.of("env", "--default-signal=INT", "setsid"));
        command.addAll(BundleJvm.command(512, List.of()));
        command.addAll(List.of(
                RspRoutes.class.getName(),
                "--spring.profiles.active=demo",
                "--server.port=" + port,
                "--rsp.data-dir=" + data,
                "--rsp.demo.sample-order=false"));
        bundle = Processes.start(log, Path.of("").toAbsolutePath(), command);
        await().atMost(Duration.ofSeconds(90))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    assertThat(bundle.isAlive()).as(() -> log.toString()).isTrue();
                    return acme.get("/rsp/v1/operations?limit=1").status() == 200;
                });
    }

    private List<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(data + "/postgresql"))
                .toList();
    }

    private void settles(String id, String state) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/operations/" + id).state().equals(state));
    }

    @Test
    void givenAKill_thenOrdersOfEachKindAreThere() throws Exception {
        start();
        assertThat(Files.readString(log))
                .contains("embedded PostgreSQL")
                .contains("for this one machine")
                .contains(" WARN ");
        var ids = new ArrayList<String>();
        ids.add(acme.order(ORDER).id());
        ids.add(acme.order("{\"function\":\"orderProfile\",\"eid\":\"" + EID + "\",\"iccid\":\"8947010000123456784\"}")
                .id());
        ids.add(acme.post(
                        "/rsp/v1/operations",
                        "{\"function\":\"enableProfile\",\"eid\":\"" + EID + "\",\"iccid\":\"" + PROFILE + "\"}")
                .id());
        ids.add(acme.post("/rsp/v1/operations", "{\"function\":\"auditEIS\",\"eid\":\"" + EID + "\"}")
                .id());
        var job = acme.post(
                        "/rsp/v1/bulk-jobs",
                        "ref,function,profileType\na,downloadOrder,P9054-1\nb,downloadOrder,P9054-1\n",
                        "Content-Type",
                        "text/csv")
                .id();
        bundle.destroyForcibly().waitFor();
        await().atMost(Duration.ofSeconds(10)).until(() -> running().isEmpty());
        start();
        settles(ids.get(0), "SUCCEEDED");
        settles(ids.get(1), "SUCCEEDED");
        // Halted anywhere; the cards of the simulator are gone with the process.
        for (var id : ids.subList(2, 4)) {
            assertThat(acme.get("/rsp/v1/operations/" + id).status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/bulk-jobs/" + job).state().equals("COMPLETED"));
        assertThat(acme.order(ORDER).state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenCtrlCUnderLoad_thenWhatWasTakenIsAnsweredAndNothingIsLeft() throws Exception {
        start();
        assertThat(acme.order(ORDER).state()).isEqualTo("SUCCEEDED");
        var answers = new ConcurrentHashMap<Integer, Integer>();
        var ids = ConcurrentHashMap.<String>newKeySet();
        var stop = new AtomicBoolean();
        var clients = Executors.newCachedThreadPool(Loopback::thread);
        for (int i = 0; i < 4; i++) {
            clients.execute(() -> {
                while (!stop.get()) {
                    try {
                        var answer = acme.post("/rsp/v1/operations", ORDER, "Prefer", "wait=10");
                        answers.merge(answer.status(), 1, Integer::sum);
                        ids.add(answer.id());
                    } catch (UncheckedIOException e) {
                        // The door is closed.
                        stop.set(true);
                    }
                }
            });
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> ids.size() > 20);
        new ProcessBuilder("kill", "-INT", "--", "-" + bundle.pid()).start().waitFor();
        assertThat(bundle.waitFor(60, TimeUnit.SECONDS)).isTrue();
        stop.set(true);
        clients.shutdown();
        assertThat(bundle.exitValue()).isEqualTo(130);
        await().atMost(Duration.ofSeconds(5)).until(() -> running().isEmpty());
        // 202: its caller was not kept waiting for the end.
        assertThat(answers.keySet()).isSubsetOf(200, 202);
        assertThat(Files.readString(log)).doesNotContain(" ERROR ").doesNotContain("PostgreSQL ended before we did");
        start();
        for (var id : ids) {
            assertThat(acme.get("/rsp/v1/operations/" + id).status()).isEqualTo(200);
        }
    }
}
