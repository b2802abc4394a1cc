package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An smsrChange whose result is lost and that nobody reports: the target and the SM-SR before it are asked in turn. */
class SmsrDoubtIT extends SmsrCallbacks {

    private static final String CHANGED = "rsp.euicc.smsr-changed";

    @AfterEach
    void quiet() {
        STUB.replies = null;
    }

    private String lost(Card card, String target) {
        jdbc.update("update euicc set peer = 'smsr-stub' where eid = ?", card.eid());
        STUB.replies = request -> request.body().contains("AuditEIS")
                ? new Reply(200, shows(card, SMSR), Map.of("Content-Type", Soap.TYPE))
                : new Reply(500, "", Map.of());
        var more = ",\"validityPeriod\":2,\"targetPeer\":\"" + target + "\"";
        return acme.post("/rsp/v1/operations", order("smsrChange", card, null, more))
                .id();
    }

    private static String shows(Card card, String smsr) {
        var eis = Soap.eis(card.eid(), Soap.smsr(smsr));
        return Soap.envelope("", Soap.response("AuditEIS", Instant.now(), "EXECUTED_SUCCESS", eis));
    }

    private List<String> asked(String id) {
        return jdbc.queryForList(
                "select peer from call where operation_id = ? and purpose = 'audit' order by id", String.class, id);
    }

    @Test
    void givenTheTargetHasTheCard_thenItSucceedsAndTheEuiccIsThere() {
        var card = card();

        var id = lost(card, "smsr-demo");

        settles(id, "IN_DOUBT");
        settles(id, "SUCCEEDED");
        assertThat(operation(id).text()).contains("settled by an audit");
        assertThat(asked(id)).containsExactly("smsr-demo");
        assertThat(peer(card)).isEqualTo("smsr-demo");
        assertThat(events(card.eid(), CHANGED)).isEqualTo(1);
        assertThat(operation(id).json().path("peer").asText()).isEqualTo("smsr-stub");
    }

    @Test
    void givenTheSmsrBeforeStillHasIt_thenItFailsAndTheEuiccStays() {
        var card = card();

        var id = lost(card, "smsr-next");

        settles(id, "FAILED");
        assertThat(asked(id)).startsWith("smsr-next", "smsr-stub");
        assertThat(peer(card)).isEqualTo("smsr-stub");
        assertThat(events(card.eid(), CHANGED)).isZero();
    }
}
