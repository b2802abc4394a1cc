package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What single functions ask of the gateway, beyond what GatewayEs4MatrixIT has of them all. */
class GatewayFunctionsIT extends GatewayBundle {

    /** A card whose second profile has a rule. */
    private static final String RULED =
            """
            {"profiles":[{"iccid":"%s","state":"Enabled","fallback":true},
                         {"iccid":"%s","state":"Disabled","fallback":false,"policyRules":
                          [{"subject":"PROFILE","action":"ENABLE","qualification":"Not-Allowed"}]}]}""";

    private static final String FAILED = "<rps:Status>FAILED</rps:Status>";

    private HttpResponse<String> call(Customer customer, String function, String content, Card card, String iccid) {
        var id = id();
        return customer.soap(Soap.envelope(
                customer.header(id, receiver.url()), Customer.body(function, id, card.eid(), iccid, content)));
    }

    private static String codes(String subject, String reason) {
        return "<rps:Subject>" + subject + "</rps:Subject><rps:Reason>" + reason + "</rps:Reason>";
    }

    @ParameterizedTest
    @CsvSource({
        "enableProfile, http://gsma.com/ES4/ProfileManagementCallBack/ES4-EnableProfile",
        "smsrChange, http://gsma.com/ES4/eUICCManagementCallBack/ES4-SMSRChange"
    })
    void givenAResult_thenItsActionIsThatOfTheFunctionsGroup(String function, String action) {
        var card = cardFor(function);

        assertThat(ACME.es4(
                                function,
                                id(),
                                card.eid(),
                                function.equals("enableProfile") ? card.b() : null,
                                receiver.url())
                        .statusCode())
                .isEqualTo(202);

        assertThat(body(0)).contains("<wsa:Action>" + action + "</wsa:Action>");
    }

    /** Who the subscriber is, is for the SM-SR alone. */
    @Test
    void givenANewSubscriptionAddress_thenItIsShownNowhere() {
        var card = card();
        var imsi = "001017" + card.eid().substring(23);

        assertThat(call(
                                ACME,
                                "updateSubscriptionAddress",
                                "<rps:newSubscriptionAddress><rps:Imsi>" + imsi
                                        + "</rps:Imsi></rps:newSubscriptionAddress>",
                                card,
                                card.b())
                        .statusCode())
                .isEqualTo(202);

        assertThat(body(0)).contains("ES4-UpdateSubscriptionAddressResponse").doesNotContain(imsi);
        assertThat(acme.get("/rsp/v1/operations?eid=" + card.eid()).text())
                .contains("updateSubscriptionAddress")
                .doesNotContain(imsi);
        assertThat(acme.get("/rsp/v1/events?subject=" + card.eid()).text()).doesNotContain(imsi);
    }

    @ParameterizedTest
    @CsvSource({
        "updatePolicyRules, <rps:pol2><rps:Rule><rps:Subject>PROFILE</rps:Subject><rps:Action>EAT</rps:Action></rps:Rule></rps:pol2>, action is not ENABLE or DISABLE or DELETE",
        "updateSubscriptionAddress, '', newSubscriptionAddress is missing",
        "updateSubscriptionAddress, <rps:newSubscriptionAddress><rps:Imsi>+49</rps:Imsi></rps:newSubscriptionAddress>, imsi is not a string of 1 to 15 digits",
        "smsrChange, '', Target-Smsr-id is missing",
        "prepareSMSRChange, <rps:CurrentSMSRid>smsr-demo</rps:CurrentSMSRid>, CurrentSMSRid is no object identifier"
    })
    void givenAContentThatIsWrong_thenTheAnswerSaysWhatInTheWordsOfEs4(String function, String content, String words) {
        var card = card();
        var iccid = function.startsWith("update") ? card.b() : null;

        var answer = call(ACME, function, content, card, iccid);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(FAILED, words).containsPattern("<rps:Reason>2\\.[12]<");
        assertThat(executed(card, function)).isZero();
    }

