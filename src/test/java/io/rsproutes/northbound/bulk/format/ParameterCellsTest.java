package io.rsproutes.northbound.bulk.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.rsproutes.common.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policy rules and a subscription address as one cell of a flat file. */
class ParameterCellsTest {

    private static String parameter(String function, String column, String cell) {
        var command = Json.read(new BulkLine(2, Map.of("function", function, column, cell)).command());
        return Json.write(command.at("/parameters/" + column)).replace('"', '\'');
    }

    private static String rule(String action, String qualification) {
        return "{'subject':'PROFILE','action':'" + action + "','qualification':'" + qualification + "'}";
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "DISABLE:Not-Allowed, DISABLE/Not-Allowed",
                "DISABLE:Not-Allowed|DELETE:Auto-Delete, DISABLE/Not-Allowed DELETE/Auto-Delete",
                "DISABLE:Not-Allowed | DELETE:Not-Allowed, DISABLE/Not-Allowed DELETE/Not-Allowed",
                "`DISABLE:Not-Allowed; DELETE:Not-Allowed`, DISABLE/Not-Allowed DELETE/Not-Allowed",
                "disable=not_allowed, DISABLE/Not-Allowed",
                "MOVE:Not-Allowed, MOVE/Not-Allowed",
                "DISABLE:Maybe, DISABLE/Maybe",
                "DISABLE, DISABLE/"
            })
    void rulesArePairsOfActionAndQualification(String cell, String rules) {
        var expected = new StringBuilder();
        for (var rule : rules.split(" ")) {
            var parts = rule.split("/", 2);
            expected.append(expected.isEmpty() ? "" : ",").append(rule(parts[0], parts[1]));
        }

        assertThat(parameter("updatePolicyRules", "policyRules", cell)).isEqualTo("[" + expected + "]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            quoteCharacter = '`',
            value = {
                "updatePolicyRules > policyRules > none > []",
                "updatePolicyRules > policyRules > NONE > []",
                "updatePolicyRules > policyRules > [] > []",
                "updatePolicyRules > policyRules > [{\"subject\":\"PROFILE\"}] > [{'subject':'PROFILE'}]",
                "updatePolicyRules > policyRules > [{ > '[{'",
                "updateSubscriptionAddress > newSubscriptionAddress > imsi:204080000000017 > {'imsi':'204080000000017'}",
                "updateSubscriptionAddress > newSubscriptionAddress > IMSI=2040|msisdn=3160 > {'imsi':'2040','msisdn':'3160'}",
                "updateSubscriptionAddress > newSubscriptionAddress > {\"msisdn\":\"3160\"} > {'msisdn':'3160'}",
                "updateSubscriptionAddress > newSubscriptionAddress > 31600000017 > ''",
                "updateSubscriptionAddress > newSubscriptionAddress > imsi:1|imsi:2 > ''",
                "rpmOrder > message > {\"a\":1} > {'a':1}"
            })
    void aCellIsJsonOrPairs(String function, String column, String cell, String json) {
        assertThat(parameter(function, column, cell)).isEqualTo(json);
    }
}
