package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.common.UuidV7;
import io.rsproutes.support.Order;
import io.rsproutes.support.StubServer.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests and notifications of every dialect, byte for byte as its manual has them. */
class Es2PlusDialectIT extends DialectScenarios {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/es2plus");

    static Stream<Arguments> requests() throws IOException {
        var all = new ArrayList<Arguments>();
        for (var dialect : DIALECTS) {
            for (var section :
                    Files.readString(FIXTURES.resolve(dialect + ".txt")).split("\n\n")) {
                var name = section.substring(0, section.indexOf('\n'));
                if (!name.endsWith(".2")) {
                    all.add(Arguments.of(dialect, name.replace(".1", "")));
                }
            }
        }
        return all.stream();
    }

    private static List<String> fixture(String dialect, String name) throws IOException {
        return Stream.of(Files.readString(FIXTURES.resolve(dialect + ".txt")).split("\n\n"))
                .map(section -> section.trim().lines().toList())
                .filter(lines -> lines.get(0).equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theRequestIsWhatTheSpecificationSays(String dialect, String function) throws Exception {
        var iccid = owned();
        var about = "\"function\":\"" + function + "\",\"peer\":\"wire-" + dialect + "\",\"iccid\":\"" + iccid + "\"";

        var answer = acme.order(
                switch (function) {
                    case "downloadOrder" ->
                        """
                        {%s,"eid":"%s","parameters":{"profileType":"P9054-2"}}"""
                                .formatted(about, EID);
                    case "confirmOrder" ->
                        """
                        {%s,"parameters":{"matchingId":"04386-AGYFT-A74Y8-3F815",
                         "confirmationCode":"0000","releaseFlag":false}}"""
                                .formatted(about);
                    case "cancelOrder" ->
                        """
                        {%s,"parameters":{"matchingId":"04386-AGYFT-A74Y8-3F815",
                         "finalProfileStatusIndicator":"Unavailable"}}"""
                                .formatted(about);
                    case "orderProfile" ->
                        """
                        {%s,"parameters":{"smdsAddress":"lpa.ds.gsma.com"}}"""
                                .formatted(about);
                    case "rpmOrder" ->
                        "{\"function\":\"rpmOrder\",\"peer\":\"wire-" + dialect + "\",\"eid\":\"" + EID
                                + "\",\"parameters\":{\"message\":{\"rpmScript\":\"MBA=\"}}}";
                    default -> "{" + about + "}";
                });

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");

        boolean composite = function.equals("orderProfile");

        assertThat(WIRE.got).hasSize(composite ? 2 : 1);
        for (int i = 0; i < WIRE.got.size(); i++) {
            var expected = fixture(dialect, composite ? function + "." + (i + 1) : function);
            var got = WIRE.got.get(i);

            assertThat(got.line()).isEqualTo(expected.get(1));
            assertThat(got.headers().get("Content-type"))
                    .containsExactly(expected.get(2).substring("Content-Type: ".length()));
            assertThat(got.headers().get("X-admin-protocol"))
                    .containsExactly(expected.get(3).substring("X-Admin-Protocol: ".length()));

            var callId = i == 0 ? answer.id() : UuidV7.of(answer.id(), "confirmOrder");
            assertThat(got.body())
                    .isEqualTo(expected.get(4).replace("{iccid}", iccid).replace("{callId}", callId));
            assertThat(got.headers().keySet())
                    .as("nothing of ours leaves")
                    .allMatch(
                            name -> List.of(
                                            "Content-type",
                                            "X-admin-protocol",
                                            "Content-length",
                                            "Host",
                                            "Connection",
                                            "User-agent",
                                            "Accept-encoding",
                                            "Access-key",
                                            "Request-id",
                                            "Timestamp",
                                            "Sign-method",
                                            "Signature")
                                    .contains(name),
                            "known");
            assertThat(got.headers().containsKey("Signature")).isEqualTo(dialect.equals("redtea"));

            if (dialect.equals("redtea")) {
                assertSigned(got);
            }
        }
        if (composite) {
            assertThat(answer.json().at("/result/activationCode").asText())
                    .isEqualTo("1$smdp.example.com$04386-AGYFT-A74Y8-3F815");
            assertThat(answer.json().at("/result/qrText").asText())
                    .isEqualTo("LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815");
        }
    }

    // docs/spec/es2plus.md 5.5: SHA256 in hex over timestamp, requestId, body and secret.
    private static void assertSigned(Request got) throws Exception {
        assertThat(got.header("Access-key")).isEqualTo("ak-1");
        assertThat(got.header("Sign-method")).isEqualTo("SHA256");
        assertThat(Long.parseLong(got.header("Timestamp")))
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        var signed = MessageDigest.getInstance("SHA-256")
                .digest((got.header("Timestamp") + got.header("Request-id") + got.body() + "s3cr3t")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(got.header("Signature")).isEqualTo(HexFormat.of().formatHex(signed));
    }

    static Stream<List<String>> notifications() throws IOException {
        return Stream.of(Files.readString(FIXTURES.resolve("notifications.txt")).split("\n\n"))
                .map(section -> section.trim().lines().toList());
    }

    @ParameterizedTest
    @MethodSource("notifications")
    void aNotificationIsReadAndAnsweredAsItsDialectSays(List<String> fixture) {
        var dialect = fixture.get(0).split(" \\| ")[0];
        var event = fixture.get(0).split(" \\| ")[1];
        var iccid = owned();
        jdbc.update("update inventory set peer = ? where iccid = ?", "wire-" + dialect, iccid);
        boolean versioned = fixture.get(2).startsWith("X-Admin-Protocol");
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var body = fixture.get(versioned ? 3 : 2)
                .replace("{iccid}", iccid)
                .replace("{now}", now.toString())
                .replace("{epoch}", String.valueOf(now.getEpochSecond()));
        var answer = nobody.post(
                fixture.get(1).substring(5),
                body,
                versioned
                        ? new String[] {
                            "Content-Type",
                            "application/json",
                            "X-Admin-Protocol",
                            fixture.get(2).substring(18)
                        }
                        : new String[] {"Content-Type", "application/json;charset=UTF-8"});
        var expected = fixture.get(fixture.size() - 1).split(" ", 3);

        assertThat(answer.status()).as(answer.text()).isEqualTo(Integer.parseInt(expected[0]));
        assertThat(answer.headers().allValues("X-Admin-Protocol")).containsExactly(expected[1]);
        assertThat(answer.text()).isEqualTo(expected.length < 3 ? "" : expected[2].replace("{iccid}", iccid));
        if (answer.status() == 204) {
            assertThat(answer.headers().firstValue("Content-Type")).isEmpty();
            assertThat(answer.headers().firstValue("Content-Length").orElse("0"))
                    .isEqualTo("0");
        } else {
            assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/json");
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, event) == 1);
        assertThat(jdbc.queryForObject("select peer from inbox where iccid = ?", String.class, iccid))
                .isEqualTo("wire-" + dialect);
    }

    @Test
    void givenAFunctionTheDialectDoesNotOffer_thenItIsRefusedAndNothingLeaves() {
        var answer = acme.order(Order.of("getProfileStatus").peer("wire-valid").iccid(owned()));
        assertThat(answer.code()).isEqualTo("function-not-offered");
        assertThat(WIRE.got).isEmpty();
    }
}
