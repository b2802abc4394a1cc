package io.rsproutes.southbound.es4;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a card shows otherwise than it was known, and is no drift; and what nobody is told of it. */
class DriftLimitsIT extends SmsrCallbacks {

    private static final String DRIFTED = "rsp.profile.drifted";

    /** The stub answers an audit that waits; the card was so at this moment. */
    private void shows(Answer audit, Card card, Instant at, String state) {
        takes(
                SMSR,
                Soap.relatesTo(messageId(audit)),
                Soap.response("AuditEIS", at, "EXECUTED_SUCCESS", Soap.eis(card.eid(), Soap.profile(card.b(), state))));
        settles(audit.id(), "SUCCEEDED");
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
