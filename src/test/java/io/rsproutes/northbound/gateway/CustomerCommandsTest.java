package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import io.rsproutes.northbound.gateway.CustomerCommands.Order;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.message.Sgp02Requests;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Customers' calls as commands. */
class CustomerCommandsTest {

    private static final String EID = "89049032123451234512345678901235";

    /** The order of a call, with SM-SRs of these names behind us: the first is 1.3.1, the next 1.3.2 … */
    private static Order order(String function, String content, String receiver, String... smsrs) {
        return orderOfVendor(function, content, receiver, null, smsrs);
    }

    private static Order orderOfVendor(
            String function, String content, String receiver, String provider, String... smsrs) {
        var settings = new ArrayList<String>();
        for (int i = 0; i < smsrs.length; i++) {
            var at = "--rsp.peers." + smsrs[i] + ".";
            settings.addAll(List.of(
                    at + "interface=es4",
                    at + "url=https://smsr.example.com",
                    at + "entity-id=1.3." + (i + 1),
                    at + "own-entity-id=1.2.3",
                    at + "own-url=https://our.host"));
        }
        var all = CustomerAddressingTest.settings(settings.toArray(String[]::new));
        var call = Sgp02Requests.call(
                SoapReader.read(Soap.envelope(
                                "",
                                "<rps:ES4-" + function
                                        + "Request><rps:FunctionCallIdentifier>c</rps:FunctionCallIdentifier><rps:Eid>"
                                        + EID
                                        + "</rps:Eid>" + content + "</rps:ES4-" + function + "Request>"))
                        .body(),
                "es4");
        return new CustomerCommands(all).order(all.tenants().get("acme").gateway(), call, receiver, provider);
    }

    @Test
    void givenAnSmsrChange_thenTheTargetIsThePeerOfThatEntityId() {
        var order = order("SMSRChange", "<rps:Target-Smsr-id>1.3.2</rps:Target-Smsr-id>", null, "one", "two", "three");

        assertThat(order.refusal()).isNull();
        assertThat(order.command().path("targetPeer").asText()).isEqualTo("two");
        assertThat(order.command().has("peer")).isFalse();
    }

    @Test
    void givenATargetNobodyKnows_thenItIsRefused() {
        var order = order("SMSRChange", "<rps:Target-Smsr-id>1.9.9</rps:Target-Smsr-id>", null, "one", "two");

        assertThat(order.refusal()).isEqualTo("target-peer-unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "SMSRChange, '', missing-parameter, Target-Smsr-id is missing",
        "PrepareSMSRChange, '', missing-parameter, CurrentSMSRid is missing",
        "SMSRChange, <rps:Target-Smsr-id>one</rps:Target-Smsr-id>, invalid-command, Target-Smsr-id is no object identifier"
    })
    void givenNoObjectIdentifier_thenTheFaultSaysSoInTheWordsOfEs4(
            String function, String content, String code, String words) {
        assertThatThrownBy(() -> order(function, content, null, "one", "two"))
                .hasMessageContaining(words)
                .hasFieldOrPropertyWithValue("code", code);
    }

