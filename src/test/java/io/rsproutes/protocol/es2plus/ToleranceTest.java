package io.rsproutes.protocol.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.HostName;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tolerance table: each quirk of docs/spec/es2plus.md 1.7, 5 and 8.1 as a test of its name, and each strictness of 8.2. What needs HTTP (charset
 * suffix, versions, 204 without body) is in Es2PlusDialectIT.
 */
class ToleranceTest {

    private static final String ICCID = "8947010000123456784";

    private static Es2Plus.Notification read(String fields) {
        return Es2Plus.notification("{\"iccid\":\"" + ICCID + "\"," + fields + "}", Es2Plus.POINTS);
    }

    private static Es2Plus.Answer answer(String fields) {
        return Es2Plus.answer(
                "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}" + fields + "}");
    }

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
                    "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"}}}}");
            assertThat(failed.executed()).isFalse();
            assertThat(failed.result().isEmpty()).isTrue();
        }

        @Test
        void aCodeOfFourLevels() {
            assertThat(Es2Plus.answer(
                                    "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.10.2.7\",\"reasonCode\":\"4.2\"}}}}")
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
                                    "{\"iccid\":\"" + ICCID + "\",\"notificationPointId\":" + point + "}",
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
            var one = answer(",\"profileStatusList\":[{\"iccid\":\"" + ICCID
                            + "F\",\"state\":\"RELEASED\",\"eid\":null,\"acToken\":\"AB-1\",\"lockFlag\":false,\"status_last_update_timestamp\":\"2026-01-02T03:04:05Z\"}],"
                            + "\"completionTimestamp\":\"2026-01-02T03:04:06Z\"")
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
            assertThat(text).isEqualTo("{\"iccid\":\"" + ICCID + "\"}");
        }

        @Test
        void versionThreesNamesOfANotification() {
            var notification = read(
                    "\"notificationEvent\":4,\"notificationEventStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.10\",\"reasonCode\":\"4.2\"}}");
            assertThat(notification.name()).isEqualTo("install-failed");
            assertThat(notification.status().path("subjectCode").asText()).isEqualTo("8.2.10");
        }
    }

    /** 8.1, the tolerant reader. */
    @Nested
    class TolerantReader {

        @Test
        void keysInAnyCase() {
            var notification = Es2Plus.notification(
                    "{\"ICCID\":\"" + ICCID
                            + "\",\"NotificationPointID\":3,\"NOTIFICATIONPOINTSTATUS\":{\"Status\":\"Executed-Success\"}}",
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
            assertThat(read("\"timestamp\":\"" + time + "\"").at().getEpochSecond())
                    .isEqualTo(1767323045L);
        }

        @Test
        void unknownFieldsAreIgnored() {
            assertThat(read("\"notificationPointId\":3,\"x\":{\"y\":[1,2,{}]}").name())
                    .isEqualTo("downloaded");
        }

        @ParameterizedTest
        @ValueSource(strings = {ICCID, ICCID + "F", ICCID + "f", "894701000012345678"})
        void paddingOfAnIccidIsOptional(String iccid) {
            assertThat(Es2Plus.notification("{\"iccid\":\"" + iccid + "\"}", Map.of())
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
    }

    /** 8.2, the strict writer. */
    @Nested
    class StrictWriter {

        private static final String HEADER =
                "{\"header\":{\"functionRequesterIdentifier\":\"1.3\",\"functionCallIdentifier\":\"TX-1\"},";

        private static String write(String function, String parameters, Es2Plus.Style style) {
            return Es2Plus.request(
                    function, "1.3", "TX-1", null, List.of(ICCID), Json.read(parameters), Map.of(), style);
        }

        @Test
        void nothingIsEscapedThatNeedNotBe() {
            assertThat(write("downloadOrder", "{\"profileType\":\"A/B ü\\\"\\\\\\u0001\"}", Es2Plus.Style.EXACT))
                    .endsWith("\"profileType\":\"A/B ü\\\"\\\\\\u0001\"}");
        }

        @Test
        void booleansAndIntegersAreNoText() {
            assertThat(write("confirmOrder", "{\"releaseFlag\":false}", Es2Plus.Style.EXACT))
                    .endsWith("\"releaseFlag\":false}");
            assertThat(Es2Plus.notification("1.3", "TX-1", null, ICCID, "P", 4, Map.of("status", "Executed-Success"))
                            .get("notificationPointId")
                            .isInt())
                    .isTrue();
        }

        @Test
        void whatIsNotThereIsLeftOutUnlessThePeerWantsNull() {
            assertThat(write("downloadOrder", "{}", Es2Plus.Style.EXACT))
                    .isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "\"}");
            assertThat(write("downloadOrder", "{}", new Es2Plus.Style(false, true, false)))
                    .isEqualTo(HEADER + "\"eid\":null,\"iccid\":\"" + ICCID + "\",\"profileType\":null}");
        }

        @Test
        void paddingAndCapitalsOnlyWhereThePeerWantsThem() {
            assertThat(write("cancelOrder", "{}", Es2Plus.Style.EXACT))
                    .isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "\",\"finalProfileStatusIndicator\":\"Available\"}");
            assertThat(write("cancelOrder", "{}", new Es2Plus.Style(true, false, true)))
                    .isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "F\",\"finalProfileStatusIndicator\":\"AVAILABLE\"}");
        }

        @Test
        void anIccidOfTwentyDigitsIsNeverPadded() {
            assertThat(Es2Plus.request(
                            "releaseProfile",
                            "1.3",
                            "TX-1",
                            null,
                            List.of("89852342022019785558"),
                            Json.read("{}"),
                            Map.of(),
                            new Es2Plus.Style(true, false, false)))
                    .endsWith("\"iccid\":\"89852342022019785558\"}");
        }

        @Test
        void anUnknownFunctionIsNotWritten() {
            assertThatThrownBy(() -> write("fly", "{}", Es2Plus.Style.EXACT))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A status word that is none of SGP.22's says nothing. */
    @Nested
    class StatusWords {

        private static Es2Plus.Answer status(String status) {
            return Es2Plus.answer("{\"header\":{\"functionExecutionStatus\":" + status + "}}");
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
            assertThat(status("{\"status\":\"" + word + "\"}").word()).isEqualTo(meant);
            assertThat(status("\"" + word + "\"").word()).as("as a bare string").isEqualTo(meant);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"status\":null}",
                    "{\"status\":true}",
                    "{\"status\":[\"Executed-Success\"]}",
                    "{\"statusCodeData\":{\"subjectCode\":\"8.2.1\",\"reasonCode\":\"3.9\"}}",
                    "7",
                    "[]"
                })
        void absentOrNoWord(String status) {
            assertThat(status(status).word()).isEqualTo(StatusWord.UNKNOWN);
        }

        @Test
        void besideTheHeader() {
            assertThat(Es2Plus.answer("{\"functionExecutionStatus\":{\"status\":\"Failed\"}}")
                            .word())
                    .isEqualTo(StatusWord.FAILED);
        }

        @Test
        void ofADialect() {
            var reading = new Es2Plus.Reading(
                    Map.of("Success", "Executed-Success", "KO", "Failed"), java.time.ZoneOffset.UTC);
            assertThat(Es2Plus.answer(
                                    "{\"header\":{\"functionExecutionStatus\":{\"status\":\"SUCCESS\"}}}",
                                    false,
                                    reading)
                            .status())
                    .isEqualTo("Executed-Success");
            assertThat(Es2Plus.notification(
                                    "{\"iccid\":\"" + ICCID
                                            + "\",\"notificationPointId\":4,\"notificationPointStatus\":\"KO\"}",
                                    Es2Plus.POINTS,
                                    reading)
                            .name())
                    .isEqualTo("install-failed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"status\":\"Success\"}", "\"NOK\"", "{\"status\":\"\"}"})
        void ofANotification(String status) {
            assertThat(read("\"notificationPointId\":4,\"notificationPointStatus\":" + status)
                            .name())
                    .isNull();
            assertThat(read("\"notificationPointId\":4,\"notificationPointStatus\":\"executed_success\"")
                            .name())
                    .isEqualTo("installed");
        }
    }

    /** Numbers as JSON libraries and people write them. */
    @Nested
    class Figures {

        @ParameterizedTest
        @ValueSource(strings = {"3", "3.0", "\"03\"", "\"3.0\"", "\" 3 \"", "3e0", "30E-1"})
        void aNotificationPoint(String point) {
            assertThat(read("\"notificationPointId\":" + point).name()).isEqualTo("downloaded");
            assertThat(read("\"notificationEvent\":" + point).point()).isEqualTo("3");
        }

        @ParameterizedTest
        @ValueSource(strings = {"3.5", "-3", "\"3a\"", "1e300", "\"\""})
        void whatIsNone(String point) {
            assertThat(read("\"notificationPointId\":" + point).name()).isNull();
        }

        @Test
        void identifiersThatBecameNumbers() {
            var notification = Es2Plus.notification(
                    "{\"iccid\":8.947010000123456784E18,\"eid\":89049032123451234512345678901235,\"imei\":3.5203000123456E14,\"tac\":\"01234567\",\"timestamp\":1.767323045E9}",
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
                    "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Failed\",\"statusCodeData\":{\"subjectCode\":\"8.2.6\",\"reasonCode\":3.10}}}}");
            assertThat(answer.reasonCode()).isEqualTo("3.10");
        }
    }

    /** 1.9, every shape of SGP.22 4.1. */
    @Nested
    class ActivationCodes {

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                delimiter = '|',
                value = {
                    "04386-AGYFT-A74Y8-3F815 | - | false | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815",
                    "04386-AGYFT-A74Y8-3F815 | - | true | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1",
                    "04386-AGYFT-A74Y8-3F815 | 1.3.6.1.4.1.31746 | false | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746",
                    "04386-AGYFT-A74Y8-3F815 | 1.3.6.1.4.1.31746 | true | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1",
                    "'' | 1.3.6.1.4.1.31746 | false | 1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746"
                })
        void shapes(String matchingId, String oid, boolean confirmation, String code) {
            assertThat(ActivationCode.of("SMDP.GSMA.COM", matchingId, oid, confirmation))
                    .isEqualTo(code);
            assertThat(ActivationCode.qrText(code)).isEqualTo("LPA:" + code);
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                delimiter = '|',
                value = {
                    "https://smdp.example.com | AB-1 | smdp.example.com | AB-1",
                    "HTTPS://smdp.example.com:443/ | AB-1 | smdp.example.com | AB-1",
                    "smdp.example.com/ | AB-1 | smdp.example.com | AB-1",
                    "SMDP.example.com. | AB-1 | SMDP.example.com | AB-1",
                    "' smdp.example.com ' | ' AB-1 ' | smdp.example.com | AB-1",
                    "'' | AB-1 | - | AB-1",
                    "- | AB-1 | - | AB-1",
                    "LPA:1$smdp.example.com$AB | - | smdp.example.com | AB",
                    "lpa:1$smdp.example.com$AB$1.3.6.1$1 | AB | smdp.example.com | AB",
                    "1$smdp.example.com$AB$$1 | '' | smdp.example.com | AB",
                    "- | 1$smdp.example.com$AB | smdp.example.com | AB",
                    "smdp.example.com | LPA:1$SMDP.EXAMPLE.COM$AB | smdp.example.com | AB",
                    "smdp.example.com | '' | smdp.example.com | ''",
                    "smdp.example.com | ab-1 | smdp.example.com | ab-1"
                })
        void whatHasOneReadingIsTidied(String address, String matchingId, String host, String id) {
            assertThat(ActivationCode.parts(address, matchingId)).isEqualTo(new ActivationCode.Parts(host, id, null));
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                delimiter = '|',
                value = {
                    "$x | AB-1",
                    "smdp | AB-1",
                    "smdp.example.com/gsma | AB-1",
                    "smdp.example.com:8443 | AB-1",
                    "10.0.0.1 | AB-1",
                    "smdp example.com | AB-1",
                    "-smdp.example.com | AB-1",
                    "smdp..example.com | AB-1",
                    "ftp://smdp.example.com | AB-1",
                    "smdp.exämple.com | AB-1",
                    "smdp.example.com | AB$CD",
                    "smdp.example.com | AB CD",
                    "smdp.example.com | 1$smdp$AB",
                    "smdp.example.com | AB_1",
                    "LPA:1$smdp.example.com$AB | A-1",
                    "1$a.example.com$AB | 1$b.example.com$AB"
                })
        void whatCannotBeOneHasAFault(String address, String matchingId) {
            assertThat(ActivationCode.parts(address, matchingId).fault()).isNotNull();
        }

        @Test
        void whatIsTooLongIsNone() {
            assertThat(ActivationCode.parts("smdp.example.com", "A".repeat(248)).fault())
                    .isNotNull();
            assertThat(ActivationCode.parts("a".repeat(64) + ".com", "A").fault())
                    .isNotNull();
            assertThat(HostName.of(("a".repeat(50) + ".").repeat(5) + "com")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"iccid\":\"12\"}", "{\"notificationPointId\":3}"})
    void whatIsNoNotificationIsRefused(String text) {
        assertThatThrownBy(() -> Es2Plus.notification(text, Es2Plus.POINTS)).isInstanceOf(Problem.class);
    }
}
