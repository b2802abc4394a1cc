package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Es4Orders;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single functions ask of the gateway, beyond what GatewayEs4MatrixIT has of them all. */
class GatewayFunctionsIT extends GatewayBundle {

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
        var card = card();
        if (function.equals("smsrChange")) {
            assertThat(acme.order(order("prepareSMSRChange", card, null, Es4Orders.members("prepareSMSRChange")))
                            .state())
                    .isEqualTo("SUCCEEDED");
        }

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