    /** It goes to the SM-SR that is to get the eUICC, which the customer takes us for. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1.3.3, one two three, three, -",
                "1.3.2, one two three, two, -",
                "-, one two, two, -",
                "1.2.3, one two, two, -",
                "-, one two three, unknown, target-peer-unknown",
                "1.9.9, one two, unknown, target-peer-unknown"
            })
    void givenAPreparation_thenTheTargetIsTheReceiverOrTheOnlyOtherSmsr(
            String receiver, String smsrs, String target, String refusal) {
        var order =
                order("PrepareSMSRChange", "<rps:CurrentSMSRid>1.3.1</rps:CurrentSMSRid>", receiver, smsrs.split(" "));

        assertThat(order.refusal()).isEqualTo(refusal);
        assertThat(order.command().path("peer").asText()).isEqualTo("one");
        assertThat(order.command().path("targetPeer").asText()).isEqualTo(target);
    }

    @Test
    void givenACurrentSmsrNobodyKnows_thenItIsRefused() {
        var order = order("PrepareSMSRChange", "<rps:CurrentSMSRid>1.9.9</rps:CurrentSMSRid>", "1.3.1", "one", "two");

        assertThat(order.refusal()).isEqualTo("target-peer-unknown");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "GetEIS, 60, 60, -, -",
                "GetEIS, 3600, 3600, -, -",
                "GetEIS, 3601, 3600, validity-refused, 3600",
                "GetEIS, -, -, -, -",
                "SMSRChange, 60, 720, -, -",
                "SMSRChange, -, 720, -, -"
            })
    void givenAValidity_thenTheOffersCounts(
            String function, String asked, Long taken, String refusal, Long acceptable) {
        var order = order(
                function,
                (asked == null ? "" : "<rps:ValidityPeriod>" + asked + "</rps:ValidityPeriod>")
                        + "<rps:Target-Smsr-id>1.3.2</rps:Target-Smsr-id>",
                null,
                "one",
                "two");

        assertThat(order.command().path("validityPeriod").asText(null))
                .isEqualTo(taken == null ? null : taken.toString());
        assertThat(order.refusal()).isEqualTo(refusal);
        assertThat(order.acceptableValidity()).isEqualTo(acceptable);
    }

    /** It says whose profile the call is about, so it goes with those that name one. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "EnableProfile, 8947010000123456784, 1.2.9, 1.2.9",
                "EnableProfile, 8947010000123456784, -, -",
                "AuditEIS, 8947010000123456784, 1.2.9, 1.2.9",
                "AuditEIS, -, 1.2.9, -",
                "GetEIS, -, not an OID, -"
            })
    void givenAnotherVendor_thenACallAboutAProfileNamesIt(
            String function, String iccid, String provider, String parameter) {
        var content = iccid == null ? "" : "<rps:Iccid>" + iccid + "</rps:Iccid>";

        var parameters =
                orderOfVendor(function, content, null, provider).command().path("parameters");

        assertThat(parameters.path("providerEntityId").asText(null)).isEqualTo(parameter);
    }

    @Test
    void givenAVendorThatIsNoObjectIdentifier_thenTheFaultSaysSo() {
        assertThatThrownBy(
                        () -> orderOfVendor("EnableProfile", "<rps:Iccid>8947010000123456784</rps:Iccid>", null, "KPN"))
                .hasMessageContaining("ProviderEntityId of wsa:From is no object identifier")
                .hasFieldOrPropertyWithValue("code", "invalid-command");
    }

    @Test
    void givenPolicyRules_thenTheyAreParametersAndNoneRemovesThem() {
        var rule =
                "<rps:Rule><rps:Subject>PROFILE</rps:Subject><rps:Action>DELETE</rps:Action><rps:Qualification>Not-Allowed</rps:Qualification></rps:Rule>";

        assertThat(order("UpdatePolicyRules", "<rps:pol2>" + rule + "</rps:pol2>", null)
                        .command()
                        .path("parameters")
                        .toString())
                .isEqualTo(
                        "{\"policyRules\":[{\"subject\":\"PROFILE\",\"action\":\"DELETE\",\"qualification\":\"Not-Allowed\"}]}");
        assertThat(order("UpdatePolicyRules", "", null)
                        .command()
                        .path("parameters")
                        .toString())
                .isEqualTo("{\"policyRules\":[]}");
    }

    @Test
    void givenASubscriptionAddress_thenItIsAParameterThoughTheOfferLacksTheFunction() {
        var order = order(
                "UpdateSubscriptionAddress",
                "<rps:newSubscriptionAddress><rps:Imsi>001010123456789</rps:Imsi></rps:newSubscriptionAddress>",
                null);

        assertThat(order.command().path("parameters").toString())
                .isEqualTo("{\"newSubscriptionAddress\":{\"imsi\":\"001010123456789\"}}");
        assertThat(order.refusal()).isEqualTo("function-not-offered");
    }
}