    /** A misspelling must not remove the rules there are, nor ask for more than was meant. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "updatePolicyRules | <rps:pol2><rps:PolicyRule>RULE</rps:PolicyRule></rps:pol2> | PolicyRule in pol2 is not read; it takes Rule only",
                "updatePolicyRules | <rps:pol2><rps:Rules><rps:Rule>RULE</rps:Rule></rps:Rules></rps:pol2> | Rules in pol2 is not read",
                "updatePolicyRules | <rps:pol2>x</rps:pol2> | The text in pol2 is not read",
                "updatePolicyRules | <rps:pol2>x<rps:Rule>RULE</rps:Rule></rps:pol2> | The text in pol2 is not read",
                "updatePolicyRules | <rps:pol2><rps:Rule>RULE<rps:Until/></rps:Rule></rps:pol2> | Until in Rule is not read",
                "updatePolicyRules | <rps:policyRules><rps:Rule>RULE</rps:Rule></rps:policyRules> | policyRules in ES4-UpdatePolicyRulesRequest is not read",
                "updatePolicyRules | <rps:pol2/><rps:Rule>RULE</rps:Rule> | Rule in ES4-UpdatePolicyRulesRequest is not read",
                "updatePolicyRules | <rps:pol2/><rps:pol2><rps:Rule>RULE</rps:Rule></rps:pol2> | pol2 in ES4-UpdatePolicyRulesRequest stands twice",
                "updateSubscriptionAddress | <rps:newSubscriptionAddress><rps:Imsi>1</rps:Imsi><rps:Misdn>2</rps:Misdn></rps:newSubscriptionAddress> | Misdn in newSubscriptionAddress is not read",
                "auditEIS | <rps:Icid>8947010000123456784</rps:Icid> | Icid in ES4-AuditEISRequest is not read"
            })
    void givenWhatIsNotRead_thenTheAnswerSaysSo_andNothingIsDone(String function, String content, String words) {
        var card = card(RULED);
        var rule = "<rps:Subject>PROFILE</rps:Subject><rps:Action>DELETE</rps:Action>"
                + "<rps:Qualification>Not-Allowed</rps:Qualification>";
        var iccid = function.startsWith("update") ? card.b() : null;

        var answer = call(ACME, function, content.replace("RULE", rule), card, iccid);

        assertThat(answer.body()).contains(FAILED, codes("1.6", "2.1"), words);
        assertThat(executed(card, function)).isZero();
        assertThat(rules(card)).contains("ENABLE");
    }

    /** pol2 is optional in SGP.02, and a profile without it has no rules. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<rps:pol2> <!-- none --> </rps:pol2>", "<rps:Pol2/>"})
    void givenNoRules_thenTheyAreRemoved(String content) {
        var card = card(RULED);

        assertThat(call(ACME, "updatePolicyRules", content, card, card.b()).statusCode())
                .isEqualTo(202);

        assertThat(body(0)).contains("EXECUTED_SUCCESS");
        assertThat(rules(card)).isEqualTo("[]");
    }

    private String rules(Card card) {
        return profileOn(card, card.b()).path("policyRules").toString();
    }

    @ParameterizedTest
    @CsvSource({
        // The eUICC is at .20.
        "1.3.6.1.4.1.30, 1.3.6.1.4.1.20",
        "1.3.6.1.4.1.30, 1.3.6.1.4.1.21",
        "1.3.6.1.4.1.21, 1.3.6.1.4.1.30"
    })
    void givenAnotherCurrentSmsrThanTheEuiccs_thenThePreparationIsRefused(String current, String target) {
        var card = card();
        var id = id();
        var header = Customer.to(ACME.header(id, receiver.url()), target);
        var content = "<rps:CurrentSMSRid>" + current + "</rps:CurrentSMSRid>";

        var answer =
                ACME.soap(Soap.envelope(header, Customer.body("prepareSMSRChange", id, card.eid(), null, content)));

        assertThat(answer.body()).contains(FAILED, codes("8.7", "1.1")).doesNotContain("smsr-");
        assertThat(executed(card, "prepareSMSRChange")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "smsrChange, Target-Smsr-id, 1.3.6.1.4.1.20",
        "smsrChange, Target-Smsr-id, 1.3.6.1.4.1.777",
        "prepareSMSRChange, CurrentSMSRid, 1.3.6.1.4.1.777",
        // Which of several is to have the eUICC is not said.
        "prepareSMSRChange, CurrentSMSRid, 1.3.6.1.4.1.20"
    })
    void givenAnSmsrThatTakesNoPart_thenTheChangeIsRefused(String function, String element, String smsr) {
        var card = card();

        var answer = call(ACME, function, "<rps:" + element + ">" + smsr + "</rps:" + element + ">", card, null);

        assertThat(answer.body()).contains(FAILED, codes("8.7", "1.1")).doesNotContain("smsr-");
        assertThat(executed(card, function)).isZero();
    }

    /** A profile on an eUICC gives no right to move it. */
    @ParameterizedTest
    @CsvSource({"smsrChange", "prepareSMSRChange"})
    void givenTheOwnerOfAProfileOnly_thenItMayNotMoveTheEuicc(String function) {
        var card = card();
        jdbc.update("update inventory set tenant = 'hooli' where iccid = ?", card.b());
        var hooli = new Customer(GATEWAY, "hooli", "1.3.6.1.4.1.70000", CERTIFICATES);

        var answer = hooli.es4(function, id(), card.eid(), null, receiver.url());

        assertThat(answer.body()).contains(FAILED, codes("8.1.1", "1.1"));
        assertThat(executed(card, function)).isZero();
    }

    @Test
    void givenAFunctionNobodyKnows_thenTheFaultListsThoseOfTheOffer() {
        var card = card();

        var answer = call(ACME, "mendProfile", "", card, card.b());

        refused(answer, 400, "rsp:function-unknown");
        assertThat(answer.body())
                .contains("you may call auditEIS, deleteProfile, disableProfile, enableProfile, getEIS, "
                        + "prepareSMSRChange, setFallBackAttribute, smsrChange, updatePolicyRules, "
                        + "updateSubscriptionAddress.");
    }
}
