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
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rsproutes.common.UuidV7;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.StubServer.Reply;
import io.rsproutes.support.StubServer.Request;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dialect on the wire, byte for byte beside fixtures typed from the specification's facts (docs/spec/es2plus.md 1, 5, 8.2). */
class Es2PlusDialectIT extends BundleIT {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures/es2plus");
    private static final String OK = "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}";

    @BeforeEach
    void answers() {
        WIRE.got.clear();
        WIRE.replies = request -> new Reply(
                200,
                request.line().endsWith("confirmOrder")
                        ? OK + ",\"matchingId\":\"04386-AGYFT-A74Y8-3F815\"}"
                        : request.line().endsWith("getProfileStatus")
                                ? OK + ",\"profileStatusList\":[{\"iccid\":\"" + iccidIn(request.body())
                                        + "\",\"state\":\"RELEASED\"}]}"
                                : request.line().endsWith("downloadOrder")
                                        ? OK + ",\"iccid\":\"" + iccidIn(request.body()) + "\"}"
                                        : OK + "}",
                Map.of("Content-Type", "application/json"));
    }

    private static String iccidIn(String body) {
        return body.replaceAll("(?s).*\"iccid\":\"([0-9F]+)\".*", "$1");
    }

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
                        "{" + about + ",\"eid\":\"" + EID + "\",\"parameters\":{\"profileType\":\"P9054-2\"}}";
                    case "confirmOrder" ->
                        "{" + about
                                + ",\"parameters\":{\"matchingId\":\"04386-AGYFT-A74Y8-3F815\",\"confirmationCode\":\"0000\",\"releaseFlag\":false}}";
                    case "cancelOrder" ->
                        "{" + about
                                + ",\"parameters\":{\"matchingId\":\"04386-AGYFT-A74Y8-3F815\",\"finalProfileStatusIndicator\":\"Unavailable\"}}";
                    case "orderProfile" -> "{" + about + ",\"parameters\":{\"smdsAddress\":\"lpa.ds.gsma.com\"}}";
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

    @ParameterizedTest
    @MethodSource("dialects")
    void aProfileLivesItsLifeAtTheSimulatorOfEveryDialect(String dialect) {
        var peer = "smdp-" + dialect;
        var ordered = acme.order("{\"function\":\"orderProfile\",\"peer\":\"" + peer
                + "\",\"parameters\":{\"profileType\":\"P9054-1\"}}");
        assertThat(ordered.state()).as(ordered.text()).isEqualTo("SUCCEEDED");
        var iccid = ordered.json().path("iccid").asText();
        assertThat(ordered.json().at("/result/activationCode").asText())
                .matches("1\\$smdp\\.example\\.com\\$[0-9A-Z-]+");
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        events(iccid, "rsp.profile.downloaded") == 1 && events(iccid, "rsp.profile.installed") == 1);
        for (var what : List.of("enabled", "disabled", "deleted")) {
            if (nobody.post("/simulator/smdp/profiles/" + iccid + "/download?outcome=" + what, "")
                            .status()
                    == 200) {
                await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile." + what) == 1);
            }
        }
        var other = orderedAt(peer, "downloadOrder");
        var confirm = acme.order(
                "{\"function\":\"confirmOrder\",\"iccid\":\"" + other + "\",\"parameters\":{\"releaseFlag\":false}}");
        assertThat(confirm.state()).as(confirm.text()).isEqualTo("SUCCEEDED");
        assertThat(acme.order("{\"function\":\"releaseProfile\",\"iccid\":\"" + other + "\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(acme.order("{\"function\":\"cancelOrder\",\"iccid\":\"" + other + "\"}")
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(nobody.get("/simulator/smdp/profiles/" + other).state()).isEqualTo("Available");
    }

    static Stream<String> dialects() {
        return DIALECTS.stream();
    }

    @Test
    void givenAWrongSecret_thenTheSimulatorOfASignedDialectRefuses() {
        assertThat(nobody.post(
                                "/simulator/smdp/as/redtea/redtea/rsp2/es2plus/downloadOrder",
                                "{}",
                                "Access-Key",
                                "ak-1",
                                "Signature",
                                "00",
                                "Timestamp",
                                "1",
                                "Request-ID",
                                "x")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void givenAFunctionTheDialectDoesNotOffer_thenItIsRefusedAndNothingLeaves() {
        var answer =
                acme.order("{\"function\":\"getProfileStatus\",\"peer\":\"wire-valid\",\"iccid\":\"" + owned() + "\"}");
        assertThat(answer.code()).isEqualTo("function-not-offered");
        assertThat(WIRE.got).isEmpty();
    }

    @Test
    void givenARawMessageThatNamesAnotherProfile_thenItIsRefused() {
        for (var message : List.of(
                "{\"iccid\":\"x\"}",
                "{\"EID\":\"x\"}",
                "{\"header\":{}}",
                "{\"rpmScript\":{\"a\":[\"" + FOREIGN_ICCID + "\"]}}",
                "{\"x\":\"iccid=" + FOREIGN_ICCID + ";\"}",
                "{\"" + FOREIGN_ICCID + "\":1}",
                "{\"x\":\"8901 0000-0000 0000019\"}",
                "{\"x\":[\"8901000000\",\"000000019\"]}",
                "{\"x\":8901000000000000019}",
                "{\"x\":8.901000000000000019e18}",
                "{\"x\":\"８９０１０００００００００００００19\"}",
                "{\"rpmScript\":\"30155A0A981000000000000000F1BF1F00112233445566\"}"
                        .replace("981000000000000000F1", "981000000000000010F9"),
                "{\"rpmScript\":\""
                        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex("300C5A0A981000000000000010F9"))
                        + "\"}",
                "{\"rpmScript\":\""
                        + Base64.getEncoder().encodeToString(FOREIGN_ICCID.getBytes(StandardCharsets.US_ASCII))
                        + "\"}")) {
            var answer = acme.order("{\"function\":\"rpmOrder\",\"peer\":\"wire-sgp22-v3\",\"eid\":\"" + EID
                    + "\",\"parameters\":{\"message\":" + message + "}}");
            assertThat(answer.code()).as(message).isEqualTo("invalid-command");
        }
        assertThat(WIRE.got).isEmpty();
    }

    @Test
    void aRawMessageKeepsItsNumbersAndMayNameItsOwnProfile() {
        var iccid = owned();
        var own = HexFormat.of().formatHex(new byte[] {0x30, 0x0C});
        var answer = acme.order("{\"function\":\"rpmOrder\",\"peer\":\"wire-sgp22-v3\",\"eid\":\"" + EID
                + "\",\"iccid\":\"" + iccid + "\",\"parameters\":{\"message\":{\"rpmScript\":\"" + own + "\",\"of\":\""
                + iccid + "F\",\"n\":1.10,\"m\":12345678901234567}}}");
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(WIRE.got.get(0).body()).endsWith("\"n\":1.10,\"m\":12345678901234567}");
    }

    @Test
    void aDeviceChangeRequestIsPublishedRawAndAnsweredNotEligible() {
        var iccid = owned();
        var body =
                "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6\",\"functionCallIdentifier\":\"TX-1\"},\"iccid\":\""
                        + iccid + "\",\"tac\":\"35203000\",\"other\":{\"x\":1}}";
        var answer = nobody.post(
                "/gsma/rsp2/es2plus/handleDeviceChangeRequest", body, "X-Admin-Protocol", "gsma/rsp/v3.1.0");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo(
                        "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.10.3\",\"reasonCode\":\"1.2\",\"message\":\"The device change is arranged with the operator.\"}}}}");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.device-change-requested") == 1);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.profile.device-change-requested'",
                        String.class,
                        iccid))
                .contains("\\\"other\\\":{\\\"x\\\":1}");
    }

