package io.rsproutes.operation.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CommandsTest {

    private final Commands commands = new Commands(null);

    @Test
    void aCommandIsReadIntoItsOneForm() {
        var read = commands.read(
                        """
                {"function": "orderProfile", "iccid": "8947010000123456784F",
                 "parameters": {"profileType": "C-1", "confirmationCode": "4711"}}""",
                        null)
                .asMap();

        assertThat(read)
                .containsEntry("function", "orderProfile")
                .containsEntry("step", "downloadOrder")
                .containsEntry("interface", "es2plus")
                .containsEntry("profileType", "C-1")
                .containsEntry("whenBusy", "wait")
                .containsEntry("wantedValidity", null);
        assertThat(read.get("secrets")).isEqualTo("{\"confirmationCode\":\"4711\"}");
        assertThat(read.get("parameters").toString()).doesNotContain("4711");
    }

    @Test
    void whatAMappingLeftOutMakesAnotherRequest() {
        var command = "{\"function\": \"getEIS\", \"eid\": \"89049032123451234512345678901235\"}";

        var plain = commands.read(command, null).requestHash();

        assertThat(commands.read(command, command).requestHash()).isEqualTo(plain);
        assertThat(commands.read(command, "{\"order\": 1}").requestHash())
                .isNotEqualTo(plain)
                .isNotEqualTo(commands.read(command, "{\"order\": 2}").requestHash());
    }

    @Test
    void aKeyStandsForTheRequestThatCameFirst() {
        assertThat(commands.keyUse("a", "x", null)).isEqualTo("new");
        assertThat(commands.keyUse("a", "x", Map.of("operation_id", "a", "request_hash", "x")))
                .isEqualTo("new");
        assertThat(commands.keyUse("b", "x", Map.of("operation_id", "a", "request_hash", "x")))
                .isEqualTo("same");
        assertThat(commands.keyUse("b", "y", Map.of("operation_id", "a", "request_hash", "x")))
                .isEqualTo("other");
    }

    private static final String EID = "89049032123451234512345678901235";
    private static final String ICCID = "8947010000123456784";

    private final Settings settings =
            new Binder(new MapConfigurationPropertySource(Map.of())).bindOrCreate("rsp", Settings.class);

    private List<String> faults(String function, String rest) {
        try {
            new Commands(settings)
                    .read("{\"function\": \"" + function + "\", \"eid\": \"" + EID + "\"" + rest + "}", null);
            return List.of();
        } catch (Problem e) {
            return e.violations().stream().map(Violation::pointer).toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "disableProfile            | -                    | /iccid",
                "deleteProfile             | -                    | /iccid",
                "prepareSMSRChange         | -                    | /targetPeer",
                "smsrChange                | -                    | /targetPeer",
                "smsrChange                | 'targetPeer':'a b'   | /targetPeer",
                "smsrChange                | 'peer':'a','targetPeer':'a' | /targetPeer",
                "smsrChange                | 'targetPeer':'b','iccid':'8947010000123456784' | /iccid",
                "enableProfile             | 'targetPeer':'b','iccid':'8947010000123456784' | /targetPeer",
                "getEIS                    | 'parameters':{'providerEntityId':'1.2'} | /parameters/providerEntityId",
                "auditEIS                  | 'parameters':{'providerEntityId':'1.2'} | /parameters/providerEntityId",
            })
    void aMissingOrIdleFieldIsNamed(String function, String rest, String pointer) {
        assertThat(faults(function, rest == null ? "" : "," + rest.replace('\'', '"')))
                .containsExactly(pointer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "updatePolicyRules | {} | /parameters/policyRules",
                "updatePolicyRules | {'policyRules':{}} | /parameters/policyRules",
                "updatePolicyRules | {'policyRules':['x']} | /parameters/policyRules/0/subject",
                "updatePolicyRules | {'policyRules':[{'subject':'PROFILE','action':'MOVE','qualification':'Not-Allowed'}]}"
                        + " | /parameters/policyRules/0/action",
                "updatePolicyRules | {'policyRules':[{'subject':'PROFILE','action':'ENABLE','qualification':'x'}]}"
                        + " | /parameters/policyRules/0/qualification",
                "updateSubscriptionAddress | {} | /parameters/newSubscriptionAddress",
                "updateSubscriptionAddress | {'newSubscriptionAddress':{}} | /parameters/newSubscriptionAddress",
                "updateSubscriptionAddress | {'newSubscriptionAddress':{'imsi':'1','apn':'x'}}"
                        + " | /parameters/newSubscriptionAddress",
                "updateSubscriptionAddress | {'newSubscriptionAddress':{'imsi':'1234567890123456'}}"
                        + " | /parameters/newSubscriptionAddress/imsi",
                "updateSubscriptionAddress | {'newSubscriptionAddress':{'msisdn':31600000001}}"
                        + " | /parameters/newSubscriptionAddress/msisdn",
                "enableProfile | {'providerEntityId':'KPN'} | /parameters/providerEntityId",
            })
    void aParameterOfAWrongFormIsNamed(String function, String parameters, String pointer) {
        assertThat(faults(function, ",\"iccid\":\"" + ICCID + "\",\"parameters\":" + parameters.replace('\'', '"')))
                .contains(pointer)
                .allMatch(one -> one.startsWith("/parameters/"));
    }

    @Test
    void rulesAreShown_andAnAddressIsASecret() {
        var rules = "[{\"subject\":\"PROFILE\",\"action\":\"DELETE\",\"qualification\":\"Not-Allowed\"}]";
        var read = commands.read(
                        "{\"function\":\"updatePolicyRules\",\"eid\":\"" + EID + "\",\"iccid\":\"" + ICCID
                                + "\",\"parameters\":{\"policyRules\":" + rules + "}}",
                        null)
                .asMap();
        var address = commands.read(
                        "{\"function\":\"updateSubscriptionAddress\",\"eid\":\"" + EID + "\",\"iccid\":\"" + ICCID
                                + "\",\"parameters\":{\"newSubscriptionAddress\":{\"msisdn\":\"31600000001\"}}}",
                        null)
                .asMap();

        assertThat(read.get("parameters")).isEqualTo("{\"policyRules\":" + rules + "}");
        assertThat(address.get("parameters")).isEqualTo("{}");
        assertThat(address.get("secrets")).isEqualTo("{\"newSubscriptionAddress\":{\"msisdn\":\"31600000001\"}}");
    }

    @Test
    void aSecondTargetMakesAnotherRequest() {
        var change = "{\"function\":\"smsrChange\",\"eid\":\"" + EID + "\",\"targetPeer\":\"smsr-b\"}";

        var read = commands.read(change, null);

        assertThat(read.said().targetPeer()).isEqualTo("smsr-b");
        assertThat(commands.read(change.replace("smsr-b", "smsr-c"), null).requestHash())
                .isNotEqualTo(read.requestHash());
    }
}
