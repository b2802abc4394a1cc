package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an order does to other profiles than its own, or besides what it was for: told to their owners, once. */
class SideEffectsIT extends SmsrCallbacks {

    private static final String UNSET = "rsp.profile.fallback-unset";
    private static final String AUTO_DELETE =
            "[{\"subject\":\"PROFILE\",\"action\":\"DISABLE\",\"qualification\":\"Auto-Delete\"}]";

    /** A card at the stub whose first profile, this tenant's, is enabled and has the fall-back attribute, as is known. */
    private Card cardOf(String tenant) {
        var card = card();
        jdbc.update("update inventory set tenant = ? where iccid = ?", tenant, card.a());
        fact(card, card.a(), "state", "Enabled");
        fact(card, card.a(), "fallback", "true");
        return card;
    }

    /** An order that the stub fails to answer: it may have been executed. */
    private Answer inDoubt(Card card, String function) {
        STUB.reply = new Reply(500, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order(function, card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        settles(id, "IN_DOUBT");
        return operation(id);
    }

    private void succeeds(Answer order, String function) {
        takes(SMSR, Soap.relatesTo(messageId(order)), Soap.response(function, "EXECUTED_SUCCESS"));
        settles(order.id(), "SUCCEEDED");
    }

    private void notifies(String name, Card card, String iccid) {
        takes(SMSR, "", Soap.notification(name, card.eid(), iccid, Instant.now().toString()));
    }

    private void published(String subject, String type, int count) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(events(subject, type)).isEqualTo(count));
    }

    private Map<String, Object> event(String subject, String type) {
        return jdbc.queryForMap(
                "select tenant, operation_id, data from event where subject = ? and type = ?", subject, type);
    }

