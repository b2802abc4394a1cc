package io.rsproutes.crash;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Order;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.SimulatorServer;
import org.junit.jupiter.api.AfterEach;

/** An instance in a process of its own, and its peers, which outlive it. */
abstract class CrashScenarios {

    static final String ICCID = "8947010000123456784";
    static final String EID = "89049032123451234512345678901235";
    static final Order ORDER = Order.of("downloadOrder").iccid(ICCID);
    static final String NOTIFICATION = Json.write(Es2PlusWriter.notification(
            "1.3.6.1.4.1.20", "TX-1", null, ICCID, "P9054-1", 3, Map.of("status", "Executed-Success")));
    final BundleProcess bundle = new BundleProcess();
    final Api acme = bundle.acme;
    final SimulatorServer smdp = new SimulatorServer("http://127.0.0.1:" + bundle.port);
    final Receiver receiver = new Receiver();

    CrashScenarios() {
        bundle.properties.put("rsp.peers.smdp-demo.url", smdp.url());
        bundle.properties.put("rsp.peers.smsr-demo.url", smdp.url() + "/smsr");
        bundle.properties.put("rsp.peers.smsr-next.url", smdp.url() + "/smsr/as/next");
        for (var peer : List.of("smsr-demo", "smsr-next")) {
            bundle.properties.put("rsp.peers." + peer + ".validity.min", "1s");
            bundle.properties.put("rsp.peers." + peer + ".grace", "1s");
        }
    }

    @AfterEach
    void end() {
        bundle.close();
        smdp.close();
        receiver.close();
    }

    void start(String crashAfter) {
        bundle.start(crashAfter);
    }

    void halted() {
        bundle.halted();
    }

    void tryOrder() {
        tryOrder(ORDER);
    }

    void tryOrder(Order order) {
        try {
            acme.submit(order);
        } catch (java.io.UncheckedIOException e) {
            // halted before it answered
        }
    }

    void tryNotification() {
        try {
            new Api("http://127.0.0.1:" + bundle.port, null)
                    .post("/gsma/rsp2/es2plus/handleDownloadProgressInfo", NOTIFICATION);
        } catch (java.io.UncheckedIOException e) {
            // halted before it answered
        }
    }

    /** The state the newest operation comes to rest in. */
    String settled() {
        await().atMost(Duration.ofSeconds(30)).until(() -> List.of("SUCCEEDED", "FAILED", "IN_DOUBT", "EXPIRED")
                .contains(latest()));
        return latest();
    }

    String latest() {
        return latest("iccid=" + ICCID);
    }

    /** The state of the newest operation that the filter lets through. */
    String latest(String filter) {
        return acme.get("/rsp/v1/operations?" + filter + "&limit=1")
                .json()
                .at("/items/0/state")
                .asText();
    }

    int events(String type) {
        return acme.get("/rsp/v1/events?type=" + type).json().path("items").size();
    }
}
