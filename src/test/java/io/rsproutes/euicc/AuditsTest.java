package io.rsproutes.euicc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditsTest {

    private static final String A = "8947010000123456784";
    private static final String B = "8988211000000000011";
    private static final Instant ORDERED = Instant.parse("2026-01-02T03:04:05Z");

    @ParameterizedTest
    @CsvSource({
        "deleteProfile, unread, Enabled, , unknown",
        "enableProfile, unread, Enabled, , unknown",
        "enableProfile, 1, Enabled, , done",
        "enableProfile, 1, Disabled, , not-done",
        "enableProfile, 1, Odd, , unknown",
        "enableProfile, 2, Enabled, , not-done",
        "disableProfile, 1, Disabled, , done",
        "disableProfile, 1, Enabled, , not-done",
        "disableProfile, 1, Odd, , unknown",
        "disableProfile, 2, Disabled, , not-done",
        "deleteProfile, 2, Enabled, , done",
        "deleteProfile, 1, Deleted, , done",
        "deleteProfile, 1, Disabled, , not-done",
        "deleteProfile, 1, Enabled, , not-done",
        "deleteProfile, 1, Odd, , unknown",
        "setFallBackAttribute, 1, Enabled, true, done",
        "setFallBackAttribute, 1, Enabled, false, not-done",
        "setFallBackAttribute, 1, Enabled, , unknown"
    })
    void theCardSaysWhetherTheCallWasExecuted(
            String function, String iccid, String state, Boolean fallback, String verdict) {
        var shown = iccid.equals("unread") ? "8947x" : A;
        var eis = Json.read("{\"profiles\": [{\"iccid\": \"" + shown + "\", \"state\": \"" + state + "\""
                + (fallback == null ? "" : ", \"fallback\": " + fallback) + "}]}");

        assertThat(Audits.evaluate(order(function, iccid.equals("1") ? A : B, "{}"), eis, ORDERED))
                .isEqualTo(verdict);
    }

    private static Audits.Order order(String function, String iccid, String parameters) {
        return new Audits.Order(function, iccid, Json.read(parameters), null, null, ORDERED);
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | 'policyRules':[] | done",
                "[] | 'state':'Enabled' | unknown",
                "[{'subject':'PROFILE','action':'DELETE','qualification':'Not-Allowed'}] | 'policyRules':[] | not-done",
                "[{'subject':'PROFILE','action':'DELETE','qualification':'Not-Allowed'}]"
                        + " | 'policyRules':[{'action':'DELETE','qualification':'Not-Allowed'}] | done",
                "[{'action':'DELETE','qualification':'Not-Allowed'},{'action':'DISABLE','qualification':'Auto-Delete'}]"
                        + " | 'policyRules':[{'action':'DISABLE','qualification':'Auto-Delete'},"
                        + "{'action':'DELETE','qualification':'Not-Allowed'}] | done",
                "[{'action':'DELETE','qualification':'Not-Allowed'}]"
                        + " | 'policyRules':[{'action':'DISABLE','qualification':'Not-Allowed'}] | not-done",
            })
    void rulesAreComparedInAnyOrder(String ordered, String shown, String verdict) {
        var order = new Audits.Order(
                "updatePolicyRules", "1", json("{'policyRules':" + ordered + "}"), null, null, ORDERED);

        assertThat(Audits.evaluate(order, json("{'profiles':[{'iccid':'1'," + shown + "}]}"), ORDERED))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'imsi':'1','msisdn':'2'} | {'imsi':'1','msisdn':'2'} | done",
                "{'imsi':'1'} | {'imsi':'1','msisdn':'9'} | done",
                "{'imsi':'1','msisdn':'2'} | {'imsi':'1'} | unknown",
                "{'imsi':'1','msisdn':'2'} | {'msisdn':'3'} | not-done",
                "{'imsi':'1'} | {} | unknown",
                "{} | {'imsi':'1'} | unknown",
            })
    void anAddressIsComparedAsFarAsItIsShown(String ordered, String shown, String verdict) {
        var order = new Audits.Order(
                "updateSubscriptionAddress",
                "1",
                json("{'newSubscriptionAddress':" + ordered + "}"),
                null,
                null,
                ORDERED);

        assertThat(Audits.evaluate(
                        order, json("{'profiles':[{'iccid':'1','subscriptionAddress':" + shown + "}]}"), ORDERED))
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "smsrChange, 1.2, done",
        "smsrChange, 1.1, not-done",
        "smsrChange, 1.3, unknown",
        "prepareSMSRChange, 1.2, done",
        "prepareSMSRChange, 1.1, unknown"
    })
    void theInformationSetNamesTheSmsr(String function, String smsrId, String verdict) {
        var order = new Audits.Order(function, null, json("{}"), "1.1", "1.2", ORDERED);

        assertThat(Audits.evaluate(order, json("{'smsrId':'" + smsrId + "','profiles':[]}"), ORDERED))
                .isEqualTo(verdict);
        assertThat(Audits.evaluate(order, json("{'profiles':[{'iccid':'1'}]}"), ORDERED))
                .isEqualTo("unknown");
    }

    @Test
    void whatWasSoBeforeTheOrderSaysNothing() {
        var eis = Json.read("{\"profiles\": [{\"iccid\": \"1\", \"state\": \"Enabled\"}]}");

        assertThat(Audits.evaluate(order("enableProfile", "1", "{}"), eis, ORDERED.minusSeconds(301)))
                .isEqualTo("unknown");
        assertThat(Audits.evaluate(order("enableProfile", "1", "{}"), Json.read("{}"), ORDERED))
                .isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "refused, 1.2.3, terminal, never",
        "refused, , terminal, unknown",
        "refused, 1.2.3, retry, unknown",
        "unknown, 1.2.3, terminal, unknown"
    })
    void aPeerThatCannotTellNeverWill(String outcome, String code, String kind, String verdict) {
        var status = Json.MAPPER.createObjectNode().put("class", kind);
        Json.put(status, "subjectCode", code);

        assertThat(Audits.unanswered(outcome, status)).isEqualTo(verdict);
    }
}
