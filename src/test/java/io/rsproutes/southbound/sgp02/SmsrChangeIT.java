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

/**
 * An eUICC goes from one SM-SR, the stub, to another, smsr-demo: by an order of ours whose result and notifications come
 * in any order, or by somebody else's doing.
 */
class SmsrChangeIT extends SmsrCallbacks {

    private static final String OLD = SMSR;
    private static final String NEW = "1.3.6.1.4.1.20";
    private static final String CHANGED = "rsp.euicc.smsr-changed";

    /** An eUICC of the stub's, where globex has the second profile. */
    @Override
    protected Card card() {
        var card = super.card();
        jdbc.update("update euicc set peer = 'smsr-stub' where eid = ?", card.eid());
        jdbc.update("update inventory set tenant = 'globex' where iccid = ?", card.b());
        return card;
    }

    private Answer changing(Card card, Reply reply, String state) {
        STUB.reply = reply;
        var id = acme.post("/rsp/v1/operations", order("smsrChange", card, null, ",\"targetPeer\":\"smsr-demo\""))
                .id();
        settles(id, state);
        return operation(id);
    }

    private Answer changing(Card card) {
        return changing(card, new Reply(202, "", Map.of()), "WAITING");
    }

    private void result(Answer order, String status) {
        takes(OLD, Soap.relatesTo(messageId(order)), Soap.response("SMSRChange", status));
    }

    private void disables(String sender, Card card) {
        takes(
                sender,
                "",
                Soap.notification(
                        "HandleProfileDisabled",
                        card.eid(),
                        card.a(),
                        Instant.now().toString()));
    }

