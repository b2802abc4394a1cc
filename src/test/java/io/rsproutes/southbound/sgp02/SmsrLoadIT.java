package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.RowHolder;
import io.rsproutes.support.Soap;
import io.rsproutes.support.StubServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A load of the inventory takes an eUICC to another SM-SR, and its orders go with it. */
class SmsrLoadIT extends SmsrCallbacks {

    @RegisterExtension
    private final RowHolder holder = new RowHolder();

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

    private CompletableFuture<Answer> loading(String csv) {
        return CompletableFuture.supplyAsync(() -> load(csv));
    }

    /** An order for the stub that nobody sends until it is nudged. */
    private String accepted(Card card) {
        var id = UUID.randomUUID().toString();
        jdbc.update(
                """
                insert into operation (id, tenant, function, interface, peer, eid, iccid, order_key, parameters, state,
                  attempts, validity, created_at, deadline, next_at)
                values (?, 'acme', 'enableProfile', 'es4', 'smsr-stub', ?, ?, ?, '{}', 'ACCEPTED', 0, 60,
                  current_timestamp, current_timestamp + interval '1 hour', current_timestamp + interval '1 hour')""",
                id,
                card.eid(),
                card.b(),
                card.eid());
        jdbc.update("insert into order_key (order_key, sequence) values (?, 0) on conflict do nothing", card.eid());
        return id;
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
    void givenAnOrderThatIsClaimedWhileItMoves_thenItIsSentWhereTheEuiccIs() throws Exception {
        var card = card();
        var order = accepted(card);
        holder.execute("select from order_key where order_key = ? for update", card.eid());
        var load = loading("eid,peer\n" + card.eid() + ",smsr-demo\n");
        holder.waiting(0);
        assertThat(peer(card)).isEqualTo("smsr-demo");

        // It has seen the order at the stub, and comes second to the key.
        var claim = camel.createProducerTemplate().asyncSendBody("direct:core-dispatch-operation", order);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 2);
        holder.release();

        load.get(60, TimeUnit.SECONDS);
        claim.get(60, TimeUnit.SECONDS);
        settles(order, "SUCCEEDED");
        assertThat(jdbc.queryForList("select peer from call where operation_id = ?", String.class, order))
                .containsExactly("smsr-demo");
    }

    @Test
    void givenOrdersRecordedWhileALoadRuns_thenNoneWaitsForItAndAllFollow() throws Exception {
        var card = card();
        var first = waiting(card, "enableProfile");
        var next = behind(card, "setFallBackAttribute", "");
        holder.execute("select from inventory where iccid = ? for update", card.a());
        var load = loading("eid,iccid,profileType,peer\n" + card.eid() + "," + card.a() + ",other,smsr-demo\n");
        holder.waiting(0);

        var meanwhile = behind(card, "disableProfile", "");
        takes(SMSR, Soap.relatesTo(messageId(first)), Soap.response("EnableProfile", "EXECUTED_SUCCESS"));
        settles(first.id(), "SUCCEEDED");
        settles(next, "WAITING");
        assertThat(load).isNotDone();
        assertThat(peers(meanwhile)).containsExactly("smsr-stub");
        holder.release();

        load.get(60, TimeUnit.SECONDS);
        assertThat(peers(next, meanwhile)).containsExactly("smsr-stub", "smsr-demo");
    }

    @Test
    void givenALoadThatWasCutOffBeforeOrdersFollowed_thenTheyDoWhenItComesAgain() {
        var card = card();
        waiting(card, "enableProfile");
        var before = behind(card, "setFallBackAttribute", "");
        jdbc.update(
                "update euicc set former_peer = peer, peer = 'smsr-demo', peer_at = current_timestamp where eid = ?",
                card.eid());
        var meanwhile = behind(card, "disableProfile", ",\"peer\":\"smsr-stub\"");
        var elsewhere = behind(card, "deleteProfile", ",\"peer\":\"smsr-next\"");

        load("eid,peer\n" + card.eid() + ",smsr-demo\n");

        assertThat(peers(before, meanwhile, elsewhere)).containsExactly("smsr-demo", "smsr-demo", "smsr-next");
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