    private void toldTo(String tenant, String subject, String type, String operation) {
        published(subject, type, 1);
        var event = event(subject, type);
        assertThat(event).containsEntry("tenant", tenant).containsEntry("operation_id", operation);
        assertThat(event.get("data").toString()).doesNotContain("selfCaused");
        assertThat(event.get("data").toString().contains("operationId")).isEqualTo(operation != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a callback", "the answer", "a result after the end", "an audit"})
    void givenTheFallBackAttributeOfAnothersProfile_whenItMoves_thenThatOwnerIsTold(String way) {
        var card = cardOf("globex");
        if (way.equals("the answer")) {
            STUB.reply = new Reply(
                    200,
                    Soap.envelope("", Soap.response("SetFallBackAttribute", "EXECUTED_SUCCESS")),
                    Map.of("Content-Type", Soap.TYPE));
            acme.order(order("setFallBackAttribute", card, card.b(), ",\"peer\":\"smsr-stub\""));
        } else if (way.equals("an audit")) {
            smsr("{\"lostCallback\":1,\"delay\":20}");
            jdbc.update("update fact set peer = 'smsr-demo' where eid = ?", card.eid());
            var order = acme.post(
                    "/rsp/v1/operations",
                    order("setFallBackAttribute", card, card.b(), ",\"validityPeriod\":1,\"peer\":\"smsr-demo\""));
            settles(order.id(), "SUCCEEDED");
            assertThat(operation(order.id()).text()).contains("settled by an audit");
        } else {
            var order = waiting(card, "setFallBackAttribute");
            if (way.equals("a result after the end")) {
                jdbc.update(
                        "update operation set state = 'EXPIRED', next_at = null, finished_at = current_timestamp"
                                + " where id = ?",
                        order.id());
                takes(
                        SMSR,
                        Soap.relatesTo(messageId(order)),
                        Soap.response("SetFallBackAttribute", "EXECUTED_SUCCESS"));
            } else {
                succeeds(order, "SetFallBackAttribute");
            }
        }

        toldTo("globex", card.a(), UNSET, null);
        assertThat(event(card.a(), UNSET).get("data").toString()).contains(card.eid(), card.a());
        var fact = globex.get("/rsp/v1/profiles/" + card.a()).json().at("/facts/fallback");
        assertThat(fact.path("value").asBoolean(true)).isFalse();
        assertThat(fact.has("operationId")).isFalse();
        assertThat(events(card.eid(), UNSET)).isZero();
    }

    @Test
    void givenTheFallBackAttributeOfAnOwnProfile_whenItMoves_thenTheEventNamesTheOrder() {
        var card = cardOf("acme");
        var order = waiting(card, "setFallBackAttribute");

        succeeds(order, "SetFallBackAttribute");

        toldTo("acme", card.eid(), UNSET, order.id());
        assertThat(event(card.eid(), "rsp.profile.fallback-set").get("data").toString())
                .contains("\"selfCaused\":true", card.b());
    }

    @ParameterizedTest
    @CsvSource({"acme, true", "acme, false", "globex, true", "globex, false"})
    void givenAnSmsrThatNotifiesOfTheLoss_thenItIsToldOnce(String tenant, boolean notificationFirst) {
        var card = cardOf(tenant);
        var subject = tenant.equals("acme") ? card.eid() : card.a();
        var order = waiting(card, "setFallBackAttribute");

        if (notificationFirst) {
            notifies("HandleFallBackAttributeUnset", card, card.a());
            published(subject, UNSET, 1);
        }
        succeeds(order, "SetFallBackAttribute");
        if (!notificationFirst) {
            notifies("HandleFallBackAttributeUnset", card, card.a());
        }

        inbox(card, "DONE", 2);
        toldTo(tenant, subject, UNSET, tenant.equals("acme") ? order.id() : null);
    }

    @ParameterizedTest
    @CsvSource({"acme, WAITING", "acme, IN_DOUBT", "globex, WAITING", "globex, IN_DOUBT"})
    void givenAnSmsrThatNotifiesOfTheGainBeforeTheOrderEnds_thenTheLossIsToldOnce(String tenant, String state) {
        var card = cardOf(tenant);
        var subject = tenant.equals("acme") ? card.eid() : card.a();
        var order =
                state.equals("WAITING") ? waiting(card, "setFallBackAttribute") : inDoubt(card, "setFallBackAttribute");

        notifies("HandleFallBackAttributeSet", card, card.b());
        published(subject, UNSET, 1);
        notifies("HandleFallBackAttributeUnset", card, card.a());
        inbox(card, "DONE", 2);
        if (state.equals("WAITING")) {
            succeeds(order, "SetFallBackAttribute");
        }

        settles(order.id(), "SUCCEEDED");
        toldTo(tenant, subject, UNSET, tenant.equals("acme") ? order.id() : null);
        assertThat(events(card.eid(), "rsp.profile.fallback-set")).isEqualTo(1);
    }

    @Test
    void givenThatItLosesTheAttributeAgain_thenThatIsToldToo() {
        var card = cardOf("globex");
        succeeds(waiting(card, "setFallBackAttribute"), "SetFallBackAttribute");
        published(card.a(), UNSET, 1);
        jdbc.update(
                "update fact set content = 'true', operation_id = null where subject = ? and name = 'fallback'",
                card.a());
        var later = Instant.now().plusSeconds(5).toString();

        takes(SMSR, "", Soap.notification("HandleFallBackAttributeUnset", card.eid(), card.a(), later));

        published(card.a(), UNSET, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "enableProfile,  EnableProfile,  a, HandleProfileDisabled, disabled, ''",
        "enableProfile,  EnableProfile,  a, HandleProfileDeleted,  deleted,  a",
        "disableProfile, DisableProfile, a, HandleProfileEnabled,  enabled,  ''",
        "disableProfile, DisableProfile, b, HandleProfileDeleted,  deleted,  b",
        "deleteProfile,  DeleteProfile,  a, HandleProfileEnabled,  enabled,  ''",
        "deleteProfile,  DeleteProfile,  b, HandleProfileDisabled, disabled, ''"
    })
    void givenWhatAnOrderDidBesides_thenItsEventNamesTheOrder_andIsNoResultOfIt(
            String function, String response, String profile, String name, String what, String autoDeleted) {
        for (var notificationFirst : List.of(true, false)) {
            var card = card();
            var iccid = profile.equals("a") ? card.a() : card.b();
            if (!autoDeleted.isEmpty()) {
                fact(card, iccid, "policyRules", AUTO_DELETE);
            }
            var order = waiting(card, function);

            if (notificationFirst) {
                notifies(name, card, iccid);
                published(card.eid(), "rsp.profile." + what, 1);
            }
            succeeds(order, response);
            if (!notificationFirst) {
                notifies(name, card, iccid);
            }

            inbox(card, "DONE", 2);
            toldTo("acme", card.eid(), "rsp.profile." + what, order.id());
        }
    }

    @Test
    void givenWhatNoOrderDid_thenItsEventNamesNone() {
        var card = card();
        succeeds(waiting(card, "enableProfile"), "EnableProfile");

        // no rule says that it is deleted by itself; and the order enables another
        notifies("HandleProfileDeleted", card, card.a());
        notifies("HandleProfileDisabled", card, card.b());

        toldTo("acme", card.eid(), "rsp.profile.deleted", null);
        toldTo("acme", card.eid(), "rsp.profile.disabled", null);
    }

    /** The eUICC is of globex, which acme lets know of its profile there (BundleIT). */
    @Test
    void givenAProfileOfAnotherTenant_thenTheOrderIsNamedToItsOwnTenantOnly() {
        var card = card();
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.b());
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", card.eid());
        STUB.reply = new Reply(202, "", Map.of());
        var id = globex.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> globex.get("/rsp/v1/operations/" + id).state().equals("WAITING"));

        notifies("HandleProfileDisabled", card, card.a());

        toldTo("acme", card.a(), "rsp.profile.disabled", null);
        toldTo("globex", card.eid(), "rsp.profile.disabled", id);
    }

    @Test
    void givenAnOrderInDoubt_thenWhatMayHaveHappenedBesidesSettlesNothing() {
        var card = card();
        var id = inDoubt(card, "enableProfile").id();

        notifies("HandleProfileDisabled", card, card.a());

        toldTo("acme", card.eid(), "rsp.profile.disabled", id);
        assertThat(operation(id).state()).isEqualTo("IN_DOUBT");
    }
}
