package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.Soap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses of SM-SRs, which must find their call (docs/spec/es4.md 1.7). */
class Es4CallbackIT extends SmsrCallbacks {

    @ParameterizedTest
    @CsvSource({"exact", "base", "transaction", "single"})
    void givenTheFourWaysToNameACall_thenEachFindsIt(String way) {
        var function = way.equals("single") ? "setFallBackAttribute" : "enableProfile";
        var card = card();
        var operation = way.equals("single") ? onKpn(card) : waiting(card, function);
        var messageId = messageId(operation);
        var header =
                switch (way) {
                    case "exact" -> fresh() + Soap.relatesTo(messageId);
                    case "base" -> fresh() + Soap.relatesTo(messageId.split("\\?")[0]);
                    case "transaction" ->
                        Soap.from(SMSR)
                                + Soap.messageId(
                                        "m-" + System.nanoTime(),
                                        messageId.replaceAll(".*TransactionId=([^&]*).*", "$1"));
                    default -> Soap.from("1.3.6.1.4.1.22");
                };
        assertThat(post(
                        header,
                        Soap.response(
                                way.equals("single") ? "SetFallBackAttribute" : "EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        settles(operation.id(), "SUCCEEDED");
    }

    // The callback is lost, so that the peer owes just this one.
    private Answer onKpn(Card card) {
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var id = acme.post(
                        "/rsp/v1/operations", order("setFallBackAttribute", card, card.b(), ",\"peer\":\"smsr-kpn\""))
                .id();
        await().atMost(Duration.ofSeconds(20)).until(() -> operation(id).state().equals("WAITING"));
        return operation(id);
    }

    @Test
    void givenAResponseThatNamesNothingAndTwoOpenCalls_thenItStaysAnOrphanWhateverIsLeft() {
        var first = waiting(card(), "enableProfile");
        var second = waiting(card(), "enableProfile");
        assertThat(post(fresh(), Soap.response("EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> orphans("ES4-EnableProfileResponse") == 1);
        assertThat(operator.get("/rsp/v1/inbox?state=orphan").text())
                .contains("it answers no call of ours that is known or, if it names none, a single open one");
        assertThat(post(fresh() + Soap.relatesTo(messageId(first)), Soap.response("EnableProfile", "FAILED")))
                .isEqualTo(202);
        settles(first.id(), "FAILED");
        jdbc.update(
                "update inbox set next_at = current_timestamp where state = 'ORPHAN' and kind = 'ES4-EnableProfileResponse'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'ORPHAN' and kind = 'ES4-EnableProfileResponse' and next_at > current_timestamp",
                                Long.class)
                        == 1);
        assertThat(operation(second.id()).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where state = 'ORPHAN' and kind = 'ES4-EnableProfileResponse'");
    }

    @Test
    void givenAResponseThatNamesNothing_thenItNeverEndsAnOrderThatCameAfterIt() {
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where peer = 'smsr-stub' and finished_at is null");
        assertThat(post(fresh(), Soap.response("SetFallBackAttribute", "FAILED")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> orphans("ES4-SetFallBackAttributeResponse") == 1);
        smsr("{\"lostCallback\":1,\"delay\":0}");
        var card = card();
        var id = acme.post(
                        "/rsp/v1/operations", order("setFallBackAttribute", card, card.b(), ",\"peer\":\"smsr-two\""))
                .id();
        settles(id, "WAITING");
        jdbc.update(
                "update inbox set peer = 'smsr-two', next_at = current_timestamp where state = 'ORPHAN' and kind = 'ES4-SetFallBackAttributeResponse'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'ORPHAN' and kind = 'ES4-SetFallBackAttributeResponse' and next_at > current_timestamp",
                                Long.class)
                        == 1);
        assertThat(operation(id).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where state = 'ORPHAN' and kind = 'ES4-SetFallBackAttributeResponse'");
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ?",
                id);
    }

    @Test
    void givenAnAuditThatShowsAnotherCard_thenItIsAnOrphanAndTeachesNothing() {
        var card = card();
        var operation = waiting(card, "auditEIS");
        var others = Soap.eis(card().eid(), "<rps:RemainingMemory>1</rps:RemainingMemory>");
        assertThat(post(
                        fresh() + Soap.relatesTo(messageId(operation)),
                        Soap.response("AuditEIS", Instant.now(), "EXECUTED_SUCCESS", others)))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.queryForList(
                                "select state, reason, attempts, raw from inbox where kind = 'ES4-AuditEISResponse' order by id desc limit 1")
                        .toString())
                .contains("it relates to a call about one eUICC, but shows another"));
        assertThat(operation(operation.id()).state()).isEqualTo("WAITING");
        assertThat(acme.get("/rsp/v1/euiccs/" + card.eid()).json().path("facts"))
                .isEmpty();
        jdbc.update("delete from inbox where reason like '%but shows another'");
    }

    @Test
    void givenAResultNobodyUnderstands_thenTheOrderIsInDoubtAtOnce() {
        var operation = waiting(card(), "enableProfile");
        assertThat(post(fresh() + Soap.relatesTo(messageId(operation)), Soap.response("EnableProfile", "PERHAPS")))
                .isEqualTo(202);
        settles(operation.id(), "IN_DOUBT");
        assertThat(operation(operation.id()).text()).contains("the peer's response has no status we know");
        jdbc.update(
                "update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp where id = ?",
                operation.id());
    }

    @Test
    void givenAResponseThatRelatesToAMessageOfThePeerToo_thenItHasTheKeyOfTheCallItNames() {
        var card = card();
        var operation = waiting(card, "enableProfile");
        var theirs = "//" + SMSR + "/01a223bd-8336-7000-8a0c-6601b2e2d051";
        assertThat(post(
                        fresh() + Soap.relatesTo(theirs) + Soap.relatesTo(messageId(operation)),
                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        settles(operation.id(), "SUCCEEDED");
        assertThat(jdbc.queryForObject(
                        "select order_key from inbox where raw like ?", String.class, "%" + theirs + "%"))
                .isEqualTo(card.eid());
    }

    @Test
    void givenAnOrphanThatIsTooOld_thenItIsTriedNoMoreAndStaysVisible() {
        assertThat(post(fresh() + Soap.relatesTo("//1.2.3/nothing"), Soap.response("AuditEIS", "FAILED")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> orphans("ES4-AuditEISResponse") == 1);
        jdbc.update(
                "update inbox set received_at = received_at - interval '11' minute, next_at = current_timestamp where state = 'ORPHAN' and kind = 'ES4-AuditEISResponse'");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'ORPHAN' and kind = 'ES4-AuditEISResponse' and next_at is null",
                                Long.class)
                        == 1);
        assertThat(operator.get("/rsp/v1/inbox?state=orphan").text()).contains("ES4-AuditEISResponse");
        jdbc.update("delete from inbox where kind = 'ES4-AuditEISResponse'");
    }

    @Test
    void givenAResponseOfAnotherFunction_thenItDoesNotEndTheCallItNames() {
        var operation = waiting(card(), "enableProfile");
        assertThat(post(fresh() + Soap.relatesTo(messageId(operation)), Soap.response("AuditEIS", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where reason like 'it relates to a call of enableProfile%'",
                                Long.class)
                        == 1);
        assertThat(operation(operation.id()).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where reason like 'it relates to a call of enableProfile%'");
    }

    @Test
    void givenAnotherPeersCall_thenAPeerCannotEndIt() {
        var operation = waiting(card(), "enableProfile");
        var id = "m-" + System.nanoTime();
        assertThat(post(
                        Soap.from("1.3.6.1.4.1.20") + Soap.messageId(id, null) + Soap.relatesTo(messageId(operation)),
                        Soap.response("EnableProfile", "EXECUTED_SUCCESS")))
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where call_id like ? and state = 'ORPHAN'",
                                Long.class,
                                "%" + id + "%")
                        == 1);
        assertThat(operation(operation.id()).state()).isEqualTo("WAITING");
        jdbc.update("delete from inbox where call_id like ?", "%" + id + "%");
    }

    @Test
    void givenCodesWithoutEnd_thenTheyAreCutAndTheOperationEnds() {
        var operation = waiting(card(), "enableProfile");
        var endless =
                "<rps:ES4-EnableProfileResponse><rps:FunctionExecutionStatus><rps:Status>FAILED</rps:Status><rps:StatusCodeData><rps:Subject>"
                        + "8.".repeat(50_000) + "</rps:Subject><rps:Reason>" + "1.".repeat(50_000)
                        + "</rps:Reason><rps:Message>" + "m".repeat(100_000)
                        + "</rps:Message></rps:StatusCodeData></rps:FunctionExecutionStatus></rps:ES4-EnableProfileResponse>";
        assertThat(post(fresh() + Soap.relatesTo(messageId(operation)), endless))
                .isEqualTo(202);
        settles(operation.id(), "FAILED");
        assertThat(operation(operation.id()).json().at("/status/message").asText())
                .hasSize(500);
    }

    @Test
    void givenTheSameResultFiveTimesAtOnce_thenItCountsOnce() throws Exception {
        var card = card();
        var operation = waiting(card, "enableProfile");
        var message = Soap.envelope(
                fresh() + Soap.relatesTo(messageId(operation)), Soap.response("EnableProfile", "EXECUTED_SUCCESS"));
        var other = Soap.envelope(
                fresh() + Soap.relatesTo(messageId(operation)), Soap.response("EnableProfile", "EXECUTED_SUCCESS"));
        var pool = Executors.newFixedThreadPool(6);
        try {
            // Five of one message, and the same result in a message of its own.
            var tries = IntStream.range(0, 6)
                    .<Callable<Answer>>mapToObj(i -> () -> postRaw(i < 5 ? message : other))
                    .toList();
            for (var answer : pool.invokeAll(tries)) {
                assertThat(answer.get().status()).isEqualTo(202);
                assertThat(answer.get().text()).isEmpty();
            }
        } finally {
            pool.shutdownNow();
        }
        settles(operation.id(), "SUCCEEDED");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from inbox where state = 'DONE' and reason = 'the same result of this call came before'",
                                Long.class)
                        > 0);
        assertThat(events(card.eid(), "rsp.operation.succeeded")).isEqualTo(1);
        assertThat(events(card.eid(), "rsp.operation.late-result")).isZero();
        assertThat(events(card.eid(), "rsp.profile.enabled")).isEqualTo(1);
    }
}
