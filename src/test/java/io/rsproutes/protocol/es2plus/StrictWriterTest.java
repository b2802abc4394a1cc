package io.rsproutes.protocol.es2plus;

import static io.rsproutes.protocol.es2plus.Messages.ICCID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import org.junit.jupiter.api.Test;

/** The strict writer of docs/spec/es2plus.md 8.2. */
class StrictWriterTest {

    private static final String HEADER =
            """
            {"header":{"functionRequesterIdentifier":"1.3","functionCallIdentifier":"TX-1"},""";

    private static String write(String function, String parameters, Es2PlusWriter.Style style) {
        return Es2PlusWriter.request(
                function, "1.3", "TX-1", null, List.of(ICCID), Json.read(parameters), Map.of(), style);
    }

    @Test
    void nothingIsEscapedThatNeedNotBe() {
        assertThat(write("downloadOrder", "{\"profileType\":\"A/B ü\\\"\\\\\\u0001\"}", Es2PlusWriter.Style.EXACT))
                .endsWith("\"profileType\":\"A/B ü\\\"\\\\\\u0001\"}");
    }

    @Test
    void booleansAndIntegersAreNoText() {
        assertThat(write("confirmOrder", "{\"releaseFlag\":false}", Es2PlusWriter.Style.EXACT))
                .endsWith("\"releaseFlag\":false}");
        assertThat(Es2PlusWriter.notification("1.3", "TX-1", null, ICCID, "P", 4, Map.of("status", "Executed-Success"))
                        .get("notificationPointId")
                        .isInt())
                .isTrue();
    }

    @Test
    void whatIsNotThereIsLeftOutUnlessThePeerWantsNull() {
        assertThat(write("downloadOrder", "{}", Es2PlusWriter.Style.EXACT))
                .isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "\"}");
        assertThat(write("downloadOrder", "{}", new Es2PlusWriter.Style(false, true, false)))
                .isEqualTo(HEADER + "\"eid\":null,\"iccid\":\"" + ICCID + "\",\"profileType\":null}");
    }

    @Test
    void aStatusIsWrittenInCapitals_andWhatIsNotKnownOfItIsLeftOut() {
        var at = Instant.parse("2026-01-01T00:00:01.5Z");

        assertThat(Es2PlusWriter.statuses(
                        Map.of("status", "Executed-Success"),
                        List.of(
                                new Es2Plus.ProfileStatus(ICCID, "Released", null, "A-1", at),
                                new Es2Plus.ProfileStatus(ICCID, "own word", null, null, null)),
                        at))
                .isEqualTo(
                        """
                        {"header":{"functionExecutionStatus":{"status":"Executed-Success"}},"profileStatusList":[\
                        {"iccid":"%1$s","state":"RELEASED","acToken":"A-1",\
                        "status_last_update_timestamp":"2026-01-01T00:00:01.500Z"},\
                        {"iccid":"%1$s","state":"OWN WORD"}],"completionTimestamp":"2026-01-01T00:00:01Z"}"""
                                .formatted(ICCID));
    }

    @Test
    void paddingAndCapitalsOnlyWhereThePeerWantsThem() {
        assertThat(write("cancelOrder", "{}", Es2PlusWriter.Style.EXACT))
                .isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "\",\"finalProfileStatusIndicator\":\"Available\"}");
        assertThat(write("cancelOrder", "{}", new Es2PlusWriter.Style(true, false, true)))
                .isEqualTo(HEADER + "\"iccid\":\"" + ICCID + "F\",\"finalProfileStatusIndicator\":\"AVAILABLE\"}");
    }

    @Test
    void anIccidOfTwentyDigitsIsNeverPadded() {
        assertThat(Es2PlusWriter.request(
                        "releaseProfile",
                        "1.3",
                        "TX-1",
                        null,
                        List.of("89852342022019785558"),
                        Json.read("{}"),
                        Map.of(),
                        new Es2PlusWriter.Style(true, false, false)))
                .endsWith("\"iccid\":\"89852342022019785558\"}");
    }

    @Test
    void anUnknownFunctionIsNotWritten() {
        assertThatThrownBy(() -> write("fly", "{}", Es2PlusWriter.Style.EXACT))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
