package io.rsproutes.support;

import java.time.Duration;

import io.rsproutes.RspRoutes;
import org.apache.camel.CamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The one bundle most ITs share: the demo's peers and tenants on the servers of -Drsp.it, with quick schedules. */
@SpringBootTest(classes = RspRoutes.class, webEnvironment = WebEnvironment.DEFINED_PORT)
@ActiveProfiles("demo")
@AutoConfigureObservability(tracing = false)
public abstract class BundleIT {

    protected static final String EID = "89049032123451234512345678901235";
    protected static final String FOREIGN_ICCID = "8901000000000000019";
    private static final int PORT = Ports.free();
    protected static final String BASE = "http://127.0.0.1:" + PORT;
    protected static ArtemisServer broker;

    protected final Api acme = new Api(BASE, "demo-acme");
    protected final Api globex = new Api(BASE, "demo-globex");
    protected final Api operator = new Api(BASE, "demo-operator");
    protected final Api nobody = new Api(BASE, null);

    @Autowired
    protected CamelContext camel;
    @Autowired
    protected JdbcTemplate jdbc;

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry registry) {
        broker = Servers.PRODUCTION ? new ArtemisServer() : null;
        Servers.properties(broker).forEach((name, value) -> registry.add(name, () -> value));
        registry.add("server.port", () -> PORT);
        registry.add("rsp.demo.sample-order", () -> false);
        registry.add("rsp.delivery.schedule", () -> "0s,1s,1s");
        registry.add("rsp.delivery.timeout", () -> "3s");
        registry.add("rsp.operations.retry-delay", () -> "200ms");
        registry.add("rsp.operations.max-attempts", () -> 3);
        registry.add("rsp.sweep.interval", () -> "250ms");
        // Exit soon, whatever a test left under way.
        registry.add("camel.main.shutdown-timeout", () -> 5);
        registry.add("rsp.peers.smdp-demo.response-timeout", () -> "3s");
    }

    @BeforeEach
    void started() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(camel::isStarted);
        nobody.put("/simulator/smdp/faults", "{}");
    }

    /** A profile of acme's that has just been ordered by type; its ICCID. */
    protected String ordered() {
        var answer = acme.order("{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        if (!"SUCCEEDED".equals(answer.state())) {
            throw new AssertionError("could not order: " + answer.text());
        }
        return answer.json().path("iccid").asText();
    }

    /** One that a device may download. */
    protected String released() {
        var iccid = ordered();
        var answer = acme.order("{\"function\":\"confirmOrder\",\"iccid\":\"" + iccid + "\"}");
        if (!"SUCCEEDED".equals(answer.state())) {
            throw new AssertionError("could not confirm: " + answer.text());
        }
        return iccid;
    }

    protected void play(String iccid, String outcome) {
        nobody.post("/simulator/smdp/profiles/" + iccid + "/download?outcome=" + outcome, "");
    }

    protected void faults(String faults) {
        nobody.put("/simulator/smdp/faults", faults);
    }

    /** Calls the simulated SM-DP+ worked on for this ICCID. */
    protected long calls(String iccid) {
        long count = 0;
        for (var call : nobody.get("/simulator/smdp/calls").json().path("items")) {
            count += call.path("iccid").asText().equals(iccid) ? 1 : 0;
        }
        return count;
    }
}
