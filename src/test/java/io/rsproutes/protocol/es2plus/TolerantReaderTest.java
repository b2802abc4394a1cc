package io.rsproutes.protocol.es2plus;

import static io.rsproutes.protocol.es2plus.Messages.ICCID;
import static io.rsproutes.protocol.es2plus.Messages.answer;
import static io.rsproutes.protocol.es2plus.Messages.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;

import io.rsproutes.common.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tolerant reader of docs/spec/es2plus.md 8.1: keys, times, paddings and numbers as JSON libraries and people
 * write them.
 */
class TolerantReaderTest {

    @Test
    void keysInAnyCase() {
        var notification = Es2Plus.notification(
                """
                {"ICCID":"%s","NotificationPointID":3,"NOTIFICATIONPOINTSTATUS":{"Status":"Executed-Success"}}"""
                        .formatted(ICCID),
                Es2Plus.POINTS);
        assertThat(notification.name()).isEqualTo("downloaded");
        assertThat(notification.status().path("status").asText()).isEqualTo("Executed-Success");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02T04:04:05+01:00",
                "2026-01-02T04:04:05+0100",
                "2026-01-02T03:04:05.123Z",
                "1767323045",
                "1767323045000"
            })
    void timesOfEveryForm(String time) {
        assertThat(read("\"timestamp\":\"" + time + "\"").at().getEpochSecond()).isEqualTo(1767323045L);
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(read("\"notificationPointId\":3,\"x\":{\"y\":[1,2,{}]}").name())
                .isEqualTo("downloaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {ICCID, ICCID + "F", ICCID + "f", "894701000012345678"})
    void paddingOfAnIccidIsOptional(String iccid) {
        assertThat(Es2Plus.notification(
                                """
                                {"iccid":"%s"}""".formatted(iccid), Map.of())
                        .iccid())
                .isEqualTo(ICCID);
    }

    @Test
    void aMissingHeader() {
        assertThat(read("\"notificationPointId\":3").callId()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, gsma/rsp/v2.2.0",
                "nonsense, gsma/rsp/v2.2.0",
                "gsma/rsp/v2.0.0, gsma/rsp/v2.0.0",
                "GSMA/RSP/V2.1, gsma/rsp/v2.1",
                "gsma/rsp/v3.1.0, gsma/rsp/v2.2.0",
                "gsma/rsp/v2.10.0, gsma/rsp/v2.2.0",
                "gsma/rsp/v99999999999.1, gsma/rsp/v2.2.0"
            })
    void aVersionThatIsMissingOddHigherOrLower(String header, String answered) {
        assertThat(AdminProtocol.answer(header, "2.2.0")).isEqualTo(answered);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    3
                    3.0
                    "03"
                    "3.0"
                    " 3 "
                    3e0
                    30E-1
                    """)
    void aNotificationPoint(String point) {
        assertThat(read("\"notificationPointId\":" + point).name()).isEqualTo("downloaded");
        assertThat(read("\"notificationEvent\":" + point).point()).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    3.5
                    -3
                    "3a"
                    1e300
                    ""
                    """)
    void whatIsNone(String point) {
        assertThat(read("\"notificationPointId\":" + point).name()).isNull();
    }

    @Test
    void identifiersThatBecameNumbers() {
        var notification = Es2Plus.notification(
                """
                {"iccid":8.947010000123456784E18,"eid":89049032123451234512345678901235,
                 "imei":3.5203000123456E14,"tac":"01234567","timestamp":1.767323045E9}""",
                Es2Plus.POINTS);

        assertThat(notification.iccid()).isEqualTo(ICCID);
        assertThat(notification.eid()).isEqualTo("89049032123451234512345678901235");
        assertThat(notification.device())
                .containsEntry("imei", "352030001234560")
                .containsEntry("tac", "01234567");
        assertThat(notification.at()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void aCodeKeepsItsZero() {
        var answer = Es2Plus.answer(
                """
                {"header":{"functionExecutionStatus":{"status":"Failed",
                 "statusCodeData":{"subjectCode":"8.2.6","reasonCode":3.10}}}}""");
        assertThat(answer.reasonCode()).isEqualTo("3.10");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''
                    []
                    {"iccid":"12"}
                    {"notificationPointId":3}
                    """)
    void whatIsNoNotificationIsRefused(String text) {
        assertThatThrownBy(() -> Es2Plus.notification(text, Es2Plus.POINTS)).isInstanceOf(Problem.class);
    }
}
