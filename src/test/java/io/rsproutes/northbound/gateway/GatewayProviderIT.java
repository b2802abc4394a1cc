package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Customers' calls about profiles of other vendors: wsa:From says whose, and the call to the SM-SR says it as ours. */
class GatewayProviderIT extends GatewayBundle {

    private static final String AGREED = "1.3.6.1.4.1.54009";
    private static final String NOT_AGREED = "1.3.6.1.4.1.54010";

    /** With this behind the EntityId of its wsa:From. */
    private HttpResponse<String> enable(Card card, String id, String more) {
        var header = ACME.header(id, receiver.url())
                .replace("=1.3.6.1.4.1.31746</wsa:Address>", "=1.3.6.1.4.1.31746" + more + "</wsa:Address>");
        return ACME.soap(Soap.envelope(header, Customer.body("enableProfile", "call-" + id, card.eid(), card.b(), "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?EntityName=Acme?X-KPN-ProviderEntityId=" + AGREED,
                "&amp;EntityName=Acme&amp;X-KPN-ProviderEntityId=" + AGREED,
                "&amp;amp;ProviderEntityId=" + AGREED
            })
    void givenAnAgreedVendor_thenItIsPassedOn(String more) {
        var card = cardAt("smsr-kpn", "8939881");

        var answer = enable(card, id(), more);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(body(0)).contains("EXECUTED_SUCCESS").doesNotContain("54009");
        assertThat(senderOfLastCall(card)).isEqualTo(BASE + Soap.ADDRESS + "?X-KPN-ProviderEntityId=" + AGREED);
    }

    @Test
    void givenNone_thenThePeersSettingsSayWhose() {
        var card = cardAt("smsr-kpn", "8939881");

        assertThat(enable(card, id(), "?X-KPN-ProviderEntityId=").statusCode()).isEqualTo(202);

        assertThat(body(0)).contains("EXECUTED_SUCCESS");
        assertThat(senderOfLastCall(card)).endsWith("?X-KPN-ProviderEntityId=1.3.6.1.4.1.54008");
    }

    @ParameterizedTest
    @CsvSource({NOT_AGREED + ", 1.1, 1.2, is not among those agreed", "KPN, 1.6, 2.1, is no object identifier"})
    void givenAnotherVendor_thenTheCallIsRefusedWithTheReason(
            String vendor, String subject, String reason, String words) {
        var card = cardAt("smsr-kpn", "8939881");

        var answer = enable(card, id(), "?X-KPN-ProviderEntityId=" + vendor);

        refused(answer, 200, "<rps:Subject>" + subject + "</rps:Subject><rps:Reason>" + reason + "</rps:Reason>");
        assertThat(answer.body()).contains(words);
        assertThat(called(card, "enableProfile")).isZero();
    }

    @Test
    void givenTheSameMessageWithAnotherVendor_thenItIsAnotherCall() {
        var card = cardAt("smsr-kpn", "8939881");
        var id = id();
        assertThat(enable(card, id, "?ProviderEntityId=" + AGREED).statusCode()).isEqualTo(202);

        refused(enable(card, id, "?ProviderEntityId=1.3.6.1.4.1.54008"), 400, "rsp:message-id-reused");
    }
}
