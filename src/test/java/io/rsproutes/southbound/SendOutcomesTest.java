package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.Map;

import io.rsproutes.common.Stopwatch;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.StatusCodes;
import io.rsproutes.southbound.es2plus.Es2PlusAnswers;
import io.rsproutes.southbound.sgp02.Sgp02Answers;
import io.rsproutes.support.Soap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** What a call comes to, by HTTP status and answer: the tables of the send routes, run as they stand. */
class SendOutcomesTest {

    @EnableConfigurationProperties(Settings.class)
    static class SettingsOnly {}

    /** Stands for what has no part in the outcome. */
    public static class Silent {
        public void called(Exchange exchange) {}

        public void write(Exchange exchange) {}
    }

    private static final CamelContext CAMEL = new DefaultCamelContext();
    private static volatile int status;
    private static volatile String retryAfter;
    private static volatile String answer;

    @BeforeAll
    static void start() throws Exception {
        var settings = settings(
                "--rsp.peers.smdp.interface=es2plus",
                "--rsp.peers.smdp.url=https://smdp.example.com",
                "--rsp.peers.smdp.requester-id=1.2",
                "--rsp.peers.smsr.interface=es4",
                "--rsp.peers.smsr.url=https://smsr.example.com",
                "--rsp.peers.smsr.entity-id=1.3",
                "--rsp.peers.smsr.own-entity-id=1.4",
                "--rsp.dialects.taking.interface=es4",
                "--rsp.dialects.taking.acknowledges-in-body=true",
                "--rsp.peers.taking.interface=es4",
                "--rsp.peers.taking.dialect=taking",
                "--rsp.peers.taking.url=https://smsr.example.com",
                "--rsp.peers.taking.entity-id=1.5",
                "--rsp.peers.taking.own-entity-id=1.4",
                "--rsp.peers.taking.own-url=https://rsp.example.com",
                "--rsp.partner.port=8443",
                "--rsp.peers.smsr.own-url=https://rsp.example.com");
        var registry = CAMEL.getRegistry();
        registry.bind("telemetry", new Silent());
        registry.bind("stopwatch", new Stopwatch());
        registry.bind("es2plusCalls", new Silent());
        registry.bind("sgp02Calls", new Silent());
        registry.bind("es2plusAnswers", new Es2PlusAnswers(settings, new StatusCodes()));
        registry.bind("sgp02Answers", new Sgp02Answers(settings, new StatusCodes()));
        registry.bind("peerFailures", new PeerFailures());
        registry.bind("outcomes", new Outcomes());
        CAMEL.addRoutes(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration("inside").errorHandler(noErrorHandler());
            }

            @Override
            public void configure() {
                from("direct:southbound-peer").errorHandler(noErrorHandler()).process(SendOutcomesTest::peer);
                from("direct:southbound-poll-open")
                        .errorHandler(noErrorHandler())
                        .process(exchange -> {});
            }
        });
        for (var file : new String[] {"outcome", "es2plus-send", "es4-send"}) {
            PluginHelper.getRoutesLoader(CAMEL)
                    .loadRoutes(ResourceHelper.resolveResource(
                            CAMEL, "file:" + Path.of("routes/southbound/" + file + ".camel.yaml")));
        }
        CAMEL.start();
    }

    @AfterAll
    static void stop() {
        CAMEL.stop();
    }

    private static Settings settings(String... arguments) {
        try (var context = new SpringApplicationBuilder(SettingsOnly.class)
                .web(WebApplicationType.NONE)
                .properties("spring.config.location=classpath:dialects.yaml", "spring.main.banner-mode=off")
                .run(arguments)) {
            return context.getBean(Settings.class);
        }
    }

    // The client of the peer: 500 and more come as an exception.
    private static void peer(Exchange exchange) throws Exception {
        switch (status) {
            case -1 -> throw new ConnectException("refused");
            case -2 -> throw new SocketTimeoutException("Read timed out");
            default -> {}
        }
        if (status >= 500) {
            throw new HttpOperationFailedException(
                    "x", status, "x", null, retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter), answer);
        }
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setHeader("Retry-After", retryAfter);
        exchange.getMessage().setBody(answer);
    }

    private static Exchange send(String protocol, int http, String wait, String text) {
        boolean es4 = protocol.equals("es4");
        return send(protocol, es4 ? "smsr" : "smdp", es4 ? "enableProfile" : "releaseProfile", http, wait, text);
    }

    private static Exchange send(String protocol, String peer, String function, int http, String wait, String text) {
        status = http;
        retryAfter = wait;
        answer = text;
        var exchange = new DefaultExchange(CAMEL);
        Map.of(
                        "interface",
                        protocol,
                        "peer",
                        peer,
                        "calledFunction",
                        function,
                        "callId",
                        "1",
                        "iccid",
                        "8947010000123456784",
                        "parameters",
                        "{}")
                .forEach(exchange::setVariable);
        var done = CAMEL.createProducerTemplate().send("direct:southbound-" + protocol + "-send", exchange);
        assertThat(done.getException()).isNull();
        return done;
    }

    private static String es2plus(String word) {
        return switch (String.valueOf(word)) {
            case "Executed-Success" ->
                "{\"header\": {\"functionExecutionStatus\": {\"status\": \"Executed-Success\"}}}";
            case "Failed" ->
                "{\"header\": {\"functionExecutionStatus\": {\"status\": \"Failed\", \"statusCodeData\":"
                        + " {\"subjectCode\": \"8.2.1\", \"reasonCode\": \"3.9\", \"message\": \"so it is\"}}}}";
            case "Failed bare" -> "{\"header\": {\"functionExecutionStatus\": {\"status\": \"Failed\"}}}";
            default -> word;
        };
    }

    @ParameterizedTest(name = "HTTP {0}, Retry-After {1}, {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "200, -, Executed-Success, done, -",
                "200, -, Failed, refused, Failed 8.2.1/3.9",
                "200, -, Failed bare, refused, Failed null/null",
                "200, -, <html>, unknown, -",
                "201, -, Executed-Success, unknown, the peer answered Executed-Success with HTTP 201",
                "202, -, -, unknown, the peer answered HTTP 202 where the specification allows 200 only",
                "400, -, Failed, refused, Failed 8.2.1/3.9",
                "400, -, Failed bare, refused, HTTP 400",
                "400, -, Executed-Success, unknown, the peer answered Executed-Success with HTTP 400",
                "404, -, <html>, refused, HTTP 404",
                "429, 7, Failed, not-sent, the peer asked for fewer calls (HTTP 429)",
                "429, -, -, not-sent, the peer asked for fewer calls (HTTP 429)",
                "500, -, Failed, refused, Failed 8.2.1/3.9",
                "500, -, -, unknown, the peer failed with HTTP 500",
                "500, -, Executed-Success, unknown, the peer failed with HTTP 500",
                "503, 7, Failed, not-sent, the peer is unavailable (HTTP 503)",
                "503, -, -, unknown, the peer failed with HTTP 503",
                "-1, -, -, not-sent, no connection to the peer",
                "-2, -, -, unknown, the call left but no answer came in time"
            })
    void anEs2PlusCallComesToThis(int http, String wait, String word, String outcome, String detail) {
        var exchange = send("es2plus", http, wait, es2plus(word));

        assertThat(exchange.getVariable("outcome")).isEqualTo(outcome);
        if (detail != null) {
            assertThat(exchange.getVariable("detail")).isEqualTo(detail);
        }
        assertThat(exchange.getVariable("status", String.class)).contains("\"status\"");
        assertThat(exchange.getVariable("httpStatus")).isEqualTo(http < 0 ? null : http);
        assertThat(exchange.getVariable("retryIn")).isEqualTo(wait == null ? null : 7);
        assertThat(exchange.getVariable("result") != null).isEqualTo(outcome.equals("done"));
    }

    private static String es4(String form) {
        var fault = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><s:Fault><s:Code><s:Value>"
                + "s:%s</s:Value></s:Code></s:Fault></s:Body></s:Envelope>";
        return form != null && form.startsWith("Fault ") ? fault.formatted(form.substring(6)) : form;
    }

    @ParameterizedTest(name = "HTTP {0}, Retry-After {1}, {2}: {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "202, -, -, accepted, -",
                "202, -, <html>, accepted, -",
                "200, -, -, accepted, HTTP 200 without a body",
                "200, -, <html>, unknown, the peer answered HTTP 200 with a body that is no response",
                "500, -, Fault Sender, refused, SOAP fault Sender",
                "500, -, Fault Receiver, unknown, the peer failed with a SOAP fault (HTTP 500) without a reason",
                "503, 7, Fault Sender, refused, SOAP fault Sender",
                "404, -, <html>, refused, HTTP 404",
                "302, -, -, refused, HTTP 302",
                "429, 7, -, not-sent, the peer asked for fewer calls (HTTP 429)",
                "503, 7, -, not-sent, the peer is unavailable (HTTP 503)",
                "500, -, <html>, unknown, the peer failed with HTTP 500",
                "-1, -, -, not-sent, no connection to the peer"
            })
    void anEs4CallComesToThis(int http, String wait, String form, String outcome, String detail) {
        var exchange = send("es4", http, wait, es4(form));

        assertThat(exchange.getVariable("outcome")).isEqualTo(outcome);
        assertThat(exchange.getVariable("detail")).isEqualTo(detail);
        assertThat(exchange.getVariable("status") == null).isEqualTo(outcome.equals("accepted"));
        assertThat(exchange.getVariable("httpStatus")).isEqualTo(http < 0 ? null : http);
    }

    @ParameterizedTest
    @CsvSource({
        "taking, enableProfile,             EXECUTED_SUCCESS, accepted",
        "taking, enableProfile,             FAILED,           refused",
        "taking, auditEIS,                  EXECUTED_SUCCESS, accepted",
        "taking, getEIS,                    EXECUTED_SUCCESS, done",
        "taking, updatePolicyRules,         EXECUTED_SUCCESS, done",
        "taking, updateSubscriptionAddress, EXECUTED_SUCCESS, done",
        "smsr,   enableProfile,             EXECUTED_SUCCESS, done",
        "smsr,   updatePolicyRules,         EXECUTED_SUCCESS, done"
    })
    void aResultInTheAnswerOnlyTakesTheCall_whereThePeerSaysSoAndTheCardIsAsked(
            String peer, String function, String word, String outcome) {
        var name = Character.toUpperCase(function.charAt(0)) + function.substring(1);

        var exchange = send("es4", peer, function, 200, null, Soap.envelope("", Soap.response(name, word)));

        assertThat(exchange.getVariable("outcome")).isEqualTo(outcome);
    }
}
