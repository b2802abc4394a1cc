package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rsproutes.platform.camel.Durations;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The send-again table as routes/core/outcome.camel.yaml has it: the routes themselves, without their statements. */
class SendAgainTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> TABLE = Set.of(
            "core-outcome-record", "core-outcome-repeatable", "core-outcome-next-attempt", "core-outcome-unknown");

    private static CamelContext camel;

    /** Of all a peer may be, what the table asks. */
    public static class StubPeers {
        public Long resultTimeout(String peer, Long validity) {
            return "smsr".equals(peer) ? validity + 60 : null;
        }

        public String auditFunction(String peer) {
            return "asked".equals(peer) ? "getProfileStatus" : null;
        }
    }

    @BeforeAll
    static void loadTheTable() throws Exception {
        camel = new DefaultCamelContext();
        var properties = new Properties();
        properties.putAll(Map.of(
                "rsp.operations.max-attempts",
                "3",
                "rsp.operations.retry-delay",
                "1s",
                "rsp.operations.max-retry-delay",
                "1m",
                "rsp.operations.in-doubt-for",
                "24h"));
        camel.getPropertiesComponent().setInitialProperties(properties);
        camel.getRegistry().bind("calls", new CallSchedule(null));
        camel.getRegistry().bind("durations", new Durations(null));
        camel.getRegistry().bind("peers", new StubPeers());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:core-outcome-done").setVariable("to", constant("SUCCEEDED"));
                from("direct:core-order-profile-failed").setVariable("undone", constant(true));
                from("direct:core-outcome-refused-learn").setBody(constant(""));
                from("direct:core-result-move").setVariable("moved", constant(true));
            }
        });
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString("table.yaml", table()));
        camel.start();
    }

    private static String table() throws IOException {
        var table = (ArrayNode) YAML.createArrayNode();
        for (var entry : YAML.readTree(new File("routes/core/outcome.camel.yaml"))) {
            if (TABLE.contains(entry.at("/route/id").asText())) {
                table.add(entry);
            }
        }
        assertThat(table).hasSameSizeAs(TABLE);
        return YAML.writeValueAsString(table);
    }

    @AfterAll
    static void stop() throws Exception {
        camel.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // outcome, called function, peer, attempt, validity passed; what the operation becomes, for what it
                // waits, again
                "done,     downloadOrder,  smdp,  1, false, SUCCEEDED, -,            -",
                "accepted, enableProfile,  smsr,  1, false, WAITING,   -,            -",
                "refused,  downloadOrder,  smdp,  1, false, FAILED,    -,            no",
                "not-sent, downloadOrder,  smdp,  1, false, ACCEPTED,  retry,        yes",
                "not-sent, enableProfile,  smsr,  2, false, ACCEPTED,  retry,        yes",
                "not-sent, downloadOrder,  smdp,  3, false, FAILED,    -,            no",
                "not-sent, downloadOrder,  smdp,  1, true,  FAILED,    -,            no",
                "unknown,  releaseProfile, smdp,  1, false, ACCEPTED,  retry,        yes",
                "unknown,  getEIS,         smsr,  1, false, ACCEPTED,  retry,        yes",
                "unknown,  releaseProfile, smdp,  3, false, IN_DOUBT,  -,            -",
                "unknown,  downloadOrder,  smdp,  1, false, IN_DOUBT,  -,            -",
                "unknown,  confirmOrder,   asked, 1, false, IN_DOUBT,  status-query, -",
                "unknown,  enableProfile,  smsr,  1, false, IN_DOUBT,  -,            -"
            })
    void whatAnOutcomeMakesOfTheOperation(
            String outcome,
            String function,
            String peer,
            int attempt,
            String passed,
            String to,
            String waitingFor,
            String again) {
        var exchange = camel.createFluentProducerTemplate()
                .to("direct:core-outcome-record")
                .withProcessor(given -> {
                    var variables = new HashMap<String, Object>(Map.of(
                            "outcome",
                            outcome,
                            "calledFunction",
                            function,
                            "peer",
                            peer,
                            "attempt",
                            attempt,
                            "deadlinePassed",
                            passed,
                            "interface",
                            "smsr".equals(peer) ? "es4" : "es2plus",
                            "iccid",
                            "8947010000123456784",
                            "validity",
                            3600,
                            "detail",
                            "…",
                            "function",
                            function));
                    variables.forEach(given::setVariable);
                })
                .send();

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("to")).isEqualTo(to);
        assertThat(exchange.getVariable("waitingFor")).isEqualTo(waitingFor);
        assertThat(exchange.getVariable("moved")).isEqualTo(true);
        if (again != null) {
            assertThat(exchange.getVariable("nextIn") != null).isEqualTo(again.equals("yes"));
        }
        if (to.equals("IN_DOUBT")) {
            assertThat(exchange.getVariable("doubtFor")).isEqualTo(24 * 3600L);
            assertThat(exchange.getVariable("nextIn").toString())
                    .isEqualTo("smsr".equals(peer) ? "3660" : "asked".equals(peer) ? "0" : "86400");
        }
    }
}
