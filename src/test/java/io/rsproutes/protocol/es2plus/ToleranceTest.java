package io.rsproutes.protocol.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.core.Identifiers;
import io.rsproutes.core.Json;
import io.rsproutes.core.Problem;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tolerance table: each quirk of spec/es2plus.md 1.7, 5 and 8.1 as a test of its name, and each strictness of 8.2. What needs HTTP (charset
 * suffix, versions, 204 without body) is in Es2PlusDialectIT.
 */
class ToleranceTest {

    private static final String ICCID = "8947010000123456784";

    private static Es2Plus.Notification read(String fields) {
        return Es2Plus.notification("{\"iccid\":\"" + ICCID + "\"," + fields + "}", Es2Plus.POINTS);
    }

    private static Es2Plus.Answer answer(String fields) {
        return Es2Plus.answer("{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}" + fields + "}");
    }

    /** 1.7, traps inside the specification itself. */
    @Nested
    class SpecificationTraps {

        @Test
        void timeStampWithACapitalS() {
            assertThat(read("\"timeStamp\":\"2026-01-02T03:04:05Z\"").at()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        }

        @Test
        void notificationPointIdAsText() {
            assertThat(read("\"notificationPointId\":\"4\"").name()).isEqualTo("installed");
            assertThat(read("\"notificationPointId\":4").name()).isEqualTo("installed");
        }

        @Test
        void anEidWithLettersIsNoEid() {
            assertThat(Identifiers.isEid("8988211990000000000000000000O165")).isFalse();
            assertThatCode(() -> read("\"eid\":\"0102030405060708090A0B0C0D0E0F\",\"notificationPointId\":4")).doesNotThrowAnyException();
        }

        @Test
        void anAnswerWithoutMatchingId() {
            assertThat(answer(",\"smdpAddress\":\"smdp.example.com\"").result().has("matchingId")).isFalse();
            assertThat(answer("").executed()).isTrue();
        }

        @Test
        void aFailureWithoutTheFieldsOfSuccess() {
            var failed = Es2Plus.answer("{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"}}}}");
            assertThat(failed.executed()).isFalse();
            assertThat(failed.result().isEmpty()).isTrue();
        }

        @Test
        void aCodeOfFourLevels() {
            assertThat(Es2Plus.answer("{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.10.2.7\",\"reasonCode\":\"4.2\"}}}}").subjectCode()).isEqualTo("8.10.2.7");
        }
    }

    /** 5, what vendors do. */
    @Nested
    class Vendors {

        @ParameterizedTest
        @CsvSource({"Idemia, 5, deleted", "CMI, 101, enabled", "CMI, 102, disabled", "Valid, 100, enabled", "Valid, 101, disabled", "Valid, 102, deleted", "Telna, 6, enabled", "Telna, 8, deleted"})
        void theSameNumberMeansAnotherThingAtAnotherPeer(String peer, String point, String name) {
            assertThat(Es2Plus.notification("{\"iccid\":\"" + ICCID + "\",\"notificationPointId\":" + point + "}", Map.of(point, name)).name()).isEqualTo(name);
            assertThat(read("\"notificationPointId\":" + point).name()).isNull();
        }

        @Test
        void epochSecondsInAString() {
            assertThat(read("\"timeStamp\":\"1767323045\"").at()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        }

        @Test
        void aConstantCallId() {
            assertThat(read("\"header\":{\"functionCallIdentifier\":\"handleDownloadProgressInfo\"}").callId()).isEqualTo("handleDownloadProgressInfo");
        }

        @Test
        void tacAndImeiAreKept() {
            assertThat(read("\"tac\":\"35203000\",\"imei\":352030001234560,\"notificationPointId\":4").device()).containsEntry("tac", "35203000").containsEntry("imei", "352030001234560");
        }

        @Test
        void statesInCapitalsAndTheTokenByAnotherName() {
            var one = answer(",\"profileStatusList\":[{\"iccid\":\"" + ICCID + "F\",\"state\":\"RELEASED\",\"eid\":null,\"acToken\":\"AB-1\",\"lockFlag\":false,\"status_last_update_timestamp\":\"2026-01-02T03:04:05Z\"}],"
                    + "\"completionTimestamp\":\"2026-01-02T03:04:06Z\"").statuses().get(0);
            assertThat(one).isEqualTo(new Es2Plus.ProfileStatus(ICCID, "Released", null, "AB-1", Instant.parse("2026-01-02T03:04:05Z")));
        }

        @Test
        void aStateOfItsOwnStaysAsItCame() {
            assertThat(Es2Plus.state("SUSPENDED")).isEqualTo("SUSPENDED");
        }

        @Test
        void aTransformersNulls() {
            var text = answer(",\"eid\":null,\"matchingId\":null,\"smdpAddress\":null,\"iccid\":\"" + ICCID + "\"").result().toString();
            assertThat(text).isEqualTo("{\"iccid\":\"" + ICCID + "\"}");
        }

        @Test
        void versionThreesNamesOfANotification() {
            var notification = read("\"notificationEvent\":4,\"notificationEventStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.10\",\"reasonCode\":\"4.2\"}}");
            assertThat(notification.name()).isEqualTo("install-failed");
            assertThat(notification.status().path("subjectCode").asText()).isEqualTo("8.2.10");
        }
    }

    /** 8.1, the tolerant reader. */
    @Nested
    class TolerantReader {

        @Test
        void keysInAnyCase() {
            var notification = Es2Plus.notification("{\"ICCID\":\"" + ICCID + "\",\"NotificationPointID\":3,\"NOTIFICATIONPOINTSTATUS\":{\"Status\":\"Executed-Success\"}}", Es2Plus.POINTS);
            assertThat(notification.name()).isEqualTo("downloaded");
            assertThat(notification.status().path("status").asText()).isEqualTo("Executed-Success");
        }

        @ParameterizedTest
        @ValueSource(strings = {"2026-01-02T03:04:05Z", "2026-01-02T04:04:05+01:00", "2026-01-02T04:04:05+0100", "2026-01-02T03:04:05.123Z", "1767323045", "1767323045000"})
        void timesOfEveryForm(String time) {
            assertThat(read("\"timestamp\":\"" + time + "\"").at().getEpochSecond()).isEqualTo(1767323045L);
        }

        @Test
        void unknownFieldsAreIgnored() {
            assertThat(read("\"notificationPointId\":3,\"x\":{\"y\":[1,2,{}]}").name()).isEqualTo("downloaded");
        }

        @ParameterizedTest
        @ValueSource(strings = {ICCID, ICCID + "F", ICCID + "f", "894701000012345678"})
        void paddingOfAnIccidIsOptional(String iccid) {
            assertThat(Es2Plus.notification("{\"iccid\":\"" + iccid + "\"}", Map.of()).iccid()).isEqualTo(ICCID);
        }

        @Test
        void aMissingHeader() {
            assertThat(read("\"notificationPointId\":3").callId()).isNull();
        }

        @ParameterizedTest
        @CsvSource(nullValues = "-", value = {"-, gsma/rsp/v2.2.0", "nonsense, gsma/rsp/v2.2.0", "gsma/rsp/v2.0.0, gsma/rsp/v2.0.0", "GSMA/RSP/V2.1, gsma/rsp/v2.1", "gsma/rsp/v3.1.0, gsma/rsp/v2.2.0",
            "gsma/rsp/v2.10.0, gsma/rsp/v2.2.0", "gsma/rsp/v99999999999.1, gsma/rsp/v2.2.0"})
        void aVersionThatIsMissingOddHigherOrLower(String header, String answered) {
            assertThat(AdminProtocol.answer(header, "2.2.0")).isEqualTo(answered);
        }
    }

    /** 8.2, the strict writer. */
    @Nested
    class StrictWriter {

        private static final String HEADER = "{\"header\":{\"functionRequesterIdentifier\":\"1.3\",\"functionCallIdentifier\":\"TX-1\"},";

        private static String write(String function, String parameters, Es2Plus.Style style) {
            return Es2Plus.request(function, "1.3", "TX-1", null, List.of(ICCID), Json.read(parameters), Map.of(), style);
        }

        @Test
        void nothingIsEscapedThatNeedNotBe() {
            assertThat(write("downloadOrder", "{\"profileType\":\"A/B ü\\\"\\\\\\u0001\"}", Es2Plus.Style.EXACT)).endsWith("\"profileType\":\"A/B ü\\\"\\\\\\u0001\"}");
        }

        @Test
        void booleansAndIntegersAreNoText() {
            assertThat(write("confirmOrder", "{\"releaseFlag\":false}", Es2Plus.Style.EXACT)).endsWith("\"releaseFlag\":false}");
            assertThat(Es2Plus.notification("1.3", "TX-1", null, ICCID, "P", 4, Map.of("status", "Executed-Success")).get("notificationPointId").isInt()).isTrue();
        }

        @Test
        void whatIsNotThereIsLeftOutUnlessThePeerWantsNull() {
            assertThat(write("downloadOrder", "{}", Es2Plus.Style.EXACT)).isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "\"}");
            assertThat(write("downloadOrder", "{}", new Es2Plus.Style(false, true, false))).isEqualTo(HEADER + "\"eid\":null,\"iccid\":\"" + ICCID + "\",\"profileType\":null}");
        }

        @Test
        void paddingAndCapitalsOnlyWhereThePeerWantsThem() {
            assertThat(write("cancelOrder", "{}", Es2Plus.Style.EXACT)).isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "\",\"finalProfileStatusIndicator\":\"Available\"}");
            assertThat(write("cancelOrder", "{}", new Es2Plus.Style(true, false, true))).isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "F\",\"finalProfileStatusIndicator\":\"AVAILABLE\"}");
        }

        @Test
        void anIccidOfTwentyDigitsIsNeverPadded() {
            assertThat(Es2Plus.request("releaseProfile", "1.3", "TX-1", null, List.of("89852342022019785558"), Json.read("{}"), Map.of(), new Es2Plus.Style(true, false, false))).endsWith("\"iccid\":\"89852342022019785558\"}");
        }

        @Test
        void anUnknownFunctionIsNotWritten() {
            assertThatThrownBy(() -> write("fly", "{}", Es2Plus.Style.EXACT)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** 1.9, every shape of SGP.22 4.1. */
    @Nested
    class ActivationCodes {

        @ParameterizedTest
        @CsvSource(nullValues = "-", delimiter = '|', value = {
            "04386-AGYFT-A74Y8-3F815 | - | false | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815",
            "04386-AGYFT-A74Y8-3F815 | - | true | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1",
            "04386-AGYFT-A74Y8-3F815 | 1.3.6.1.4.1.31746 | false | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746",
            "04386-AGYFT-A74Y8-3F815 | 1.3.6.1.4.1.31746 | true | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1",
            "'' | 1.3.6.1.4.1.31746 | false | 1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746"})
        void shapes(String matchingId, String oid, boolean confirmation, String code) {
            assertThat(ActivationCode.of("SMDP.GSMA.COM", matchingId, oid, confirmation)).isEqualTo(code);
            assertThat(ActivationCode.qrText(code)).isEqualTo("LPA:" + code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"iccid\":\"12\"}", "{\"notificationPointId\":3}"})
    void whatIsNoNotificationIsRefused(String text) {
        assertThatThrownBy(() -> Es2Plus.notification(text, Es2Plus.POINTS)).isInstanceOf(Problem.class);
    }
}
