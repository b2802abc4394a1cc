package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders that cannot succeed on their card are refused before the radio, if we know it; and only then. */
class CardRulesIT extends CardOrders {

    private static final Customer ACME = new Customer(GATEWAY, "acme", "1.3.6.1.4.1.31746", CERTIFICATES);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "enableProfile,        a, true,  -,         profile-already-enabled",
                "disableProfile,       b, true,  -,         profile-already-disabled",
                "disableProfile,       a, true,  -,         fallback-profile-refused",
                "deleteProfile,        a, true,  -,         fallback-profile-refused",
                "setFallBackAttribute, a, true,  -,         fallback-already-set",
                "enableProfile,        b, true,  b:ENABLE,  policy-refused",
                "disableProfile,       a, false, a:DISABLE, policy-refused",
                "deleteProfile,        b, true,  b:DELETE,  policy-refused",
                "enableProfile,        b, true,  a:DISABLE, enabled-policy-refused",
                "deleteProfile,        a, false, a:DISABLE, disable-policy-refused",
            })
    void givenARuleOfTheCard_thenItHoldsOnceItIsKnown(
            String function, String profile, boolean fallback, String rules, String code) {
        var unknown = card(fallback, rules);
        var card = card(fallback, rules);
        audited(card);

        var answer = refused(card, function, target(card, profile), code);

        assertThat(answer.json().path("detail").asText()).contains("Known by auditEIS of 20", "order auditEIS");
        goesOut(unknown, function, target(unknown, profile));
    }

    @ParameterizedTest
    @CsvSource({
        "enableProfile,  b, true,  a:DELETE b:DISABLE",
        "deleteProfile,  b, true,  a:DELETE b:ENABLE",
        "deleteProfile,  b, true,  a:DISABLE b:DISABLE",
        "deleteProfile,  a, false, a:ENABLE b:DISABLE",
        "disableProfile, a, false, a:ENABLE b:DISABLE"
    })
    void givenRulesThatForbidOtherThings_thenTheCallGoesOut(
            String function, String profile, boolean fallback, String rules) {
        var card = card(fallback, rules);
        audited(card);

        goesOut(card, function, target(card, profile));
    }

    @Test
    void givenAnOrderThatEndedInDoubt_thenWhatWasKnownBeforeCountsNoMore() {
        var card = card();
        audited(card);
        jdbc.update("update euicc set doubted_at = current_timestamp where eid = ?", card.eid());

        goesOut(card, "enableProfile", card.a());
    }

    @Test
    void givenWhatIsKnown_whenItIsOldOrThePeerTurnsItOff_thenTheCallGoesOut() {
        var card = card();
        audited(card);
        goesOut(card, "enableProfile", card.a(), ",\"peer\":\"smsr-kpn\"");
        refused(card, "enableProfile", card.a(), "profile-already-enabled");

        jdbc.update("update fact set observed_at = observed_at - interval '61' minute where eid = ?", card.eid());

        goesOut(card, "enableProfile", card.a());
    }

    @Test
    void givenALaterNotification_thenItCounts() {
        var card = card();
        audited(card);
        refused(card, "enableProfile", card.a(), "profile-already-enabled");

        var news = Soap.notification(
                "HandleProfileDisabled",
                card.eid(),
                card.a(),
                Instant.now().plusSeconds(1).toString());
        nobody.post(Soap.ADDRESS, Soap.envelope(Soap.from("1.3.6.1.4.1.20"), news), "Content-Type", Soap.TYPE);
        known(card, card.a(), "state", "Disabled");

        var answer = refused(card, "disableProfile", card.a(), "profile-already-disabled");
        assertThat(answer.json().path("detail").asText()).contains("HandleProfileDisabled");
        goesOut(card, "enableProfile", card.a());
    }

    @Test
    void givenAnOrderUnderWay_thenWhatItMayChangeRefusesNothing() {
        var card = card();
        audited(card);
        smsr("{\"delay\":3000}");
        var first = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""));

        var second = acme.post("/rsp/v1/operations", order("enableProfile", card, card.a(), ""));

        assertThat(second.status()).as(second.text()).isEqualTo(202);
        smsr("{}");
        settles(first.id(), "SUCCEEDED");
        settles(second.id(), "SUCCEEDED");
    }

    @Test
    void givenTheSameOrderAgain_thenItStandsForTheFirst() {
        var card = card();
        var order = order("enableProfile", card, card.b(), "");
        var key = card.eid();
        var first = acme.post("/rsp/v1/operations", order, "Idempotency-Key", key, "Prefer", "wait=10");
        assertThat(first.state()).isEqualTo("SUCCEEDED");

        var again = acme.post("/rsp/v1/operations", order, "Idempotency-Key", key, "Prefer", "wait=10");

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.state()).isEqualTo("SUCCEEDED");
        refused(card, "enableProfile", card.b(), "profile-already-enabled");
        refused(card, "enableProfile", card.b(), "profile-already-enabled", ",\"whenBusy\":\"refuse\"");
    }

    @Test
    void givenAnothersProfileOnTheCard_thenItsStateAndRulesAreNotTold() {
        var card = card(true, "a:DISABLE");
        jdbc.update("update inventory set tenant = 'globex', eid = null where iccid = ?", card.a());
        audited(card);
        known(card, card.a(), "state", "Enabled");

        var own = acme.post("/rsp/v1/operations", order("enableProfile", card, card.a(), ""));

        assertThat(own.code()).isEqualTo("ownership-refused");
        goesOut(card, "enableProfile", card.b());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"a, -, 8.2.1, 1.2", "b, b:ENABLE, 8.2.3, 3.8", "b, a:DISABLE, 8.2.2, 3.8"})
    void givenACustomerOfTheGateway_thenItGetsTheCodesOfTheStandard(
            String profile, String rules, String subject, String reason) {
        var card = card(true, rules);
        audited(card);
        try (var receiver = new Receiver()) {
            var answer = ACME.es4(
                    "enableProfile", UUID.randomUUID().toString(), card.eid(), target(card, profile), receiver.url());

            assertThat(answer.body())
                    .contains("FAILED", "<rps:Subject>" + subject + "</rps:Subject>")
                    .contains("<rps:Reason>" + reason + "</rps:Reason>")
                    .doesNotContain("smsr-demo");
        }
        assertThat(called(card, "enableProfile")).isZero();
    }
}
