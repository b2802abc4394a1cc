package io.rsproutes.protocol.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes typed from the specification's facts (docs/spec/es2plus.md 1.4 to 1.7), not from our own writer. */
class Es2PlusTest {

    private static final String HEADER =
            "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6.1.4.1.99999\",\"functionCallIdentifier\":\"TX-1\"},";

    private static String request(
            String function, String eid, String iccid, String parameters, Map<String, String> known) {
        return Es2PlusWriter.request(
                function,
                "1.3.6.1.4.1.99999",
                "TX-1",
                eid,
                iccid == null ? List.of() : List.of(iccid),
                Json.read(parameters),
                known,
                Es2PlusWriter.Style.EXACT);
    }

    @Test
    void downloadOrder() {
        assertThat(request(
                        "downloadOrder",
                        "89049032123451234512345678901235",
                        "8947010000123456784",
                        "{\"profileType\":\"P9054-2\"}",
                        Map.of()))
                .isEqualTo(
                        HEADER
                                + "\"eid\":\"89049032123451234512345678901235\",\"iccid\":\"8947010000123456784\",\"profileType\":\"P9054-2\"}");
        assertThat(request("downloadOrder", null, null, "{\"profileType\":\"P/9054 ü\"}", Map.of()))
                .isEqualTo(HEADER + "\"profileType\":\"P/9054 ü\"}");
    }

    @Test
    void confirmOrder() {
        assertThat(request(
                        "confirmOrder",
                        null,
                        "8947010000123456784",
                        "{\"matchingId\":\"\",\"confirmationCode\":\"0000\",\"smdsAddress\":\"lpa.ds.gsma.com\",\"releaseFlag\":false}",
                        Map.of()))
                .isEqualTo(
                        HEADER
                                + "\"iccid\":\"8947010000123456784\",\"matchingId\":\"\",\"confirmationCode\":\"0000\",\"smdsAddress\":\"lpa.ds.gsma.com\",\"releaseFlag\":false}");
        assertThat(request("confirmOrder", null, "8947010000123456784", "{}", Map.of()))
                .isEqualTo(HEADER + "\"iccid\":\"8947010000123456784\",\"releaseFlag\":true}");
    }

    @Test
    void cancelOrderKnowsWhatTheOrderIsTiedTo() {
        assertThat(request(
                        "cancelOrder",
                        null,
                        "8947010000123456784",
                        "{}",
                        Map.of("eid", "89049032123451234512345678901235", "matchingId", "AB-1")))
                .isEqualTo(
                        HEADER
                                + "\"iccid\":\"8947010000123456784\",\"eid\":\"89049032123451234512345678901235\",\"matchingId\":\"AB-1\",\"finalProfileStatusIndicator\":\"Available\"}");
        assertThat(request(
                        "cancelOrder",
                        null,
                        "8947010000123456784",
                        "{\"finalProfileStatusIndicator\":\"Unavailable\",\"matchingId\":\"X\"}",
                        Map.of("matchingId", "AB-1")))
                .isEqualTo(
                        HEADER
                                + "\"iccid\":\"8947010000123456784\",\"matchingId\":\"X\",\"finalProfileStatusIndicator\":\"Unavailable\"}");
    }

    @Test
    void releaseProfile() {
        assertThat(request("releaseProfile", null, "8947010000123456784", "{}", Map.of()))
                .isEqualTo(HEADER + "\"iccid\":\"8947010000123456784\"}");
    }

    @Test
    void anAnswerOfSuccess() {
        var answer = Es2Plus.answer(
                "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\",\"statusCodeData\":null}},\"iccid\":\"8947010000123456784F\",\"matchingId\":null}");
        assertThat(answer.executed()).isTrue();
        assertThat(answer.result().toString()).isEqualTo("{\"iccid\":\"8947010000123456784\"}");
        assertThat(answer.subjectCode()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Executed-Success, true, Executed-Success",
        "EXECUTED_SUCCESS, true, Executed-Success",
        "executed-withwarning, true, Executed-WithWarning",
        "Failed, false, Failed",
        "EXPIRED, false, Expired",
        "Strange, false, Strange"
    })
    void statusWordsInAnyCase(String word, boolean executed, String canonical) {
        var answer = Es2Plus.answer("{\"Header\":{\"FunctionExecutionStatus\":{\"STATUS\":\"" + word
                + "\",\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"}}}}");
        assertThat(answer.executed()).isEqualTo(executed);
        assertThat(answer.status()).isEqualTo(canonical);
        assertThat(answer.subjectCode()).isEqualTo("8.2.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"header\":{}}"})
    void whatIsNoAnswer(String text) {
        assertThatThrownBy(() -> Es2Plus.answer(text)).isInstanceOf(Problem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z",
        "2026-01-02T04:04:05+01:00",
        "2026-01-02T04:04:05+0100",
        "2026-01-02T03:04:05.000Z",
        "1767323045",
        "1767323045000"
    })
    void timesOfEveryForm(String text) {
        var notification = Es2Plus.notification(
                "{\"iccid\":\"8947010000123456784\",\"timeStamp\":\"" + text + "\",\"notificationPointId\":4}",
                Es2Plus.POINTS);
        assertThat(notification.at()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @Test
    void aTimeNobodyCanRead() {
        assertThat(Es2Plus.notification(
                                "{\"iccid\":\"8947010000123456784\",\"timestamp\":\"yesterday\"}", Es2Plus.POINTS)
                        .at())
                .isNull();
    }

    @Test
    void theSimulatorWritesWhatTheSpecificationSays() {
        var text = Json.write(Es2PlusWriter.notification(
                "1.3.6",
                "TX-9",
                null,
                "8947010000123456784",
                "P9054-1",
                4,
                Map.of("status", "Failed", "subjectCode", "8.2.10", "reasonCode", "4.2")));
        assertThat(text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:]+Z", "T"))
                .isEqualTo(
                        "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6\",\"functionCallIdentifier\":\"TX-9\"},"
                                + "\"iccid\":\"8947010000123456784\",\"profileType\":\"P9054-1\",\"timestamp\":\"T\",\"notificationPointId\":4,"
                                + "\"notificationPointStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.10\",\"reasonCode\":\"4.2\"}}}");
    }
}
