package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.QuietLog;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a card shows otherwise than it was known, and is no drift; and what nobody is told of it. */
class DriftLimitsIT extends SmsrCallbacks {

    private static final String DRIFTED = "rsp.profile.drifted";

    /** The stub answers an audit that waits; the card was so at this moment. */
    private void shows(Answer audit, Card card, Instant at, String state) {
        answers(audit, card, at, shown(card.b(), "<rps:State>" + state + "</rps:State>"));
    }

    private static String shown(String iccid, String more) {
        return "<rps:ProfileInfo><rps:Iccid>" + iccid + "</rps:Iccid>" + more + "</rps:ProfileInfo>";
    }

    private void answers(Answer audit, Card card, Instant at, String profiles) {
        takes(
                SMSR,
                Soap.relatesTo(messageId(audit)),
                Soap.response("AuditEIS", at, "EXECUTED_SUCCESS", Soap.eis(card.eid(), profiles)));
        settles(audit.id(), "SUCCEEDED");
    }

    private String fact(String iccid, String name) {
        return acme.get("/rsp/v1/profiles/" + iccid)
                .json()
                .at("/facts/" + name + "/value")
                .toString();
    }

    private void enabled(Card card) {
        var enabled = acme.order(order("enableProfile", card, card.b(), ",\"peer\":\"smsr-demo\""));
        assertThat(enabled.state()).as(enabled.text()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenAnOrderThatBeganAndEndedWhileTheCardWasRead_thenItExplainsWhatTheReadShows() {
        var card = card();
        var audit = waiting(card, "auditEIS");
        enabled(card);

        shows(audit, card, Instant.now().plusSeconds(2), "Disabled");

        assertThat(events(card.eid(), DRIFTED)).isZero();
    }

    @Test
    void givenAnOrderThatEndedBefore_thenItExplainsNothing() {
        var card = card();
        enabled(card);
        var audit = waiting(card, "auditEIS");

        shows(audit, card, Instant.now().plusSeconds(2), "Disabled");

        assertThat(events(card.eid(), DRIFTED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenTwoReadsOfAProfileInOneSecond_thenTheOneThatLeftLaterCounts(boolean inOrder) {
        var card = card();
        var first = waiting(card, "auditEIS");
        var second = waiting(card, "auditEIS");
        var at = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        shows(inOrder ? first : second, card, at, inOrder ? "Enabled" : "Disabled");
        shows(inOrder ? second : first, card, at, inOrder ? "Disabled" : "Enabled");

        assertThat(fact(card.b(), "state")).isEqualTo("\"Disabled\"");
        assertThat(events(card.eid(), DRIFTED)).isEqualTo(inOrder ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenTwoReadsOfACardInOneSecond_thenTheOneThatLeftLaterCounts(boolean inOrder) {
        var card = card();
        var first = waiting(card, "auditEIS", null);
        var second = waiting(card, "auditEIS", null);
        var at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        var before = shown(card.a(), "<rps:State>Enabled</rps:State>")
                + shown(card.b(), "<rps:State>Disabled</rps:State><rps:FallbackAttribute>true</rps:FallbackAttribute>");
        var after = shown(card.a(), "<rps:State>Disabled</rps:State>");

        answers(inOrder ? first : second, card, at, inOrder ? before : after);
        answers(inOrder ? second : first, card, at, inOrder ? after : before);

        assertThat(fact(card.a(), "state")).isEqualTo("\"Disabled\"");
        assertThat(fact(card.b(), "fallback")).isEmpty();
        if (inOrder) {
            assertThat(fact(card.b(), "state")).isEqualTo("\"NotOnCard\"");
            assertThat(events(card.eid(), DRIFTED)).isEqualTo(2);
        } else {
            assertThat(fact(card.b(), "state")).isEmpty();
            assertThat(events(card.eid(), DRIFTED)).isZero();
        }
    }

    @Test
    void givenWhatCannotBeRead_thenWhatWasKnownStaysAndNothingIsDrift() {
        var card = card();
        var readable = "<rps:FallbackAttribute>true</rps:FallbackAttribute><rps:State>Disabled</rps:State><rps:pol2>"
                + "<rps:Rule><rps:Subject>PROFILE</rps:Subject><rps:Action>DELETE</rps:Action>"
                + "<rps:Qualification>Not-Allowed</rps:Qualification></rps:Rule></rps:pol2>";
        var now = Instant.now();
        answers(waiting(card, "auditEIS"), card, now.minusSeconds(10), shown(card.b(), readable));

        var unread = shown(card.b(), readable.replace("Rule", "Regel").replace(">true<", ">ja<")) + shown("89x", "");
        try (var log = new QuietLog()) {
            answers(waiting(card, "auditEIS"), card, now, unread);
            answers(waiting(card, "auditEIS"), card, now, unread);

            assertThat(log.with("cannot be read"))
                    .singleElement()
                    .asString()
                    .contains("smsr-stub", "FallbackAttribute, Iccid, pol2");
        }

        assertThat(fact(card.b(), "policyRules")).contains("Not-Allowed");
        assertThat(fact(card.b(), "fallback")).isEqualTo("true");
        assertThat(events(card.eid(), DRIFTED)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a result", "a result after the end", "a notification"})
    void givenADeletionToldAfterANewerReadThatDidNotListTheProfile_thenItIsDeletedAllTheSame(String teller) {
        var card = card();
        var deletion = waiting(card, "deleteProfile");
        jdbc.update(
                "insert into fact (subject, name, tenant, content, eid, source, peer, observed_at, recorded_at) values"
                        + " (?, 'state', 'acme', 'NotOnCard', ?, 'auditEIS', 'smsr-stub',"
                        + " current_timestamp + interval '1 minute', current_timestamp)",
                card.b(),
                card.eid());
        if (teller.contains("after the end")) {
            jdbc.update(
                    "update operation set state = 'EXPIRED', finished_at = current_timestamp where id = ?",
                    deletion.id());
        }
        var now = Instant.now();

        if (teller.equals("a notification")) {
            takes(SMSR, "", Soap.notification("HandleProfileDeleted", card.eid(), card.b(), now.toString()));
        } else {
            takes(
                    SMSR,
                    Soap.relatesTo(messageId(deletion)),
                    Soap.response("DeleteProfile", now, "EXECUTED_SUCCESS", ""));
        }

        inbox(card, "DONE", 1);
        var state = acme.get("/rsp/v1/profiles/" + card.b()).json().at("/facts/state");
        assertThat(state.path("value").asText()).isEqualTo("Deleted");
        assertThat(state.path("operationId").asText()).isEqualTo(deletion.id());
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid()).text()).doesNotContain("NotOnCard");
    }

    @Test
    void givenAProfileOfNobodyThatWasOnAnothersCard_thenThatCardIsNotNamed() {
        var card = card();
        var others = card();
        var stranger = Identifiers.canonicalIccid(String.format("894706%012d", System.nanoTime() % 1_000_000_000));
        jdbc.update("update euicc set tenant = 'globex' where eid = ?", others.eid());
        jdbc.update(
                "insert into fact (subject, name, tenant, content, eid, source, peer, observed_at, recorded_at) values"
                        + " (?, 'state', 'globex', 'Enabled', ?, 'auditEIS', 'smsr-demo',"
                        + " current_timestamp - interval '1 hour', current_timestamp)",
                stranger,
                others.eid());
        nobody.put(
                "/simulator/smsr/euiccs/" + card.eid(),
                "{\"profiles\":[{\"iccid\":\"" + stranger + "\",\"state\":\"Enabled\"}]}");

        assertThat(acme.order(order("auditEIS", card, null, ",\"peer\":\"smsr-demo\""))
                        .state())
                .isEqualTo("SUCCEEDED");

        assertThat(jdbc.queryForObject(
                        "select data from event where subject = ? and type = ?", String.class, card.eid(), DRIFTED))
                .contains(stranger, "\"known\":\"another eUICC\"")
                .doesNotContain(others.eid());
    }
}
