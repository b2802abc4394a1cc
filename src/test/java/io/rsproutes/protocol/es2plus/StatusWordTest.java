package io.rsproutes.protocol.es2plus;

import static io.rsproutes.protocol.es2plus.Messages.ICCID;
import static io.rsproutes.protocol.es2plus.Messages.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A status word that is none of SGP.22's says nothing. */
class StatusWordTest {

    private static Es2Plus.Answer status(String status) {
        return Es2Plus.answer("""
                {"header":{"functionExecutionStatus":%s}}""".formatted(status));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Executed-Success | EXECUTED",
                "EXECUTED_SUCCESS | EXECUTED",
                "executedSuccess | EXECUTED",
                "' Executed Success ' | EXECUTED",
                "Executed-WithWarning | WITH_WARNING",
                "FAILED | FAILED",
                "expired | EXPIRED",
                "Success | UNKNOWN",
                "OK | UNKNOWN",
                "'' | UNKNOWN",
                "Failure | UNKNOWN",
                "Executed | UNKNOWN",
                "Not-Failed | UNKNOWN",
                "true | UNKNOWN",
                "0 | UNKNOWN"
            })
    void inAnyCaseAndNoOther(String word, StatusWord meant) {
        assertThat(status("""
                          {"status":"%s"}""".formatted(word))
                        .word())
                .isEqualTo(meant);
        assertThat(status("\"" + word + "\"").word()).as("as a bare string").isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}
                    {"status":null}
                    {"status":true}
                    {"status":["Executed-Success"]}
                    {"statusCodeData":{"subjectCode":"8.2.1","reasonCode":"3.9"}}
                    7
                    []
                    """)
    void absentOrNoWord(String status) {
        assertThat(status(status).word()).isEqualTo(StatusWord.UNKNOWN);
    }

    @Test
    void besideTheHeader() {
        assertThat(Es2Plus.answer(
                                """
                                {"functionExecutionStatus":{"status":"Failed"}}""")
                        .word())
                .isEqualTo(StatusWord.FAILED);
    }

    @Test
    void ofADialect() {
        var reading =
                new Es2Plus.Reading(Map.of("Success", "Executed-Success", "KO", "Failed"), java.time.ZoneOffset.UTC);

        assertThat(Es2Plus.answer(
                                """
                                {"header":{"functionExecutionStatus":{"status":"SUCCESS"}}}""",
                                false,
                                reading)
                        .status())
                .isEqualTo("Executed-Success");
        assertThat(Es2Plus.notification(
                                """
                                {"iccid":"%s","notificationPointId":4,"notificationPointStatus":"KO"}"""
                                        .formatted(ICCID),
                                Es2Plus.POINTS,
                                reading)
                        .name())
                .isEqualTo("install-failed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"status":"Success"}
                    "NOK"
                    {"status":""}
                    """)
    void ofANotification(String status) {
        assertThat(read("\"notificationPointId\":4,\"notificationPointStatus\":" + status)
                        .name())
                .isNull();
        assertThat(read("\"notificationPointId\":4,\"notificationPointStatus\":\"executed_success\"")
                        .name())
                .isEqualTo("installed");
    }
}