    /** At the new SM-SR: published once to each tenant; its word counts, the old one's does not; orders go there. */
    private void moved(Card card, boolean selfCaused) {
        await().atMost(Duration.ofSeconds(20)).until(() -> peer(card).equals("smsr-demo"));
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), CHANGED) == 1);
        assertThat(data(card.eid()))
                .contains("\"smsrId\":\"" + NEW + "\"", card.a())
                .doesNotContain(card.b());
        assertThat(data(card.eid()).contains("\"selfCaused\":true")).isEqualTo(selfCaused);
        assertThat(data(card.b())).contains(card.b()).doesNotContain(card.a(), "selfCaused", "operationId");
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid())
                        .json()
                        .at("/facts/smsrId/value")
                        .asText())
                .isEqualTo(NEW);

        // whatever is said of it again
        reports(OLD, card, NEW, Instant.now());
        reports(NEW, card, NEW, Instant.now());
        disables(NEW, card);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
        disables(OLD, card);
        inbox(card, "ORPHAN", 1);
        inbox(card, "RECEIVED", 0);
        assertThat(events(card.eid(), CHANGED)).isEqualTo(1);
        assertThat(events(card.b(), CHANGED)).isEqualTo(1);

        var next = acme.order(order("auditEIS", card, null, ""));
        assertThat(next.json().path("peer").asText()).isEqualTo("smsr-demo");
        assertThat(next.state()).isEqualTo("SUCCEEDED");
        jdbc.update("delete from inbox where state = 'ORPHAN' and order_key = ?", card.eid());
    }

    private String data(String subject) {
        return jdbc.queryForObject(
                "select data from event where subject = ? and type = ?", String.class, subject, CHANGED);
    }

    @Test
    void givenItsResult_thenTheEuiccIsAtTheTarget() {
        var card = card();
        var order = changing(card);

        result(order, "EXECUTED_SUCCESS");

        settles(order.id(), "SUCCEEDED");
        moved(card, true);
    }

    @Test
    void givenItsResultInTheAnswer_thenTheEuiccIsAtTheTarget() {
        var card = card();

        changing(
                card,
                new Reply(
                        200,
                        Soap.envelope("", Soap.response("SMSRChange", "EXECUTED_SUCCESS")),
                        Map.of("Content-Type", Soap.TYPE)),
                "SUCCEEDED");

        moved(card, true);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {OLD + ", " + NEW, OLD + ", -", NEW + ", " + NEW})
    void givenAReportBeforeTheResult_thenItIsPublishedOnceAndTheOrderEnds(String sender, String smsr) {
        var card = card();
        var order = changing(card);

        reports(sender, card, smsr, Instant.now());
        await().atMost(Duration.ofSeconds(20)).until(() -> peer(card).equals("smsr-demo"));
        assertThat(operation(order.id()).state()).isEqualTo("WAITING");
        result(order, "EXECUTED_SUCCESS");

        settles(order.id(), "SUCCEEDED");
        moved(card, true);
    }

    @ParameterizedTest
    @CsvSource({OLD, NEW})
    void givenALostResult_thenAReportSettlesIt(String sender) {
        var card = card();
        var order = changing(card, new Reply(500, "", Map.of()), "IN_DOUBT");

        reports(sender, card, NEW, Instant.now());

        settles(order.id(), "SUCCEEDED");
        moved(card, true);
    }

    @Test
    void givenALostResult_thenAPersonSettlesIt() {
        var card = card();
        var order = changing(card, new Reply(500, "", Map.of()), "IN_DOUBT");

        assertThat(operator.resolve(order.id(), "succeeded").state()).isEqualTo("SUCCEEDED");

        moved(card, true);
    }

    @Test
    void givenAResultAfterTheEnd_thenTheEuiccIsAtTheTargetAllTheSame() {
        var card = card();
        var order = changing(card);
        jdbc.update(
                "update operation set state = 'EXPIRED', next_at = null, finished_at = current_timestamp where id = ?",
                order.id());

        result(order, "EXECUTED_SUCCESS");

        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.operation.late-result") == 1);
        moved(card, true);
    }

    @Test
    void givenARefusal_thenTheEuiccStaysAndTheOldSmsrGoesOnSpeakingOfIt() {
        var card = card();
        var order = changing(card);

        result(order, "FAILED");

        settles(order.id(), "FAILED");
        assertThat(peer(card)).isEqualTo("smsr-stub");
        assertThat(events(card.eid(), CHANGED)).isZero();
        disables(OLD, card);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.profile.disabled") == 1);
    }

    @Test
    void givenAChangeUnderWay_thenEverythingElseWaitsOrIsRefusedAndGoesToTheTargetThen() {
        var card = card();
        jdbc.update("update inventory set tenant = 'acme' where iccid = ?", card.b());
        var order = changing(card);

        var waiting = List.of(
                acme.post("/rsp/v1/operations", order("auditEIS", card, null, ""))
                        .id(),
                acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ""))
                        .id(),
                acme.post("/rsp/v1/operations", order("getEIS", card, null, "")).id());
        for (var function : List.of("getEIS", "auditEIS", "enableProfile")) {
            var refused = acme.post(
                    "/rsp/v1/operations",
                    order(
                            function,
                            card,
                            function.equals("enableProfile") ? card.b() : null,
                            ",\"whenBusy\":\"refuse\""));
            assertThat(refused.status()).as(function).isEqualTo(409);
            assertThat(refused.code()).isEqualTo("euicc-busy");
        }
        for (var id : waiting) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            operation(id).json().path("waitingFor").asText().equals("turn"));
        }
        result(order, "EXECUTED_SUCCESS");

        for (var id : waiting) {
            settles(id, "SUCCEEDED");
            assertThat(operation(id).json().path("peer").asText()).isEqualTo("smsr-demo");
        }
    }

    @Test
    void givenChangesThatWait_thenTheyStartWhereTheEuiccIs() {
        var card = card();
        var order = changing(card);
        var behind = List.of(
                acme.post("/rsp/v1/operations", order("prepareSMSRChange", card, null, ",\"targetPeer\":\"smsr-next\""))
                        .id(),
                acme.post("/rsp/v1/operations", order("smsrChange", card, null, ",\"targetPeer\":\"smsr-next\""))
                        .id());

        result(order, "EXECUTED_SUCCESS");

        settles(order.id(), "SUCCEEDED");
        assertThat(jdbc.queryForList(
                        "select current_peer || ' ' || peer from operation where id in (?, ?) order by id",
                        String.class,
                        behind.toArray()))
                .containsExactly("smsr-demo smsr-next", "smsr-demo smsr-demo");
    }

    @Test
    void givenAnOldResultAndANewerWord_thenTheEuiccStaysWhereThatSays_andNothingIsPublished() {
        var card = card();
        var order = changing(card);
        jdbc.update(
                "update operation set state = 'EXPIRED', next_at = null, finished_at = current_timestamp where id = ?",
                order.id());
        jdbc.update("update euicc set peer = 'smsr-two', peer_at = current_timestamp where eid = ?", card.eid());

        var end = Instant.now().minusSeconds(600);
        takes(OLD, Soap.relatesTo(messageId(order)), Soap.response("SMSRChange", end, "EXECUTED_SUCCESS", ""));

        await().atMost(Duration.ofSeconds(20)).until(() -> events(card.eid(), "rsp.operation.late-result") == 1);
        inbox(card, "DONE", 1);
        assertThat(peer(card)).isEqualTo("smsr-two");
        assertThat(events(card.eid(), CHANGED)).isZero();
        assertThat(events(card.b(), CHANGED)).isZero();
    }

    @Test
    void givenAPreparation_thenItGoesToTheTargetUnderTheEidAndMovesNothing() {
        var card = card();
        jdbc.update("update euicc set peer = 'smsr-demo' where eid = ?", card.eid());
        STUB.reply = new Reply(
                200,
                Soap.envelope("", Soap.response("PrepareSMSRChange", "EXECUTED_SUCCESS")),
                Map.of("Content-Type", Soap.TYPE));

        var prepared = acme.order(order("prepareSMSRChange", card, null, ",\"targetPeer\":\"smsr-stub\""));

        assertThat(prepared.state()).as(prepared.text()).isEqualTo("SUCCEEDED");
        assertThat(prepared.json().path("peer").asText()).isEqualTo("smsr-stub");
        assertThat(events(card.eid(), "rsp.operation.succeeded")).isEqualTo(1);
        assertThat(peer(card)).isEqualTo("smsr-demo");
        assertThat(events(card.eid(), CHANGED)).isZero();
    }
}
