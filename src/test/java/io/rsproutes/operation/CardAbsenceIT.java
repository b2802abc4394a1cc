package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.support.Es4Orders;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A profile that is known not to be on its card: who may say so, and what shows that it is there after all. */
class CardAbsenceIT extends CardOrders {

    private static final String ONE = "{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":true}]}";

    /** An audit a minute ago showed both profiles, one of now only the first; then both are there again. */
    private Card withoutTheSecond() {
        var card = card();
        audited(card);
        aMinutePasses(card);
        nobody.put("/simulator/smsr/euiccs/" + card.eid(), ONE.formatted(card.a()));
        audited(card);
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + card.a() + "\",\"state\":\"Enabled\",\"fallback\":true},{\"iccid\":\""
                        + card.b() + "\",\"state\":\"Disabled\"}]}");
        return card;
    }

    @Test
    void givenAReadOfTheWholeCard_thenAProfileThatItShowedBeforeIsNotOnItAnyMore() {
        var card = withoutTheSecond();

        var answer = refused(card, "enableProfile", card.b(), "profile-not-on-card");

        assertThat(answer.json().path("detail").asText()).contains("Known by auditEIS of 20");
        jdbc.update("update fact set observed_at = observed_at - interval '61' minute where eid = ?", card.eid());
        goesOut(card, "enableProfile", card.b());
    }

    @Test
    void givenAReadOfTheWholeCard_thenAProfileOfWhichNothingWasEverSeenIsNotRefused() {
        var card = card("{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\"}]}");
        audited(card);
        goesOut(card, "enableProfile", card.b());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enableProfile",
                "disableProfile",
                "deleteProfile",
                "setFallBackAttribute",
                "updatePolicyRules",
                "updateSubscriptionAddress"
            })
    void givenAnAnswerThatAProfileIsNotThere_thenThatIsShown_andNoOrderIsRefusedByIt(String function) {
        var card = card(ONE);
        assertThat(acme.order(order("enableProfile", card, card.b(), ""))
                        .json()
                        .at("/status/reasonCode")
                        .asText())
                .isEqualTo("3.9");
        known(card, card.b(), "state", "NotOnCard");
        var state = acme.get("/rsp/v1/profiles/" + card.b()).json().at("/facts/state");
        assertThat(state.path("value").asText()).isEqualTo("NotOnCard");
        assertThat(state.path("source").asText()).isEqualTo("enableProfile");

        goesOut(card, function, card.b(), Es4Orders.members(function));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auditEIS", "getEIS"})
    void givenThatAnswer_thenAReadThatDoesNotListItConfirmsIt_andThatIsDrift_once(String function) {
        var card = card();
        audited(card);
        aMinutePasses(card);
        nobody.put("/simulator/smsr/euiccs/" + card.eid(), ONE.formatted(card.a()));
        goesOut(card, "enableProfile", card.b());
        known(card, card.b(), "state", "NotOnCard");
        aMinutePasses(card);

        assertThat(acme.order(order(function, card, null, "")).state()).isEqualTo("SUCCEEDED");

        await().atMost(Duration.ofSeconds(20)).until(() -> drift(card.b()).size() == 1);
        var told = drift(card.b()).get(0);
        assertThat(told.path("what").asText()).isEqualTo("state");
        assertThat(told.path("known").asText()).isEqualTo("NotOnCard");
        assertThat(told.path("knownSource").asText()).isEqualTo("enableProfile");
        assertThat(told.path("reported").asText()).isEqualTo("NotOnCard");
        assertThat(told.path("source").asText()).isEqualTo(function);
        confirmed(card, function);
        refused(card, "enableProfile", card.b(), "profile-not-on-card");

        // What is known holds back nothing at this peer, which answers the same again.
        goesOut(card, "enableProfile", card.b(), ",\"peer\":\"smsr-kpn\"");
        confirmed(card, function);
        aMinutePasses(card);
        audited(card);
        assertThat(count("event where subject = ? and type = 'rsp.profile.drifted'", card.eid()))
                .isEqualTo(1);
    }

    @Test
    void givenThatAnswerOfAProfileThatWasDeleted_thenItStaysDeleted() {
        var card = card();
        goesOut(card, "deleteProfile", card.b());
        known(card, card.b(), "state", "Deleted");

        goesOut(card, "enableProfile", card.b(), ",\"peer\":\"smsr-kpn\"");

        known(card, card.b(), "state", "Deleted");
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                        .json()
                        .path("profiles")
                        .findValuesAsText("iccid"))
                .doesNotContain(card.b());
        aMinutePasses(card);
        audited(card);
        assertThat(events(card.eid(), "rsp.profile.drifted")).isZero();
    }

    private void aMinutePasses(Card card) {
        jdbc.update("update fact set observed_at = observed_at - interval '1' minute where eid = ?", card.eid());
    }

    private JsonNode drift(String iccid) {
        return acme.get("/rsp/v1/reports/drift?iccid=" + iccid).json();
    }

    private void confirmed(Card card, String function) {
        var facts = acme.get("/rsp/v1/profiles/" + card.b()).json().path("facts");
        assertThat(facts.at("/state/value").asText()).isEqualTo("NotOnCard");
        assertThat(facts.at("/state/source").asText()).isEqualTo(function);
        assertThat(facts.has("fallback")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"setFallBackAttribute", "updatePolicyRules", "updateSubscriptionAddress"})
    void givenAnotherOrderThatSucceeded_thenItIsThereAfterAll(String function) {
        var card = withoutTheSecond();
        refused(card, "enableProfile", card.b(), "profile-not-on-card");
        // What is known holds back nothing at this peer.
        goesOut(card, function, card.b(), ",\"peer\":\"smsr-kpn\"" + Es4Orders.members(function));

        goesOut(card, "enableProfile", card.b());
    }

    @ParameterizedTest
    @CsvSource({
        "HandleProfileDownloaded, smsr-stub, 1.3.6.1.4.1.23",
        "HandleProfileDisabled,   smsr-demo, 1.3.6.1.4.1.20"
    })
    void givenANotification_thenItIsThereAfterAll(String notification, String peer, String entityId) {
        var card = withoutTheSecond();
        refused(card, "enableProfile", card.b(), "profile-not-on-card");
        jdbc.update("update euicc set peer = ? where eid = ?", peer, card.eid());

        var news = Soap.notification(
                notification, card.eid(), card.b(), Instant.now().plusSeconds(1).toString());
        nobody.post(Soap.ADDRESS, Soap.envelope(Soap.from(entityId), news), "Content-Type", Soap.TYPE);

        known(card, card.b(), "state", "Disabled");
        STUB.reply = new Reply(202, "", Map.of());
        var answer = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({"Installed, true", "Disabled, true", "Released, false", "Deleted, false"})
    void givenWhatItsSmdpSays_thenItIsThereAfterAll_ifADeviceHasIt(String state, boolean there) {
        var card = withoutTheSecond();
        jdbc.update(
                "insert into profile (iccid, tenant, peer, state, observed_at)"
                        + " values (?, 'acme', 'smdp-demo', ?, current_timestamp + interval '1' second)",
                card.b(),
                state);

        if (there) {
            goesOut(card, "enableProfile", card.b());
        } else {
            refused(card, "enableProfile", card.b(), "profile-not-on-card");
        }
    }

    @Test
    void givenAProfileThatWasDeleted_thenWhatWentBeforeShowsNothing() {
        var card = card();
        goesOut(card, "enableProfile", card.b());
        goesOut(card, "enableProfile", card.a());
        goesOut(card, "deleteProfile", card.b());

        refused(card, "enableProfile", card.b(), "profile-not-on-card");
    }
}
