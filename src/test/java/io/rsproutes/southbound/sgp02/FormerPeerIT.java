package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.rsproutes.support.Inbox;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;

/** What a peer that is no longer configured has left: its messages are worked on as v3 says, its calls have an end. */
class FormerPeerIT extends SmsrCallbacks {

    private static final String FORMER = "smsr-former";

    private void kept(Card card, String kind, String raw) {
        Inbox.keep(jdbc, FORMER, kind, card.eid(), card.b(), raw, 0);
    }

    @Test
    void givenItsResult_thenTheOperationEnds() {
        var card = card();
        var order = waiting(card, "enableProfile");
        var message = messageId(order);
        jdbc.update("update call set peer = ? where operation_id = ?", FORMER, order.id());
        jdbc.update("update operation set peer = ? where id = ?", FORMER, order.id());

        kept(
                card,
                "ES4-EnableProfileResponse",
                Soap.envelope(fresh() + Soap.relatesTo(message), Soap.response("EnableProfile", "EXECUTED_SUCCESS")));

        settles(order.id(), "SUCCEEDED");
        inbox(card, "DONE", 1);
    }

    @Test
    void givenItsNotification_thenItIsPublished() {
        var card = card();

        kept(
                card,
                "ES4-HandleProfileDisabledNotification",
                Soap.envelope(
                        fresh(),
                        Soap.notification(
                                "HandleProfileDisabled",
                                card.eid(),
                                card.b(),
                                Instant.now().toString())));

        inbox(card, "DONE", 1);
        assertThat(events(card.eid(), "rsp.profile.disabled") + events(card.b(), "rsp.profile.disabled"))
                .isEqualTo(1);
    }

    @Test
    void givenACallThatAStoppedInstanceLeft_thenItsDoubtHasAnEnd() {
        var order = waiting(card(), "enableProfile");

        jdbc.update(
                "update operation set peer = ?, state = 'SENDING', next_at = current_timestamp where id = ?",
                FORMER,
                order.id());

        settles(order.id(), "IN_DOUBT");
        assertThat(jdbc.queryForObject(
                        "select next_at <= doubt_until from operation where id = ?", Boolean.class, order.id()))
                .isTrue();
        jdbc.update(
                "update operation set next_at = current_timestamp, doubt_until = current_timestamp where id = ?",
                order.id());
        settles(order.id(), "EXPIRED");
    }
}
