package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;

/** Profiles of other vendors: the call says whose profile it is about, as its SM-SR wants that said. */
class ProviderEntityIT extends BundleIT {

    private static final String OURS = BASE + Soap.ADDRESS;
    private static final String CONFIGURED = "1.3.6.1.4.1.54008";
    private static final String NAMED = "1.3.6.1.4.1.54009";

    private static Order enable(Card card, String iccid) {
        return Order.of("enableProfile").eid(card.eid()).iccid(iccid);
    }

    @Test
    void givenAProfileThatThePeersSettingsGiveToAVendor_thenCallsAboutItNameTheVendor() {
        var card = cardAt("smsr-kpn", "8939881");

        assertThat(acme.order(enable(card, card.b())).state()).isEqualTo("SUCCEEDED");
        assertThat(senderOfLastCall(card)).isEqualTo(OURS + "?X-KPN-ProviderEntityId=" + CONFIGURED);

        assertThat(acme.order(enable(card, card.a())).state()).isEqualTo("SUCCEEDED");
        assertThat(senderOfLastCall(card)).isEqualTo(OURS);

        assertThat(acme.order(Order.of("auditEIS").eid(card.eid())).state()).isEqualTo("SUCCEEDED");
        assertThat(senderOfLastCall(card)).isEqualTo(OURS);

        assertThat(acme.order(Order.of("auditEIS").eid(card.eid()).iccid(card.b()))
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(senderOfLastCall(card)).isEqualTo(OURS + "?X-KPN-ProviderEntityId=" + CONFIGURED);
    }

    @Test
    void givenAnOrderThatNamesTheVendor_thenThatOneCounts() {
        var card = cardAt("smsr-kpn", "8939881");

        var answer = acme.order(enable(card, card.b()).with("providerEntityId", NAMED));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(senderOfLastCall(card)).isEqualTo(OURS + "?X-KPN-ProviderEntityId=" + NAMED);
    }

    @Test
    void givenAPeerThatSeparatesAsUrisDo_thenItGetsItSo() {
        STUB.reply = new Reply(200, Soap.envelope("", Soap.response("EnableProfile", "EXECUTED_SUCCESS")), Map.of());
        STUB.got.clear();
        var card = card();

        var answer = acme.order(enable(card, card.b()).peer("smsr-stub").with("providerEntityId", NAMED));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(STUB.got).hasSize(1);
        assertThat(STUB.got.get(0).body())
                .contains("<wsa:From><wsa:Address>" + OURS + "&amp;ProviderEntityId=" + NAMED
                        + "</wsa:Address></wsa:From>");
    }

    @Test
    void givenAPeerThatKnowsNothingOfIt_thenItIsCalledWithout() {
        var card = card();

        var answer = acme.order(enable(card, card.b()).with("providerEntityId", NAMED));

        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
        assertThat(senderOfLastCall(card)).isEqualTo(OURS);
    }

    @Test
    void givenAVendorThatIsNotAgreed_thenTheOrderIsRefusedAndNothingIsSent() {
        var card = cardAt("smsr-kpn", "8939881");

        var answer = acme.order(enable(card, card.b()).with("providerEntityId", "1.3.6.1.4.1.54010"));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("provider-refused");
        assertThat(called(card, "enableProfile")).isZero();
    }
}
