package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;

/** An Artemis 2.44.0 process of its own, under the shipped config/broker.xml with its users and roles. */
public final class ArtemisServer {

    private final int port = Ports.free();
    private final Path instance;
    private final SmallDisk disk;
    private Process process;

    public ArtemisServer() {
        this(0, 0);
    }

    /**
     * @param megabytes its disk has; 0: as much as there is
     * @param heap MB it takes at once, and never more; 0: as it ships
     */
    public ArtemisServer(int megabytes, int heap) {
        try {
            var folder = Processes.folder("rsp-artemis-");
            instance = folder.resolve("broker");
            var home = Path.of("target", "artemis", "apache-artemis-2.44.0").toAbsolutePath();
            Processes.run(
                    folder,
                    List.of(
                            "bash",
                            home.resolve("bin/artemis").toString(),
                            "create",
                            instance.toString(),
                            "--user",
                            "admin",
                            "--password",
                            "admin",
                            "--silent",
                            "--require-login",
                            "--no-autotune",
                            "--no-web",
                            "--no-amqp-acceptor",
                            "--no-mqtt-acceptor",
                            "--no-stomp-acceptor",
                            "--no-hornetq-acceptor"));
            var etc = instance.resolve("etc");
            Files.writeString(
                    etc.resolve("broker.xml"),
                    Files.readString(Path.of("config", "broker.xml"))
                            .replace("tcp://0.0.0.0:61616", "tcp://127.0.0.1:" + port));
            Files.writeString(
                    etc.resolve("artemis-users.properties"), "admin=admin\nrsp=rsp\nbss=bss\norders=orders\n");
            Files.writeString(
                    etc.resolve("artemis-roles.properties"), "amq=admin\nrsp=rsp\nbss=bss\nbss-commands=orders\n");
            // Who attaches to its JVM may read its counters.
            var management = etc.resolve("management.xml");
            Files.writeString(
                    management,
                    Files.readString(management)
                            .replace("<entry domain=\"hawtio\"/>", "<entry domain=\"org.apache.activemq.artemis\"/>"));
            if (heap > 0) {
                var profile = etc.resolve("artemis.profile");
                Files.writeString(
                        profile,
                        Files.readString(profile)
                                .replaceFirst("-Xms\\S+ -Xmx\\S+", String.join(" ", BundleJvm.steady(heap))));
            }
            disk = megabytes == 0 ? null : new SmallDisk(instance.resolve("data"), megabytes);
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        var command = List.of("bash", instance.resolve("bin/artemis").toString(), "run");
        process = Processes.start(instance.resolve("run.log"), instance, disk == null ? command : disk.inside(command));
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(this::listens);
    }

    /** With a full disk there may be a process, and no port. */
    public boolean listens() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Null: as much as there is. */
    public SmallDisk disk() {
        return disk;
    }

    public void kill() {
        Processes.kill(process);
    }

    /** Killed, and nothing left of it. */
    public void remove() {
        kill();
        Processes.delete(instance.getParent());
    }

    public int port() {
        return port;
    }

    public Process process() {
        return process;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }
}
