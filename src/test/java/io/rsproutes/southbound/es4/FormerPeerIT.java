package io.rsproutes.southbound.es4;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;

/** A message that is still kept when its peer has left the configuration: it is worked on as v3 says. */
class FormerPeerIT extends SmsrCallbacks {

    private static final String FORMER = "smsr-former";

    private void kept(Card card, String kind, String raw) {
        var id = "former-" + System.nanoTime();
        jdbc.update(
                "insert into inbox (id, peer, kind, dedupe_key, order_key, iccid, raw, state, duplicates, attempts,"
                        + " received_at, next_at) values (?, ?, ?, ?, ?, ?, ?, 'RECEIVED', 0, 0, current_timestamp,"
                        + " current_timestamp)",
                id,
                FORMER,
                kind,
                id,
                card.eid(),
                card.b(),
                raw);
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
}
