package io.rsproutes.protocol.sgp02.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.config.Functions;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.protocol.sgp02.Xml;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests.Form;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ES4 calls: what we write fits the schema, what a customer writes is read (docs/spec/es4.md C5). */
class Sgp02RequestsTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String ICCID = "8947010000123456784";
    private static final JsonNode RULES = Json.read(
            """
            [{"subject": "PROFILE", "action": "DISABLE", "qualification": "Not-Allowed"},
             {"subject": "PROFILE", "action": "DELETE", "qualification": "Auto-Delete"}]""");
    private static final JsonNode ADDRESS = Json.read("{\"imsi\": \"204080000000001\", \"msisdn\": \"31600000001\"}");

    private static Request request(String function) {
        return new Request(
                function,
                "call-1",
                3600L,
                EID,
                Functions.get(function).needsIccid() ? List.of(ICCID) : List.of(),
                RULES,
                ADDRESS,
                "1.3.6.1.4.1.21",
                null);
    }

    private static List<String> functions() {
        return Functions.names().stream()
                .filter(name -> Functions.get(name).interfaceName().equals("es4"))
                .toList();
    }

    private static String written(Request request, Form form) {
        return SoapWriter.envelope(
                new Addressing("m", null, null, null, null, null), Sgp02Requests.request(request, form));
    }

    private static Xml read(String message) {
        return SoapReader.read(message).body();
    }

    private static Xml call(String element, String content) {
        return read("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><" + element + ">" + content
                + "</" + element + "></s:Body></s:Envelope>");
    }

    @ParameterizedTest
    @MethodSource("functions")
    void everyRequestFitsTheSchema_andIsReadAsItWasMeant(String function) {
        var request = request(function);

        assertThatCode(() -> Contract.check("es4", request)).doesNotThrowAnyException();

        var read = Sgp02Requests.call(read(written(request, Form.ours("es4", function))), "es4");
        assertThat(read.function()).isEqualTo(function);
        assertThat(read.callId() + read.validity() + read.eid()).isEqualTo("call-13600" + EID);
        assertThat(read.iccids()).isEqualTo(request.iccids());
        assertThat(read.policyRules()).isEqualTo(function.equals("updatePolicyRules") ? RULES : null);
        assertThat(read.newSubscriptionAddress())
                .isEqualTo(function.equals("updateSubscriptionAddress") ? ADDRESS : null);
        assertThat(read.smsrId()).isEqualTo(Functions.get(function).needsTarget() ? "1.3.6.1.4.1.21" : null);
    }

    @ParameterizedTest
    @CsvSource({
        "enableProfile, ES4-EnableProfileRequest",
        "updatePolicyRules, ES4-UpdatePolicyRulesRequest",
        "prepareSMSRChange, ES4-PrepareSMSRChangeRequest",
        "smsrChange, ES4-SMSRChangeRequest"
    })
    void theElementHasTheNameOfTheFunction(String function, String element) {
        assertThat(written(request(function), Form.ours("es4", function))).contains("<rps:" + element + " ");
    }

    @Test
    void childrenStandInTheOrderOfTheContract() {
        assertThat(written(request("updatePolicyRules"), Form.ours("es4", "updatePolicyRules")))
                .contains("</rps:Iccid><rps:pol2><rps:Rule><rps:Subject>PROFILE</rps:Subject>"
                        + "<rps:Action>DISABLE</rps:Action><rps:Qualification>Not-Allowed</rps:Qualification>");
        assertThat(written(request("updateSubscriptionAddress"), Form.ours("es4", "updateSubscriptionAddress")))
                .contains("</rps:Iccid><rps:newSubscriptionAddress><rps:Imsi>204080000000001</rps:Imsi>"
                        + "<rps:Msisdn>31600000001</rps:Msisdn></rps:newSubscriptionAddress>");
        assertThat(written(request("prepareSMSRChange"), Form.ours("es4", "prepareSMSRChange")))
                .contains("</rps:Eid><rps:CurrentSMSRid>1.3.6.1.4.1.21</rps:CurrentSMSRid>");
        assertThat(written(request("smsrChange"), Form.ours("es4", "smsrChange")))
                .contains("</rps:Eid><rps:Target-Smsr-id>1.3.6.1.4.1.21</rps:Target-Smsr-id>");
    }

    @Test
    void noRulesAreAnEmptyElement() {
        var none = new Request(
                "updatePolicyRules",
                "call-1",
                null,
                EID,
                List.of(ICCID),
                Json.MAPPER.createArrayNode(),
                null,
                null,
                null);

        assertThat(written(none, Form.ours("es4", "updatePolicyRules"))).contains("<rps:pol2></rps:pol2>");
        assertThatCode(() -> Contract.check("es4", none)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "updatePolicyRules | [{'subject':'PROFILE','action':'ENABLE','qualification':'Maybe'}] | {}",
                "updatePolicyRules | [{'subject':'CARD','action':'ENABLE','qualification':'Not-Allowed'}] | {}",
                "updatePolicyRules | [{'subject':'PROFILE','action':'MOVE','qualification':'Not-Allowed'}] | {}",
                "updatePolicyRules | [{'subject':'PROFILE','action':'DELETE'}] | {}",
                "updateSubscriptionAddress | [] | {}",
                "updateSubscriptionAddress | [] | {'imsi':'2040800000000012'}",
                "updateSubscriptionAddress | [] | {'msisdn':'+31600000001'}",
                "prepareSMSRChange | [] | {}",
                "smsrChange | [] | {}"
            })
    void contentThatDoesNotFitIsNotSent(String function, String rules, String address) {
        var wrong = new Request(
                function,
                "call-1",
                null,
                EID,
                request(function).iccids(),
                Json.read(rules.replace('\'', '"')),
                Json.read(address.replace('\'', '"')),
                Functions.get(function).needsTarget() ? "smsr-b" : null,
                null);

        assertThatThrownBy(() -> Contract.check("es4", wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the request does not fit the schema of SGP.02");
    }

    @ParameterizedTest
    @ValueSource(strings = {"imsi", "msisdn"})
    void oneNumberOfAnAddressIsEnough(String number) {
        var address = Json.read("{\"" + number + "\": \"31600000001\"}");
        var one = new Request("updateSubscriptionAddress", "1", null, EID, List.of(ICCID), null, address, null, null);

        assertThatCode(() -> Contract.check("es4", one)).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotFitIsNotSent() {
        for (var wrong : List.of(
                new Request("enableProfile", "call-1", 3600L, EID, List.of()),
                new Request("enableProfile", "call-1", 3600L, "123", List.of(ICCID)),
                new Request("getEIS", "call-1", 3600L, EID, List.of(ICCID)),
                new Request("enableProfile", "call-1", 3600L, EID, List.of(ICCID + "F")),
                new Request("enableProfile", "call-1", 0L, EID, List.of(ICCID)))) {
            assertThatThrownBy(() -> Contract.check("es4", wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the request does not fit the schema of SGP.02");
        }
    }

    @Test
    void aPeersNamespaceAndNamesAreWritten() {
        var fallBack = written(
                request("setFallBackAttribute"),
                new Form("es4", "http://namespaces.gsma.org/esim-messaging/1", "ES4-SetFallbackAttr", "TargetSmsr-id"));
        var change =
                written(request("smsrChange"), new Form("es4", Sgp02.NAMESPACE, "ES4-SMSRChange", "TargetSmsr-id"));

        assertThat(fallBack)
                .contains("<rps:ES4-SetFallbackAttrRequest xmlns:rps=\"http://namespaces.gsma.org/esim-messaging/1\">");
        assertThat(change).contains("<rps:TargetSmsr-id>1.3.6.1.4.1.21</rps:TargetSmsr-id>");
        assertThat(Sgp02Responses.result(
                                call("ES4-SetFallbackAttrResponse", ""),
                                Map.of("setFallBackAttribute", "ES4-SetFallbackAttr"))
                        .function())
                .isEqualTo("setFallBackAttribute");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Target-Smsr-id>1.2.3</Target-Smsr-id>",
                "<TargetSmsr-id>1.2.3</TargetSmsr-id>",
                "<targetSmsrId>1.2.3</targetSmsrId>"
            })
    void aCustomersSpellingOfTheTargetIsRead(String target) {
        assertThat(Sgp02Requests.call(call("ES4-SMSRChangeRequest", target), "es4")
                        .smsrId())
                .isEqualTo("1.2.3");
    }

    @Test
    void aCallWithoutPol2RemovesTheRules_andOneWithoutAnAddressHasNone() {
        assertThat(Sgp02Requests.call(call("ES4-UpdatePolicyRulesRequest", "<Eid>1</Eid>"), "es4")
                        .policyRules())
                .isEqualTo(Json.read("[]"));
        assertThat(Sgp02Requests.call(call("ES4-UpdateSubscriptionAddressRequest", "<Eid>1</Eid>"), "es4")
                        .newSubscriptionAddress())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "UpdatePolicyRules, <pol2><rule><subject/></rule></pol2>, ''",
        "UpdatePolicyRules, <Pol-2> </Pol-2>, ''",
        "UpdatePolicyRules, <pol2><Rule>x</Rule></pol2>, The text in Rule is not read",
        "UpdatePolicyRules, <pol2><Rule><Action/><action/></Rule></pol2>, Action in Rule stands twice",
        "UpdatePolicyRules, x<Eid>1</Eid>, The text in ES4-UpdatePolicyRulesRequest is not read",
        "UpdateSubscriptionAddress, <newSubscriptionAddress/><Msisdn>1</Msisdn>, Msisdn in ES4-Update",
        "AuditEIS, <Iccid>1</Iccid><Iccid>2</Iccid>, ''",
        "AuditEIS, <Eid>1</Eid><Eid>2</Eid>, Eid in ES4-AuditEISRequest stands twice",
        "EnableProfile, <Extension>1</Extension>, ''"
    })
    void whatWouldGoUnreadIsTold(String function, String content, String words) {
        var unread = Sgp02Requests.call(call("ES4-" + function + "Request", content), "es4")
                .unread();

        assertThat(unread).hasSize(words.isEmpty() ? 0 : 1).allMatch(one -> one.startsWith(words));
    }

    @Test
    void anotherBodyIsNoCall() {
        assertThat(Sgp02Requests.call(call("ES4-DisableProfileResponse", ""), "es4")
                        .function())
                .isNull();
        assertThat(Sgp02Requests.call(call("ES4-MasterDeleteRequest", ""), "es4")
                        .function())
                .isNull();
    }
}
