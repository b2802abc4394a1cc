package io.rsproutes.simulator.es4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests.Form;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the simulated SM-SR refuses, and what it does to a card (docs/spec/es4.md 2.3, 2.4). */
class SmsrSimulatorTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String FALL_BACK = "8947010000000000001";
    private static final String OTHER = "8947010000000000019";
    private static final String RULE = "{\"subject\":\"PROFILE\",\"action\":\"%s\",\"qualification\":\"%s\"}";
    private static final String FIRST = "1.2.20";
    private static final String NEXT = "1.2.30";

    private final SmsrSimulator simulator = new SmsrSimulator();

    private void card(String fallBack, String other, String rules) {
        simulator.put(
                EID,
                String.format(
                        "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"%s\",\"fallback\":true},"
                                + "{\"iccid\":\"%s\",\"state\":\"%s\",\"policyRules\":[%s]}]}",
                        FALL_BACK, fallBack, OTHER, other, rules));
    }

    /** Executed at once; nobody is told. The outcome as {@code SUBJECT/REASON}, or the status. */
    private String call(String smsr, String to, String function, String iccid, String other) {
        simulator.setFaults("{\"early\":true,\"behaviour\":\"early-failure\"}");
        var request = new Request(
                function,
                "call-1",
                60L,
                EID,
                iccid == null ? List.of() : List.of(iccid),
                Json.read("[" + String.format(RULE, "DELETE", "Not-Allowed") + "]"),
                Json.read("{\"imsi\":\"204080000000017\"}"),
                other,
                null);
        var text = SoapWriter.envelope(
                new Addressing("m", null, "https://our.host?EntityId=1.2.99", "https://x?EntityId=" + to, null, null),
                Sgp02Requests.request(request, Form.ours("es4", function)));
        try {
            var answer = simulator.call(smsr, text);
            if (answer.body().isEmpty()) {
                return "taken";
            }
            var status = SoapReader.read(answer.body()).body().child("FunctionExecutionStatus");
            var code = status.child("StatusCodeData");
            return code.exists() ? code.value("Subject") + "/" + code.value("Reason") : status.value("Status");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String call(String function, String iccid) {
        return call(SmsrSimulator.FIRST, FIRST, function, iccid, null);
    }

    private JsonNode profile(String iccid) {
        return SmsrCards.profile(Json.read(simulator.euicc(SmsrSimulator.FIRST, EID)), iccid);
    }

    @ParameterizedTest
    @CsvSource({
        "enableProfile, Enabled, Disabled, , taken",
        "enableProfile, Disabled, Enabled, , 8.2.1/1.2",
        "enableProfile, Enabled, Disabled, ENABLE, 8.2.3/3.8",
        "disableProfile, Disabled, Enabled, , taken",
        "disableProfile, Enabled, Disabled, , 8.2.1/1.2",
        "disableProfile, Disabled, Enabled, DISABLE, 8.2.3/3.8",
        "deleteProfile, Enabled, Disabled, , taken",
        "deleteProfile, Disabled, Enabled, , taken",
        "deleteProfile, Enabled, Disabled, DELETE, 8.2.3/3.8",
        "deleteProfile, Disabled, Enabled, DISABLE, 8.2.3/3.8",
        "updatePolicyRules, Enabled, Disabled, DELETE, EXECUTED_SUCCESS",
        "updateSubscriptionAddress, Enabled, Disabled, , EXECUTED_SUCCESS",
        "setFallBackAttribute, Enabled, Disabled, , taken"
    })
    void aCallIsTakenOrRefused(String function, String fallBack, String other, String forbidden, String outcome) {
        card(fallBack, other, forbidden == null ? "" : String.format(RULE, forbidden, "Not-Allowed"));

        assertThat(call(function, OTHER)).isEqualTo(outcome);
        assertThat(call(function, "8947010000000000027")).isEqualTo("8.2.1/3.9");
    }

    @Test
    void theFallBackProfileIsNeitherDeletedNorDisabled() {
        card("Enabled", "Disabled", "");

        assertThat(call("deleteProfile", FALL_BACK)).isEqualTo("8.2.3/3.8");
        assertThat(call("disableProfile", FALL_BACK)).isEqualTo("8.2.1/1.2");
        assertThat(call("setFallBackAttribute", FALL_BACK)).isEqualTo("8.2.1/1.2");
    }

    @Test
    void aDisabledProfileMakesWayForTheFallBackProfile() {
        card("Disabled", "Enabled", "");

        call("disableProfile", OTHER);

        assertThat(profile(FALL_BACK).path("state").asText()).isEqualTo("Enabled");
        assertThat(profile(OTHER).path("state").asText()).isEqualTo("Disabled");
    }

    @Test
    void anEnabledProfileIsDisabledBeforeItIsDeleted() {
        card("Disabled", "Enabled", "");

        call("deleteProfile", OTHER);

        assertThat(profile(FALL_BACK).path("state").asText()).isEqualTo("Enabled");
        assertThat(profile(OTHER)).isNull();
    }

    @Test
    void aProfileMayBeDeletedByItsRulesOnceItIsDisabled() {
        card("Disabled", "Enabled", String.format(RULE, "DISABLE", "Auto-Delete"));

        call("enableProfile", FALL_BACK);

        assertThat(profile(FALL_BACK).path("state").asText()).isEqualTo("Enabled");
        assertThat(profile(OTHER)).isNull();
    }

    @Test
    void rulesAndAddressAreReplaced() {
        card("Enabled", "Disabled", "");

        call("updatePolicyRules", OTHER);
        call("updateSubscriptionAddress", OTHER);

        assertThat(profile(OTHER).path("policyRules"))
                .isEqualTo(Json.read("[" + String.format(RULE, "DELETE", "Not-Allowed") + "]"));
        assertThat(profile(OTHER).path("subscriptionAddress")).isEqualTo(Json.read("{\"imsi\":\"204080000000017\"}"));
    }

    @Test
    void anotherOperatorsProfileIsRefused() {
        simulator.put(EID, "{\"profiles\":[{\"iccid\":\"" + OTHER + "\",\"state\":\"Disabled\",\"mnoId\":\"1.2.1\"}]}");

        assertThat(call("enableProfile", OTHER)).isEqualTo("8.2.1/1.2");
        assertThat(call("updatePolicyRules", OTHER)).isEqualTo("8.2.3/2.1");
        assertThat(call("auditEIS", null)).isEqualTo("taken");
    }

    @Test
    void anEuiccGoesOverToTheSmsrThatIsPreparedForIt() {
        card("Enabled", "Disabled", "");

        assertThat(call(SmsrSimulator.FIRST, FIRST, "smsrChange", null, NEXT)).isEqualTo("8.7/1.1");
        assertThat(call("next", NEXT, "prepareSMSRChange", null, "1.2.77")).isEqualTo("taken");
        assertThat(call(SmsrSimulator.FIRST, FIRST, "smsrChange", null, NEXT)).isEqualTo("8.7/1.1");
        assertThat(call("next", NEXT, "prepareSMSRChange", null, FIRST)).isEqualTo("taken");
        assertThat(call(SmsrSimulator.FIRST, FIRST, "smsrChange", null, NEXT)).isEqualTo("taken");

        assertThat(simulator.euicc("next", EID)).contains(FALL_BACK, OTHER);
        assertThatThrownBy(() -> simulator.euicc(SmsrSimulator.FIRST, EID)).isInstanceOf(Problem.class);
        assertThat(call("enableProfile", OTHER)).isEqualTo("8.1.1/1.1");
        assertThat(call("next", NEXT, "enableProfile", OTHER, null)).isEqualTo("taken");
        assertThat(call("next", NEXT, "prepareSMSRChange", null, FIRST)).isEqualTo("8.1.1/3.3");
    }

    @Test
    void whileAnEuiccGoesOverAllElseIsRefused() throws InterruptedException {
        card("Enabled", "Disabled", "");
        call("next", NEXT, "prepareSMSRChange", null, FIRST);
        simulator.setFaults("{\"delay\":60000}");
        var change = new Request("smsrChange", "call-1", null, EID, List.of(), null, null, NEXT, null);
        simulator.call(SoapWriter.envelope(
                new Addressing("m", null, null, "https://x?EntityId=" + FIRST, null, null),
                Sgp02Requests.request(change, Form.ours("es4", "smsrChange"))));

        assertThat(call("enableProfile", OTHER)).isEqualTo("1.2/4.4");
        assertThat(call("auditEIS", null)).isEqualTo("1.2/4.4");
    }
}
