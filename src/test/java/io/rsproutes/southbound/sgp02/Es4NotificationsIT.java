package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every notification of an SM-SR about a profile (docs/spec/es4.md C6, C8): what is kept of it, whom it reaches, and whose
 * word does not count. The dialect of smsr-stub gives those of v4 their names (BundleIT), that of smsr-demo none.
 */
class Es4NotificationsIT extends SmsrCallbacks {

    private static final String ELSEWHERE = "1.3.6.1.4.1.24";

    /** An eUICC of the stub's. */
    @Override
    protected Card card() {
        var card = super.card();
        jdbc.update("update euicc set peer = 'smsr-stub' where eid = ?", card.eid());
        return card;
    }

    private void takes(String message) {
        assertThat(postRaw(message).status()).isEqualTo(202);
    }

    private String sent(String name, String eid, String iccid) {
        return Soap.envelope(
                        fresh(),
                        Soap.notification(name, eid, iccid, Instant.now().toString()))
                .replace("ES4-ES4", "ES4");
    }

    private void published(String subject, String type, int count) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(events(subject, type))
                .as(type + " of " + subject.length())
                .isEqualTo(count));
    }

    private void orphaned(Card card) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'ORPHAN' and order_key = ?",
                                Long.class,
                                card.eid())
                        == 1);
        jdbc.update("delete from inbox where state = 'ORPHAN' and order_key = ?", card.eid());
    }

    private String data(String subject, String type) {
        return jdbc.queryForObject(
                "select data from event where subject = ? and type = ?", String.class, subject, type);
    }

    private String fact(String iccid, String name) {
        return acme.get("/rsp/v1/profiles/" + iccid)
                .json()
                .at("/facts/" + name + "/value")
                .asText();
    }

    @ParameterizedTest
    @CsvSource({
        "HandleProfileEnabled,                          enabled,         state,     Enabled",
        "ES4-handle-profile_DISABLED,                   disabled,        state,     Disabled",
        "handleProfileDeleted,                          deleted,         state,     Deleted",
        "HandleProfileDownloaded,                       downloaded,      state,     Disabled",
        "HandleFallBackAttributeSet,                    fallback-set,    fallback,  true",
        "ES4HandleFallbackAttributeUnset,               fallback-unset,  fallback,  false",
        "HandleEmergencyProfileAttributeSet,            emergency-set,   emergency, true",
        "HandleEmergencyProfileAttributeUnset,          emergency-unset, emergency, false"
    })
    void givenAKind_thenItIsKeptAndPublishedOnceToWhomItConcernsAndByNobodyElse(
            String name, String what, String fact, String value) {
        var type = "rsp.profile." + what;
        var card = card();
        var message = sent(name, card.eid(), card.b());

        takes(message);
        takes(message);

        published(card.eid(), type, 1);
        assertThat(fact(card.b(), fact)).isEqualTo(value);
        assertThat(data(card.eid(), type)).contains(card.b(), "smsr-stub").doesNotContain("selfCaused", "raw");

        // another SM-SR has no say
        var elsewhere = card();
        takes(sent(name, elsewhere.eid(), elsewhere.b()).replace("EntityId=" + SMSR, "EntityId=" + ELSEWHERE));
        orphaned(elsewhere);
        assertThat(events(elsewhere.eid(), type)).isZero();
        assertThat(fact(elsewhere.b(), fact)).isEmpty();

        // the profile is on another eUICC
        takes(sent(name, elsewhere.eid(), card.b()));
        orphaned(elsewhere);

        // the profile is another tenant's: under its ICCID, to that tenant
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", elsewhere.b());
        takes(sent(name, elsewhere.eid(), elsewhere.b()));
        published(elsewhere.b(), type, 1);
        assertThat(jdbc.queryForObject("select tenant from event where subject = ?", String.class, elsewhere.b()))
                .isEqualTo("globex");
        assertThat(events(elsewhere.eid(), type)).isZero();
        assertThat(acme.get("/rsp/v1/profiles/" + elsewhere.b()).status()).isEqualTo(404);

        // the eUICC is another tenant's, and acme gives leave: both are notified
        var leased = card();
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", leased.eid());
        takes(sent(name, leased.eid(), leased.b()));
        published(leased.b(), type, 1);
        published(leased.eid(), type, 1);
        assertThat(jdbc.queryForObject("select tenant from event where subject = ?", String.class, leased.eid()))
                .isEqualTo("globex");
    }

    @ParameterizedTest
    @CsvSource({"HandleFallBackAttributeSet, fallback", "HandleEmergencyProfileAttributeSet, emergency"})
    void givenAnAttributeThatOneProfileHas_thenTheOtherLosesIt(String name, String fact) {
        var card = card();

        takes(sent(name, card.eid(), card.a()));
        takes(sent(name, card.eid(), card.b()));

        await().atMost(Duration.ofSeconds(20)).until(() -> fact(card.b(), fact).equals("true"));
        assertThat(fact(card.a(), fact)).isEqualTo("false");
    }

    @Test
    void givenPolicyRules_thenTheyAreKeptAndPublished() {
        var card = card();
        var shown = sent("HandleProfilePOL2Updated", card.eid(), card.b())
                .replace(
                        "<rps:CompletionTimestamp>",
                        "<rps:Pol2><rps:Rule><rps:Subject>PROFILE</rps:Subject><rps:Action>DELETE</rps:Action>"
                                + "<rps:Qualification>Not-Allowed</rps:Qualification></rps:Rule></rps:Pol2>"
                                + "<rps:CompletionTimestamp>");

        takes(shown);

        published(card.eid(), "rsp.profile.policy-rules-updated", 1);
        assertThat(data(card.eid(), "rsp.profile.policy-rules-updated"))
                .contains(
                        "\"policyRules\":[{\"subject\":\"PROFILE\",\"action\":\"DELETE\",\"qualification\":\"Not-Allowed\"}]");
        assertThat(rules(card.b())).contains("Not-Allowed");

        // one that shows none takes nothing away
        takes(sent("HandleProfilePOL2Updated", card.eid(), card.b()));
        published(card.eid(), "rsp.profile.policy-rules-updated", 2);
        assertThat(rules(card.b())).contains("Not-Allowed");

        // nor does one that shows what we cannot read
        takes(sent("HandleProfilePOL2Updated", card.eid(), card.b())
                .replace("<rps:CompletionTimestamp>", "<rps:Pol2><rps:Regel/></rps:Pol2><rps:CompletionTimestamp>"));
        published(card.eid(), "rsp.profile.unmapped", 1);
        assertThat(data(card.eid(), "rsp.profile.unmapped")).contains("Regel");
        assertThat(events(card.eid(), "rsp.profile.policy-rules-updated")).isEqualTo(2);
        assertThat(rules(card.b())).contains("Not-Allowed");
    }

    private String rules(String iccid) {
        return acme.get("/rsp/v1/profiles/" + iccid)
                .json()
                .at("/facts/policyRules/value")
                .toString();
    }

    @Test
    void givenAuthorisationsWereSet_thenTheOperatorIsNotifiedAndNobodyElse() {
        var before = events("smsr-stub", "rsp.peer.plma-set");

        takes(Soap.envelope(
                fresh(),
                "<rps:ES4-HandlePLMASettingNotification><rps:Plma><rps:Mno-id>1.3.6</rps:Mno-id></rps:Plma>"
                        + "</rps:ES4-HandlePLMASettingNotification>"));

        published("smsr-stub", "rsp.peer.plma-set", (int) before + 1);
        var row = jdbc.queryForMap("select tenant, data from event where type = 'rsp.peer.plma-set' limit 1");
        assertThat(row.get("tenant")).isEqualTo("operator");
        assertThat(row.get("data").toString()).contains("smsr-stub", "Plma");
        assertThat(acme.get("/rsp/v1/events?type=rsp.peer.*").json().path("items"))
                .isEmpty();
    }

    @Test
    void givenNoNameInTheDialect_thenItIsUnmapped() {
        var card = card();
        jdbc.update("update euicc set peer = 'smsr-demo' where eid = ?", card.eid());

        takes(sent("HandleFallBackAttributeSet", card.eid(), card.b())
                .replace("EntityId=" + SMSR, "EntityId=1.3.6.1.4.1.20"));

        published(card.eid(), "rsp.profile.unmapped", 1);
        assertThat(data(card.eid(), "rsp.profile.unmapped")).contains("HandleFallBackAttributeSetNotification", "raw");
        assertThat(fact(card.b(), "fallback")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "disableProfile,       DisableProfile,       HandleProfileDisabled,      disabled",
        "deleteProfile,        DeleteProfile,        HandleProfileDeleted,       deleted",
        "setFallBackAttribute, SetFallBackAttribute, HandleFallBackAttributeSet, fallback-set"
    })
    void givenWhatOurOwnOrderDid_thenItIsMarkedAndPublishedOnceWhicheverComesFirst(
            String function, String response, String name, String what) {
        for (var notificationFirst : List.of(true, false)) {
            var card = card();
            var order = waiting(card, function);
            var result = Soap.envelope(
                    fresh() + Soap.relatesTo(messageId(order)), Soap.response(response, "EXECUTED_SUCCESS"));
            var notification = sent(name, card.eid(), card.b());

            takes(notificationFirst ? notification : result);
            published(card.eid(), "rsp.profile." + what, 1);
            takes(notificationFirst ? result : notification);

            settles(order.id(), "SUCCEEDED");
            done(card, 2);
            assertThat(events(card.eid(), "rsp.profile." + what)).isEqualTo(1);
            assertThat(data(card.eid(), "rsp.profile." + what)).contains("\"selfCaused\":true", order.id());
        }
    }

    @Test
    void givenAnOrderInDoubt_thenItsNotificationSettlesIt() {
        var card = card();
        STUB.reply = new Reply(500, "", Map.of());
        var id = acme.post("/rsp/v1/operations", order("deleteProfile", card, card.b(), ""))
                .id();
        settles(id, "IN_DOUBT");

        takes(sent("HandleProfileDeleted", card.eid(), card.b()));

        settles(id, "SUCCEEDED");
        published(card.eid(), "rsp.profile.deleted", 1);
        assertThat(fact(card.b(), "state")).isEqualTo("Deleted");
    }

    private void done(Card card, int count) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where order_key = ? and state = 'DONE'",
                                Long.class,
                                card.eid())
                        == count);
    }
}
