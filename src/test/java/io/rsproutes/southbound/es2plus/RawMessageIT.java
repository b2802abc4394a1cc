package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Messages that are handed on as they are: about the profile of the order, and no other. */
class RawMessageIT extends DialectScenarios {

    @Test
    void givenARawMessageThatNamesAnotherProfile_thenItIsRefused() {
        for (var message : List.of(
                "{\"iccid\":\"x\"}",
                "{\"EID\":\"x\"}",
                "{\"header\":{}}",
                """
                {"rpmScript":{"a":["%s"]}}""".formatted(FOREIGN_ICCID),
                """
                {"x":"iccid=%s;"}""".formatted(FOREIGN_ICCID),
                "{\"" + FOREIGN_ICCID + "\":1}",
                "{\"x\":\"8901 0000-0000 0000019\"}",
                "{\"x\":[\"8901000000\",\"000000019\"]}",
                "{\"x\":8901000000000000019}",
                "{\"x\":8.901000000000000019e18}",
                "{\"x\":\"８９０１０００００００００００００19\"}",
                "{\"rpmScript\":\"30155A0A981000000000000000F1BF1F00112233445566\"}"
                        .replace("981000000000000000F1", "981000000000000010F9"),
                """
                {"rpmScript":"%s"}"""
                        .formatted(Base64.getEncoder()
                                .encodeToString(HexFormat.of().parseHex("300C5A0A981000000000000010F9"))),
                """
                {"rpmScript":"%s"}"""
                        .formatted(Base64.getEncoder()
                                .encodeToString(FOREIGN_ICCID.getBytes(StandardCharsets.US_ASCII))))) {
            var answer = acme.order(
                    """
                    {"function":"rpmOrder","peer":"wire-sgp22-v3","eid":"%s",
                     "parameters":{"message":%s}}"""
                            .formatted(EID, message));
            assertThat(answer.code()).as(message).isEqualTo("invalid-command");
        }
        assertThat(WIRE.got).isEmpty();
    }

    @Test
    void aRawMessageKeepsItsNumbersAndMayNameItsOwnProfile() {
        var iccid = owned();
        var own = HexFormat.of().formatHex(new byte[] {0x30, 0x0C});

        var answer = acme.order(
                """
                {"function":"rpmOrder","peer":"wire-sgp22-v3","eid":"%s",
                 "iccid":"%s","parameters":{"message":{"rpmScript":"%s","of":"%sF",
                 "n":1.10,"m":12345678901234567}}}"""
                        .formatted(EID, iccid, own, iccid));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(WIRE.got.get(0).body()).endsWith("\"n\":1.10,\"m\":12345678901234567}");
    }

    @Test
    void aDeviceChangeRequestIsPublishedRawAndAnsweredNotEligible() {
        var iccid = owned();
        var body =
                """
                {"header":{"functionRequesterIdentifier":"1.3.6","functionCallIdentifier":"TX-1"},
                 "iccid":"%s","tac":"35203000","other":{"x":1}}"""
                        .formatted(iccid);

        var answer = nobody.post(
                "/gsma/rsp2/es2plus/handleDeviceChangeRequest", body, "X-Admin-Protocol", "gsma/rsp/v3.1.0");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo(
                        """
                        {"header":{"functionExecutionStatus":{"status":"Failed","statusCodeData":{\
                        "subjectCode":"8.10.3","reasonCode":"1.2",\
                        "message":"The device change is arranged with the operator."}}}}""");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.device-change-requested") == 1);
        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = 'rsp.profile.device-change-requested'",
                        String.class,
                        iccid))
                .contains("\\\"other\\\":{\\\"x\\\":1}");
    }
}
