package io.rsproutes.protocol.es2plus;

import static io.rsproutes.protocol.es2plus.Messages.ICCID;
import static io.rsproutes.protocol.es2plus.Messages.answer;
import static io.rsproutes.protocol.es2plus.Messages.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.Map;

import io.rsproutes.common.Identifiers;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tolerance table: each quirk of docs/spec/es2plus.md 1.7 and 5 as a test of its name. What needs HTTP (charset
 * suffix, versions, 204 without body) is in Es2PlusDialectIT.
 */
class ToleranceTest {

    /** 1.7, traps inside the specification itself. */
    @Nested
    class SpecificationTraps {

        @Test
        void timeStampWithACapitalS() {
            assertThat(read("\"timeStamp\":\"2026-01-02T03:04:05Z\"").at())
                    .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        }

        @Test
        void notificationPointIdAsText() {
            assertThat(read("\"notificationPointId\":\"4\"").name()).isEqualTo("installed");
            assertThat(read("\"notificationPointId\":4").name()).isEqualTo("installed");
        }

        @Test
        void anEidWithLettersIsNoEid() {
            assertThat(Identifiers.isEid("8988211990000000000000000000O165")).isFalse();
            assertThatCode(() -> read("\"eid\":\"0102030405060708090A0B0C0D0E0F\",\"notificationPointId\":4"))
                    .doesNotThrowAnyException();
        }

        @Test
        void anAnswerWithoutMatchingId() {
            assertThat(answer(",\"smdpAddress\":\"smdp.example.com\"").result().has("matchingId"))
                    .isFalse();
            assertThat(answer("").executed()).isTrue();
        }

        @Test
        void aFailureWithoutTheFieldsOfSuccess() {
            var failed = Es2Plus.answer(
                    """
                    {"header":{"functionExecutionStatus":{"status":"Failed",
                     "statusCodeData":{"subjectCode":"8.2.1","reasonCode":"3.9"}}}}""");
            assertThat(failed.executed()).isFalse();
            assertThat(failed.result().isEmpty()).isTrue();
        }

        @Test
        void aCodeOfFourLevels() {
            assertThat(Es2Plus.answer(
                                    """
                                    {"header":{"functionExecutionStatus":{"status":"Failed",
                                     "statusCodeData":{"subjectCode":"8.10.2.7","reasonCode":"4.2"}}}}""")
                            .subjectCode())
                    .isEqualTo("8.10.2.7");
        }
    }

    /** 5, what vendors do. */
    @Nested
    class Vendors {

        @ParameterizedTest
        @CsvSource({
            "Idemia, 5, deleted",
            "CMI, 101, enabled",
            "CMI, 102, disabled",
            "Valid, 100, enabled",
            "Valid, 101, disabled",
            "Valid, 102, deleted",
            "Telna, 6, enabled",
            "Telna, 8, deleted"
        })
        void theSameNumberMeansAnotherThingAtAnotherPeer(String peer, String point, String name) {
            assertThat(Es2Plus.notification(
                                    """
                                    {"iccid":"%s","notificationPointId":%s}"""
                                            .formatted(ICCID, point),
                                    Map.of(point, name))
                            .name())
                    .isEqualTo(name);
            assertThat(read("\"notificationPointId\":" + point).name()).isNull();
        }

        @Test
        void epochSecondsInAString() {
            assertThat(read("\"timeStamp\":\"1767323045\"").at()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        }

        @Test
        void aConstantCallId() {
            assertThat(read("\"header\":{\"functionCallIdentifier\":\"handleDownloadProgressInfo\"}")
                            .callId())
                    .isEqualTo("handleDownloadProgressInfo");
        }

        @Test
        void tacAndImeiAreKept() {
            assertThat(read("\"tac\":\"35203000\",\"imei\":352030001234560,\"notificationPointId\":4")
                            .device())
                    .containsEntry("tac", "35203000")
                    .containsEntry("imei", "352030001234560");
        }

        @Test
        void statesInCapitalsAndTheTokenByAnotherName() {
            var one = answer(
                            """
                            ,"profileStatusList":[{
                             "iccid":"%sF","state":"RELEASED","eid":null,"acToken":"AB-1","lockFlag":false,
                             "status_last_update_timestamp":"2026-01-02T03:04:05Z"}],
                            "completionTimestamp":"2026-01-02T03:04:06Z\""""
                                    .formatted(ICCID))
                    .statuses()
                    .get(0);
            assertThat(one)
                    .isEqualTo(new Es2Plus.ProfileStatus(
                            ICCID, "Released", null, "AB-1", Instant.parse("2026-01-02T03:04:05Z")));
        }

        @Test
        void aStateOfItsOwnStaysAsItCame() {
            assertThat(Es2Plus.state("SUSPENDED")).isEqualTo("SUSPENDED");
        }

        @Test
        void aTransformersNulls() {
            var text = answer(",\"eid\":null,\"matchingId\":null,\"smdpAddress\":null,\"iccid\":\"" + ICCID + "\"")
                    .result()
                    .toString();
            assertThat(text).isEqualTo("""
                                       {"iccid":"%s"}""".formatted(ICCID));
        }

        @Test
        void versionThreesNamesOfANotification() {
            var notification = read(
                    """
                    "notificationEvent":4,
                    "notificationEventStatus":
                    {"status":"Failed","statusCodeData":{"subjectCode":"8.2.10","reasonCode":"4.2"}}""");
            assertThat(notification.name()).isEqualTo("install-failed");
            assertThat(notification.status().path("subjectCode").asText()).isEqualTo("8.2.10");
        }
    }
}
