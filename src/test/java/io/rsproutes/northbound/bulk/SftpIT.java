package io.rsproutes.northbound.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Processes;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files of orders come by SFTP, and their results go back there. */
class SftpIT {

    private final Path home = Processes.folder("rsp-sftp-");
    private final SshServer server = SshServer.setUpDefaultServer();
    private final BundleProcess bundle = new BundleProcess();

    @BeforeEach
    void start() throws IOException {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(home.resolve("host.key")));
        server.setPasswordAuthenticator(
                (user, password, session) -> user.equals("rsp") && password.equals("a-password"));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(home));
        server.start();
        Files.createDirectories(home.resolve("in/acme"));
        var address = "sftp://rsp@127.0.0.1:" + server.getPort()
                + "/%s?password=a-password&strictHostKeyChecking=no&useUserKnownHostsFile=false";
        bundle.properties.put("rsp.files.watch", "true");
        bundle.properties.put("rsp.files.interval", "500ms");
        bundle.properties.put("rsp.files.unchanged-for", "3s");
        for (var where : List.of("in", "out", "done")) {
            bundle.properties.put("rsp.files." + where, address.formatted(where));
        }
    }

    @AfterEach
    void stop() throws IOException {
        bundle.close();
        server.stop(true);
    }

    @Test
    void givenAFileOnTheServer_thenItsResultIsPutThere() throws IOException {
        Files.writeString(
                home.resolve("in/acme/orders.csv"),
                "ref,function,profileType\nr1,downloadOrder,P9054-1\nr2,downloadOrder,P1-none\n");
        bundle.start("");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(home.resolve("done/acme/orders.csv")));
        assertThat(Files.readString(home.resolve("out/acme/orders.csv.result.csv")))
                .contains("2,r1,downloadOrder")
                .contains("SUCCEEDED")
                .doesNotContain("r2");
        assertThat(Files.readString(home.resolve("out/acme/orders.csv.rejects.csv")))
                .contains("r2");
        assertThat(home.resolve("in/acme/orders.csv")).doesNotExist();
    }

    /** Case 01 over SFTP: the sender pauses within a line, and sends another file of the same name behind. */
    @Test
    void givenASenderThatPauses_thenTheFileIsTakenWhenItIsWholeAndTheNextOfItsNameToo() throws IOException {
        bundle.start("");
        var file = home.resolve("in/acme/orders.csv");
        try (var out = Files.newBufferedWriter(file)) {
            for (var part : List.of("ref,function,profileType\nr1,downloadOrder", ",P90", "54-1\n")) {
                out.write(part);
                out.flush();
                await().during(Duration.ofMillis(1500))
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> Files.exists(file));
            }
        }
        var result = home.resolve("out/acme/orders.csv.result.csv");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(home.resolve("done/acme/orders.csv")));
        assertThat(Files.readString(result)).contains("2,r1,downloadOrder").contains("SUCCEEDED");
        Files.writeString(file, "ref,function,profileType\nr2,downloadOrder,P9054-1\n");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.readString(result).contains("2,r2,downloadOrder"));
        try (var results = Files.list(home.resolve("out/acme"))) {
            assertThat(results.filter(one -> !one.equals(result)).toList())
                    .singleElement()
                    .satisfies(one -> assertThat(one).content().contains("2,r1,downloadOrder"));
        }
    }
}