    /** The dialect of docs/guides/dialects.md, added as that page says, without Java. */
    @Test
    void aDialectATeamAddsInYamlIsSpoken() {
        WIRE.replies = request -> new Reply(
                200,
                OK + ",\"profileStatusList\":[{\"iccid\":\"" + iccidIn(request.body()) + "\",\"state\":\"RELEASED\"}]}",
                Map.of("Content-Type", "application/json"));
        var iccid = "894704040000000012" + "3";
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'acme')", iccid);
        try {
            // Chosen by ICCID range; the check digit is wrong, and nobody minds.
            var cancelled = acme.order("{\"function\":\"cancelOrder\",\"iccid\":\"" + iccid + "\"}");
            assertThat(cancelled.state()).as(cancelled.text()).isEqualTo("SUCCEEDED");
            assertThat(cancelled.json().path("peer").asText()).isEqualTo("roamer-emea");
            assertThat(acme.order("{\"function\":\"getProfileStatus\",\"iccid\":\"" + iccid + "\"}")
                            .json()
                            .at("/result/state")
                            .asText())
                    .isEqualTo("Released");
            assertThat(WIRE.got.get(0).line()).isEqualTo("POST /roamer-dp-service/gsma/rsp2/es2plus/smdp/cancelOrder");
            assertThat(WIRE.got.get(0).header("X-admin-protocol")).isEqualTo("gsma/rsp/v2.1.0");
            assertThat(WIRE.got.get(0).body())
                    .endsWith("\"iccid\":\"" + iccid + "F\",\"finalProfileStatusIndicator\":\"AVAILABLE\"}");
            assertThat(WIRE.got.get(1).line()).isEqualTo("POST /status/v1/profiles");
            for (var point : List.of("7", "\"moved\"")) {
                var told = nobody.post(
                        "/events/es2plus",
                        "{\"header\":{\"functionCallIdentifier\":\"a\\\"b\"},\"iccid\":\"" + iccid
                                + "F\",\"notificationPointId\":" + point
                                + ",\"notificationPointStatus\":{\"status\":\"EXECUTED_SUCCESS\"}}");
                assertThat(told.status()).isEqualTo(200);
                assertThat(told.text()).isEqualTo("{\"result\":\"ok\",\"id\":\"a\\\"b\"}");
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> events(iccid, "rsp.profile.disabled") == 1
                            && events(iccid, "rsp.profile.device-changed") == 1);
        } finally {
            jdbc.update("delete from inventory where iccid = ?", iccid);
        }
    }
}
