package io.rsproutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.rsproutes.RspRoutes;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * The simulators on their own, and an instance that has them as its peers: two processes in a folder as a team has it,
 * with the files of docs/guides/simulators. Ports are the test's.
 */
public final class ProductionShape implements AutoCloseable {

    private static final List<String> GUIDE =
            List.of("config/application-simulators.yaml", "docs/guides/simulators/instance.yaml");

    private final Path folder = Processes.folder("rsp-shape-");
    private final int control = Ports.free();
    private final int called = Ports.free();
    private final int operator = Ports.free();
    private final int partners = Ports.free();
    /** What controls the simulators. */
    public final Api simulators = new Api("http://127.0.0.1:" + control, null);

    public final Api acme = new Api("http://127.0.0.1:" + operator, "demo-acme");
    private Process simulated;
    private Process instance;

    public ProductionShape() {
        Processes.run(Path.of("").toAbsolutePath(), List.of("cp", "-r", "config", "routes", folder.toString()));
        Processes.run(
                Path.of("").toAbsolutePath(),
                List.of("cp", "-r", "--parents", "docs/guides/simulators", folder.toString()));
        try {
            for (var file : GUIDE) {
                Files.writeString(folder.resolve(file), ours(Files.readString(folder.resolve(file))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        certificates("simulators-demo");
    }

    private String ours(String text) {
        return text.replace("9080", String.valueOf(control))
                .replace("9443", String.valueOf(called))
                .replace("8443", String.valueOf(partners));
    }

    /** An authority of its own and what it signs, in this folder. */
    public void certificates(String name) {
        Processes.run(folder, List.of("bash", "docs/guides/simulators/certificates.sh", name));
    }

    public void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), ours(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files beside config, routes and docs. */
    public boolean exists(String name) {
        return Files.exists(folder.resolve(name));
    }

    public String log(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void startSimulators() {
        simulated = start("simulators", "--spring.profiles.active=simulators");
        ready(simulated, "simulators", simulators, "/simulator/smdp/calls");
    }

    public void killSimulators() {
        Processes.kill(simulated);
    }

    public void startInstance(String... more) {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--spring.config.additional-location=file:docs/guides/simulators/instance.yaml");
        arguments.add("--server.port=" + operator);
        instance = start("instance", arguments.toArray(String[]::new));
        ready(instance, "instance", acme, "/rsp/v1/operations?limit=1");
    }

    /** Starts what should not start; its log. */
    public String refusal(String... arguments) throws InterruptedException {
        var process = start("refused", arguments);
        assertThat(process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        return log("refused");
    }

    private Process start(String name, String... arguments) {
        var command = new ArrayList<>(BundleJvm.command(512, List.of()));
        command.add(RspRoutes.class.getName());
        command.addAll(List.of(arguments));
        return Processes.start(folder.resolve(name + ".log"), folder, command);
    }

    private void ready(Process process, String name, Api api, String path) {
        await().atMost(Duration.ofSeconds(120))
                .ignoreException(UncheckedIOException.class)
                .until(() -> {
                    assertThat(process.isAlive()).as(() -> log(name)).isTrue();
                    return api.get(path).status() == 200;
                });
    }

    /** A request at the listener that wants certificates, with one of that folder. */
    public HttpResponse<String> call(String certificates, String method, String path) throws IOException {
        var own = "file:" + folder.resolve(certificates).resolve("instance");
        var bundle = SslBundle.of(new PemSslStoreBundle(
                PemSslStoreDetails.forCertificate(own + ".crt").withPrivateKey(own + ".key"),
                PemSslStoreDetails.forCertificate("file:" + folder.resolve("simulators-demo/ca.crt"))));
        try {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(bundle.createSslContext())
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + called + path))
                                    .header("Content-Type", "application/json")
                                    .method(method, HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        for (var process : new Process[] {instance, simulated}) {
            if (process != null) {
                Processes.kill(process);
            }
        }
    }
}
