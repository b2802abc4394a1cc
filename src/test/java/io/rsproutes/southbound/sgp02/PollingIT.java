package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.rsproutes.support.Soap;
import io.rsproutes.support.SoapPeers;
import io.rsproutes.support.StubServer.Reply;
import io.rsproutes.support.StubServer.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SM-SRs that keep their results until they are asked (WS-MakeConnection): docs/guides/dialects.md. */
class PollingIT extends SoapScenarios {

    private static final String ADDRESS = "http://docs.oasis-open.org/ws-rx/wsmc/200702/anonymous?id=";

    @AfterEach
    void asBefore() {
        STUB.replies = null;
        jdbc.update("update call set poll_at = null where poll_at is not null");
    }

    private String sendingId(String operation) {
        return jdbc.queryForObject(
                "select id from call where operation_id = ? and purpose = 'order'", String.class, operation);
    }

    private void isAskedAfterNoMore(String operation) {
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        count("call where operation_id = ? and purpose = 'order' and poll_at is not null", operation)
                                == 0);
    }

    private static boolean isQuestion(Request request) {
        return request.body().contains("wsmc:MakeConnection");
    }

    private long questions(String operation) {
        var address = ADDRESS + sendingId(operation);
        return STUB.got.stream()
                .filter(request -> isQuestion(request) && request.body().contains(address))
                .count();
    }

    @Test
    void givenAPeerThatKeepsItsResults_thenTheyAreFetched_withTheNotificationThatWaitsBehind() {
        var card = at("smsr-polled");

        var id = enable(card, "");

        settles(id, "SUCCEEDED");
        assertThat(states(operation(id))).containsExactly("ACCEPTED", "SENDING", "WAITING", "SUCCEEDED");
        assertThat(onCard(card, card.b())).isEqualTo("Enabled");
        assertThat(nobody.get("/simulator/smsr/calls").text()).contains("\"replyTo\":\"" + ADDRESS + sendingId(id));
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        isAskedAfterNoMore(id);
    }

    /** The audit that settles it is fetched, too. */
    @Test
    void givenAResultThatIsNeverKept_thenPollingEnds_andTheOrderIsInDoubtUntilTheCardIsRead() {
        smsr("{\"lostCallback\":1}");
        var card = at("smsr-polled");

        var id = enable(card, ",\"validityPeriod\":1");

        settles(id, "SUCCEEDED");
        assertThat(states(operation(id))).containsSubsequence("WAITING", "IN_DOUBT", "SUCCEEDED");
        assertThat(operation(id).text()).contains("no result came by the deadline", "settled by an audit");
        isAskedAfterNoMore(id);
    }

    /** Taken, but nobody told us: its result is fetched all the same. */
    @Test
    void givenALostAnswerToTheCall_thenItsResultIsFetched() {
        smsr("{\"lostAccept\":1}");
        var card = at("smsr-polled");

        var id = enable(card, "");

        settles(id, "SUCCEEDED");
        assertThat(executed(card, "enableProfile")).isEqualTo(1);
    }

    @Test
    void givenNothingThatWaits_thenThePeerIsAskedAgain_andAfterTheTimeOfTheCallNoMore() {
        STUB.got.clear();
        // While it is asked after, a call is claimed: no other instance asks.
        Queue<Long> free = new ConcurrentLinkedQueue<>();
        STUB.replies = request -> {
            if (isQuestion(request)) {
                var id = request.body().replaceFirst("(?s).*anonymous\\?id=([^<]*)<.*", "$1");
                free.add(count("call where id = ? and poll_at <= current_timestamp", id));
            }
            return new Reply(202, "", Map.of());
        };
        var card = card();

        var id = enable(card, ",\"peer\":\"smsr-polled-stub\",\"validityPeriod\":3");

        settles(id, "WAITING");
        await().atMost(Duration.ofSeconds(20)).until(() -> questions(id) >= 2);
        settles(id, "IN_DOUBT");
        isAskedAfterNoMore(id);
        assertThat(free).isNotEmpty().containsOnly(0L);
        var question =
                STUB.got.stream().filter(PollingIT::isQuestion).findFirst().orElseThrow();
        assertThat(question.header("Content-type"))
                .contains("action=\"http://docs.oasis-open.org/ws-rx/wsmc/200702/MakeConnection\"");
        assertThat(question.body())
                .contains("<wsmc:Address>" + ADDRESS + sendingId(id) + "</wsmc:Address>", "wsa:MessageID");
        end(id);
    }

    /** Messages that come with the word that more waits, then one without: each is asked for at once. */
    @Test
    void givenThatMoreWaits_thenItIsAskedForAtOnce() {
        var card = at("smsr-polled-stub");
        Queue<Reply> kept = new ConcurrentLinkedQueue<>();
        STUB.got.clear();
        STUB.replies = request -> new Reply(202, "", Map.of());
        var id = enable(card, ",\"peer\":\"smsr-polled-stub\"");
        settles(id, "WAITING");
        var sender = SoapPeers.entityId("smsr-polled-stub");
        var pending = "<m:MessagePending xmlns:m='http://docs.oasis-open.org/ws-rx/wsmc/200702' pending='true'/>";
        long before = questions(id);

        kept.add(new Reply(200, Soap.envelope(pending + from(sender), disabled(card)), Map.of()));
        kept.add(new Reply(
                200,
                Soap.envelope(
                        from(sender) + Soap.relatesTo(messageId(id)),
                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")),
                Map.of()));
        STUB.replies = request -> isQuestion(request) && !kept.isEmpty() ? kept.remove() : new Reply(202, "", Map.of());

        settles(id, "SUCCEEDED");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        var times = jdbc.queryForList(
                "select extract(epoch from received_at) from inbox where raw like ? or raw like ? order by received_at",
                Double.class,
                "%" + card.eid() + "%",
                "%" + sendingId(id) + "%");
        assertThat(times).hasSize(2);
        assertThat(times.get(1) - times.get(0)).isLessThan(0.9);
        assertThat(questions(id)).isGreaterThan(before);
    }

    @Test
    void givenAFaultOrAMessageOfSomebodyElse_thenNothingIsTaken_andThePeerIsAskedAgain() {
        var card = card();
        Queue<Reply> kept = new ConcurrentLinkedQueue<>();
        STUB.got.clear();
        STUB.replies = request -> isQuestion(request) && !kept.isEmpty() ? kept.remove() : new Reply(202, "", Map.of());
        var id = enable(card, ",\"peer\":\"smsr-polled-stub\"");
        settles(id, "WAITING");
        var result = Soap.response("EnableProfile", "EXECUTED_SUCCESS");
        long inbox = count("inbox");

        kept.add(new Reply(
                400, Soap.envelope("", "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code></s:Fault>"), Map.of()));
        kept.add(new Reply(200, Soap.envelope(from("1.2.3.4") + Soap.relatesTo(messageId(id)), result), Map.of()));
        kept.add(new Reply(200, "<html>hello</html>", Map.of()));
        await().atMost(Duration.ofSeconds(20)).until(kept::isEmpty);
        long asked = questions(id);
        await().atMost(Duration.ofSeconds(20)).until(() -> questions(id) > asked);

        assertThat(operation(id).state()).isEqualTo("WAITING");
        assertThat(count("inbox")).isEqualTo(inbox);
        kept.add(new Reply(
                200,
                Soap.envelope(from(SoapPeers.entityId("smsr-polled-stub")) + Soap.relatesTo(messageId(id)), result),
                Map.of()));
        settles(id, "SUCCEEDED");
    }
}
