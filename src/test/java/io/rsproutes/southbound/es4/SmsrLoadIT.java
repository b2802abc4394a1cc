package io.rsproutes.southbound.es4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;

/** A load of the inventory takes an eUICC to another SM-SR, and its orders go with it. */
class SmsrLoadIT extends SmsrCallbacks {

    @Override
    protected Card card() {
        var card = super.card();
        jdbc.update("update euicc set peer = 'smsr-stub' where eid = ?", card.eid());
        return card;
    }

    private Answer load(String csv) {
        var answer = acme.post("/rsp/v1/inventory", csv, "Content-Type", "text/csv");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private String behind(Card card, String function, String more) {
        var iccid = function.endsWith("SMSRChange") || function.equals("smsrChange") ? null : card.b();
        var id = acme.post("/rsp/v1/operations", order(function, card, iccid, more))
                .id();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operation(id).json().path("waitingFor").asText().equals("turn"));
        return id;
    }

    /** Where each starts, and where it is sent. */
    private List<String> peers(String... ids) {
        return List.of(ids).stream()
                .map(id -> jdbc.queryForObject(
                        "select coalesce(current_peer || ' ', '') || peer from operation where id = ?",
                        String.class,
                        id))
                .toList();
    }

    @Test
    void givenOrdersThatWait_thenTheyStartWhereTheLoadSaysThatTheEuiccIs() {
        var card = card();
        var first = waiting(card, "enableProfile");
        var next = behind(card, "setFallBackAttribute", "");
        var preparation = behind(card, "prepareSMSRChange", ",\"targetPeer\":\"smsr-next\"");
        var change = behind(card, "smsrChange", ",\"targetPeer\":\"smsr-next\"");
        var there = behind(card, "smsrChange", ",\"targetPeer\":\"smsr-demo\"");
        assertThat(peers(next, preparation, change, there))
                .containsExactly("smsr-stub", "smsr-stub smsr-next", "smsr-stub smsr-stub", "smsr-stub smsr-stub");

        assertThat(load("eid,peer\n" + card.eid() + ",smsr-demo\n")
                        .json()
                        .path("loaded")
                        .asInt())
                .isEqualTo(1);

        assertThat(peers(next, preparation, change, there))
                .containsExactly("smsr-demo", "smsr-demo smsr-next", "smsr-demo smsr-demo", "smsr-stub smsr-stub");
        // What was sent before is answered by whom it was sent to.
        takes(SMSR, Soap.relatesTo(messageId(first)), Soap.response("EnableProfile", "EXECUTED_SUCCESS"));
        settles(first.id(), "SUCCEEDED");
        settles(next, "SUCCEEDED");
        assertThat(executed(card, "setFallBackAttribute")).isEqualTo(1);
    }

    @Test
    void givenAnOrderInDoubt_thenTheCardIsReadWhereItIs() {
        var card = card();
        STUB.reply = new Reply(500, "", Map.of());
        var order = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"validityPeriod\":5"))
                .id();
        settles(order, "IN_DOUBT");

        load("eid,iccid,peer\n" + card.eid() + "," + card.a() + ",smsr-demo\n");

        assertThat(peers(order)).containsExactly("smsr-demo");
        settles(order, "FAILED");
        assertThat(operation(order).text()).contains("An audit of the eUICC shows");
    }

    @Test
    void givenALineThatIsLeftOut_thenItsOrdersStay() {
        var card = card();
        waiting(card, "enableProfile");
        var next = behind(card, "setFallBackAttribute", "");

        var report = load("eid,iccid,peer\n" + card.eid() + "," + FOREIGN_ICCID + ",smsr-demo\n");

        assertThat(report.json().path("rejected").asInt()).isEqualTo(1);
        assertThat(peers(next)).containsExactly("smsr-stub");
        assertThat(peer(card)).isEqualTo("smsr-stub");
    }
}
