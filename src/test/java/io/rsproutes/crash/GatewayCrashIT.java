package io.rsproutes.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.rsproutes.support.Api;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Certificates;
import io.rsproutes.support.Customer;
import io.rsproutes.support.Full;
import io.rsproutes.support.Ports;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.SimulatorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway in a process of its own: halted at a durable step, or with a name server that says otherwise the second time. */
class GatewayCrashIT {

    private static final String ICCID = "8947010000123456784";
    private static final String EID = "89049032123451234512345678901235";
    private static final Certificates CERTIFICATES = new Certificates()
            .authority("ca")
            .issue("ca", "server", "CN=server", "-1d", 30)
            .issue("ca", "acme", "CN=acme", "-1d", 30);

    private final BundleProcess bundle = new BundleProcess();
    private final Api acme = bundle.acme;
    private final int partners = Ports.free();
    private final Customer customer =
            new Customer("https://127.0.0.1:" + partners, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);
    private final SimulatorServer smsr = new SimulatorServer("http://127.0.0.1:" + bundle.port);
    private final Receiver receiver = new Receiver();
    private final String messageId = UUID.randomUUID().toString();

    GatewayCrashIT() {
        bundle.properties.put("rsp.peers.smsr-demo.url", smsr.url() + "/smsr");
        bundle.properties.put("rsp.partner.port", String.valueOf(partners));
        bundle.properties.put("rsp.partner.address", "127.0.0.1");
        bundle.properties.putAll(CERTIFICATES.bundle("partners", "server", "ca"));
        bundle.properties.put("rsp.gateway.entity-id", "1.3.6.1.4.1.99999");
        bundle.properties.put("rsp.gateway.url", "https://127.0.0.1:" + partners);
        bundle.properties.put("rsp.tenants.acme.certificates[0].issuer", "CN=ca,O=Test");
        bundle.properties.put("rsp.tenants.acme.certificates[0].san", "acme");
        bundle.properties.put("rsp.tenants.acme.gateway.offer", "es4");
        bundle.properties.put("rsp.tenants.acme.gateway.entity-ids[0]", "1.3.6.1.4.1.31746");
        bundle.properties.put("rsp.tenants.acme.gateway.hosts[0]", "127.0.0.1");
    }

    @AfterEach
    void end() {
        bundle.close();
        smsr.close();
        receiver.close();
    }

    private int tryEnable(String replyTo) {
        try {
            return customer.es4("enableProfile", messageId, EID, ICCID, replyTo).statusCode();
        } catch (UncheckedIOException e) {
            return 0; // halted before it answered
        }
    }

    /** The customer got no answer, and sends the same message again, as it must. */
    @Tag(Full.TAG)
    @ParameterizedTest
    @ValueSource(strings = {"core-submit-commit", "core-dispatch-sent-es4", "southbound-inbox-commit"})
    void givenACustomersCallThatIsHalted_thenTheSameMessageAgainIsTheSameOrderAndItsResultComesOnce(String point) {
        bundle.start(point);
        tryEnable(receiver.url());
        bundle.halted();
        bundle.start("");
        assertThat(tryEnable(receiver.url()))
                .as("200 with the result should the order have ended before the message came again")
                .isIn(202, 200);
        await().atMost(Duration.ofSeconds(60)).until(() -> receiver.got.size() == 1);
        assertThat(receiver.got.get(0).body())
                .contains("EXECUTED_SUCCESS")
                .contains("<wsa:RelatesTo>//1.3.6.1.4.1.31746/" + messageId + "?TransactionId=tx-" + messageId);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(5)).until(() -> receiver.got.size() == 1);
        assertThat(smsr.executed("enableProfile")).isEqualTo(1);
    }

    @Test
    void givenAResultThatWasTakenBeforeTheHalt_thenItComesAgainUnderTheSameMessageId() {
        bundle.start("delivery-send-customer-call");
        tryEnable(receiver.url());
        bundle.halted();
        bundle.start("");
        await().atMost(Duration.ofSeconds(60)).until(() -> receiver.got.size() == 2);
        assertThat(receiver.got.get(1).body()).isEqualTo(receiver.got.get(0).body());
        assertThat(smsr.executed("enableProfile")).isEqualTo(1);
    }

    /** The name of ReplyTo leads into the public network when it is read, and to ourselves when the result is to be brought. */
    @Test
    void givenANameThatLeadsElsewhereLater_thenNoConnectionIsOpened() throws IOException {
        var names = Files.createTempFile(Path.of("target"), "names-", "");
        var connections = new AtomicInteger();
        try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            count(listener, connections);
            resolve(names, "198.41.0.4");
            bundle.options.add("-Djdk.net.hosts.file=" + names.toAbsolutePath());
            bundle.options.add("-Dsun.net.inetaddr.ttl=0");
            bundle.properties.put("rsp.delivery.allow-private-addresses", "false");
            bundle.properties.put("rsp.tenants.acme.gateway.hosts[1]", "*.acme.example");
            smsr.smsr.setFaults("{\"delay\":1500}");
            bundle.start("");
            assertThat(tryEnable("https://private.acme.example:" + listener.getLocalPort()))
                    .as("a name of a private address")
                    .isEqualTo(400);
            assertThat(tryEnable("https://rsp.acme.example:" + listener.getLocalPort()))
                    .isEqualTo(202);
            resolve(names, "127.0.0.1");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> acme.get("/rsp/v1/dead-letters")
                                    .json()
                                    .path("items")
                                    .size()
                            == 1);
            assertThat(acme.get("/rsp/v1/dead-letters")
                            .json()
                            .at("/items/0/reason")
                            .asText())
                    .contains("private");
            assertThat(connections.get()).isZero();
        }
    }

    private static void count(ServerSocket listener, AtomicInteger connections) {
        var thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try {
                    listener.accept().close();
                    connections.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void resolve(Path names, String address) throws IOException {
        Files.writeString(
                names,
                address + " rsp.acme.example\n127.0.0.1 localhost private.acme.example "
                        + InetAddress.getLocalHost().getHostName() + "\n");
    }
}
