package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;

import io.rsproutes.protocol.es2plus.Es2Plus;
import org.junit.jupiter.api.Test;

class ProfileNotificationsTest {

    private static final Instant RECEIVED = Instant.parse("2026-01-02T03:04:05Z");

    private static Map<String, Object> read(String raw, String kind) {
        return ProfileNotifications.read(Es2Plus.notification(raw, Es2Plus.POINTS), "acme", kind, raw, RECEIVED);
    }

    private static String raw(String point, String at) {
        return """
                {"header": {"functionRequesterIdentifier": "x", "functionCallIdentifier": "1"},
                 "iccid": "8947010000123456784", "profileType": "t", "timeStamp": "%s", "notificationPointId": %s,
                 "notificationPointStatus": {"status": "Executed-Success"}}"""
                .formatted(at, point);
    }

    @Test
    void whatWasInstalledProvesItsOrder() {
        assertThat(read(raw("4", "2026-01-02T03:04:00Z"), "handleDownloadProgressInfo"))
                .containsEntry("what", "installed")
                .containsEntry("profileState", "Installed")
                .containsEntry("proves", true)
                .containsEntry("observedAt", Timestamp.from(Instant.parse("2026-01-02T03:04:00Z")));
    }

    @Test
    void whatAServerReportsHasItAsCause_butForAnOrderWhoseTimeHasPassed() {
        var reported = raw("3", "2026-01-02T03:04:00Z");
        var expired = reported.replace(
                "{\"status\": \"Executed-Success\"}",
                """
                {"status": "Failed", "statusCodeData": {"subjectCode": "8.8.5", "reasonCode": "4.10"}}""");

        assertThat(read(reported, "handleDownloadProgressInfo").get("eventData").toString())
                .contains("\"cause\":\"server\"");
        assertThat(read(expired, "handleDownloadProgressInfo").get("eventData").toString())
                .contains("\"cause\":\"expiry\"");
    }

    @Test
    void whatIsNotMappedIsPublishedAsItCame() {
        var unmapped = read(raw("77", "2026-01-02T03:04:00Z"), "handleDownloadProgressInfo");

        assertThat(unmapped)
                .containsEntry("what", "unmapped")
                .containsEntry("proves", false)
                .containsEntry("profileState", null);
        assertThat(unmapped.get("eventData").toString()).contains("\"raw\":");
    }

    @Test
    void aClockFarAheadIsNotBelieved() {
        assertThat(read(raw("4", "2027-01-02T03:04:00Z"), "handleDownloadProgressInfo"))
                .containsEntry("observedAt", Timestamp.from(RECEIVED));
    }

    @Test
    void givenAnotherTenantsEid_thenTheEventDoesNotTellIt() {
        assertThat(new ProfileNotifications(null)
                        .withoutEid("{\"eid\":\"E\",\"iccid\":\"I\",\"raw\":\"E\",\"resultData\":\"E\"}"))
                .isEqualTo("{\"iccid\":\"I\"}");
    }
}
