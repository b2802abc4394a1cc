package io.rsproutes.protocol.sgp02.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What notifications are about, by the names of v3 and by those of a dialect (docs/spec/es4.md C6, C8). */
class Sgp02NotificationsTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String ICCID = "8947010000123456784";

    private static Sgp02Notifications.Notification read(String body, Map<String, String> names) {
        return Sgp02Notifications.notification(
                SoapReader.read("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>" + body
                                + "</s:Body></s:Envelope>")
                        .body(),
                names);
    }

    private static String what(String element, Map<String, String> names) {
        return read("<" + element + "/>", names).what();
    }

    @ParameterizedTest
    @CsvSource({
        "ES4-HandleProfileEnabledNotification, enabled",
        "ES4-HandleProfileDisabledNotification, disabled",
        "ES4-HandleProfileDeletedNotification, deleted",
        "HandleProfileDeletedNotification, deleted",
        "es4-handleProfileDeletedNotification, deleted",
        "ES4HandleProfileDeletedNotification, deleted",
        "ES4_Handle_Profile_DELETED_Notification, deleted",
        "ES4-HandleSMSRChangeNotification, smsr-changed",
        "ES4A-HandleSmsrChangeNotification, smsr-changed",
        "ES2-HandleProfileDeletedNotification, deleted"
    })
    void givenANameOfV3InAnySpelling_thenItIsKnown(String element, String what) {
        assertThat(what(element, Map.of())).isEqualTo(what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ES4-HandleFallBackAttributeSetNotification",
                "ES4-HandleProfileDownloadedNotification",
                "ES4-HandlePLMASettingNotification",
                "ES4-HandleProfileDeletedSoonNotification",
                "ES3-HandleProfileDeletedNotification"
            })
    void givenAnyOtherName_thenItIsUnknown(String element) {
        assertThat(what(element, Map.of())).isNull();
    }

    @Test
    void givenTheNamesOfADialect_thenTheyAreKnownInAnySpellingAndThoseOfV3AsWell() {
        var names = Map.of(
                "HandleFallBackAttributeSetNotification", "fallback-set",
                "ES4-handle-PLMA-SettingNotification", "plma-set",
                "HandleProfileDisabledNotification", "deleted");

        assertThat(what("ES4-HandleFallbackAttributeSetNotification", names)).isEqualTo("fallback-set");
        assertThat(what("HandlePlmaSettingNotification", names)).isEqualTo("plma-set");
        assertThat(what("ES4-HandleProfileEnabledNotification", names)).isEqualTo("enabled");
        assertThat(what("ES4-HandleProfileDisabledNotification", names)).isEqualTo("deleted");
        assertThat(what("ES4-HandleProfileDownloadedNotification", names)).isNull();
    }

    @Test
    void givenPolicyRules_thenWhatIsWrittenIsRead() {
        var rules = Json.read("[{\"subject\":\"PROFILE\",\"action\":\"DELETE\",\"qualification\":\"Not-Allowed\"}]");
        var at = Instant.parse("2026-01-01T00:00:00Z");
        var text = SoapWriter.envelope(
                new Addressing("m-1", null, "urn:from", "urn:to", null, "urn:action"),
                Sgp02Notifications.notification(
                        "es4", "HandleProfilePOL2Updated", EID, ICCID, rules, at, Sgp02.NAMESPACE));

        var read = Sgp02Notifications.notification(
                SoapReader.read(text).body(), Map.of("HandleProfilePOL2UpdatedNotification", "policy-rules-updated"));

        assertThat(read.what()).isEqualTo("policy-rules-updated");
        assertThat(read.eid()).isEqualTo(EID);
        assertThat(read.iccid()).isEqualTo(ICCID);
        assertThat(read.at()).isEqualTo(at);
        assertThat(read.policyRules()).isEqualTo(rules);
    }

    @Test
    void givenNoPolicyRulesOrNone_thenTheTwoDiffer() {
        assertThat(read("<XNotification/>", Map.of()).policyRules()).isNull();
        assertThat(read("<XNotification><POL2/></XNotification>", Map.of()).policyRules())
                .isEmpty();
        var unread = read("<XNotification><POL2><Regel/></POL2></XNotification>", Map.of());
        assertThat(unread.policyRules()).isNull();
        assertThat(unread.rulesUnread()).isTrue();
    }
}
