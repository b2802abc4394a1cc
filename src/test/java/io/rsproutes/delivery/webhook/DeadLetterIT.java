package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be delivered is a dead letter that shows its attempts and can be replayed. */
class DeadLetterIT extends WebhookScenarios {

    @Test
    void givenAReceiverThatFails_thenADeadLetterShowsThreeAttemptsAndReplayDeliversIt() {
        subscribe("rsp.profile.*");
        var iccid = released();
        receiver.status = 500;

        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);

        var letter = deadLetter(iccid);
        assertThat(letter.json().path("attempts")).hasSize(3);
        assertThat(letter.json().at("/attempts/2/httpStatus").asInt()).isEqualTo(500);
        assertThat(globex.get("/rsp/v1/dead-letters/" + letter.id()).status()).isEqualTo(404);

        receiver.status = 204;
        var dry = deadLetters(acme, "replay", Map.of("subject", iccid), true);

        assertThat(dry.path("matched").asInt()).isEqualTo(1);
        assertThat(dry.path("replayed").asInt()).isZero();
        assertThat(deadLetters(globex, "replay", Map.of("subject", iccid), false)
                        .path("matched")
                        .asInt())
                .isZero();
        assertThat(replay(letter.id()).status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        acme.get("/rsp/v1/dead-letters/" + letter.id()).state().equals("CLOSED"));

        var got = of(iccid);
        assertThat(got)
                .hasSize(4)
                .extracting(Receiver.Got::id)
                .containsOnly(got.get(0).id());
        assertThat(got.get(3).replay()).isNotBlank();
        assertThat(got.get(0).replay()).isNull();
        assertThat(replay(letter.id()).code()).isEqualTo("not-open");
    }

    @Test
    void givenAReplayThatFailsAgain_thenTheDeadLetterIsOpenAgainWithAllAttempts() {
        subscribe("rsp.profile.*");
        var iccid = released();
        receiver.status = 500;

        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);

        var id = deadLetter(iccid).id();
        assertThat(replayed(Map.of("subject", iccid))).isEqualTo(1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + id)
                                .json()
                                .path("attempts")
                                .size()
                        == 6);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + id).state().equals("OPEN"));
        assertThat(acme.delete("/rsp/v1/dead-letters/" + id).status()).isEqualTo(204);
        assertThat(acme.get("/rsp/v1/dead-letters/" + id).state()).isEqualTo("DISCARDED");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void givenAPermanentRefusal_thenItIsADeadLetterAtOnce(int status) {
        subscribe("rsp.profile.*");
        var iccid = released();
        receiver.status = status;

        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
        assertThat(deadLetter(iccid).json().path("attempts")).hasSize(1);
    }

    /** Who reads a dead letter need not read Java. */
    @Test
    void givenAReceiverThatIsNotThere_thenTheReasonIsInWords() {
        subscribe("http://127.0.0.1:1/", "rsp.turns.*");
        turns(1, 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> letters("OPEN") == 1);

        var letter = acme.get("/rsp/v1/dead-letters/"
                + jdbc.queryForObject("select id from delivery where subscription_id = ?", String.class, subscription));
        assertThat(letter.json().path("reason").asText()).contains("no answer: the connection was refused");
        assertThat(letter.text()).doesNotContain("Exception", "java.", "org.apache");
    }

    @Test
    void givenAGlobInAReplayFilter_thenItMeansEveryTypeThatFits() {
        subscribe("rsp.profile.*");
        var iccid = released();
        receiver.status = 400;

        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);

        var fitting = deadLetters(acme, "replay", Map.of("type", "rsp.profile.*", "subject", iccid + "F"), true);
        assertThat(fitting.path("matched").asInt()).isEqualTo(1);

        var other = deadLetters(acme, "replay", Map.of("type", "rsp.operation.*", "subject", iccid), true);
        assertThat(other.path("matched").asInt()).isZero();
        assertThat(deadLetters(acme, "replay", Map.of("kind", "bogus"), false)
                        .path("code")
                        .asText())
                .isEqualTo("invalid-replay");
        assertThat(acme.get("/rsp/v1/dead-letters?state=bogus").code()).isEqualTo("invalid-field");
        assertThat(acme.post("/rsp/v1/subscriptions/" + subscription + "/rotate", "{\"x\":1}")
                        .code())
                .isEqualTo("invalid-rotation");
    }

    /**
     * A bundle that was stopped in the middle of an attempt comes back when its delivery was given up and replayed:
     * its word counts for nothing.
     */
    @ParameterizedTest
    @ValueSource(strings = {"delivered", "retry"})
    void givenAnAttemptFromBeforeAReplay_thenItEndsNothing(String outcome) {
        subscribe("rsp.nothing.*");
        turns(1, 1);
        jdbc.update(
                """
                insert into delivery (id, subscription_id, event_id, tenant, order_key, position,
                  state, attempts, replay, next_at)
                values (?, ?, ?, 'acme', 'turns', 1, 'SENDING', 1, 'replay-1',
                  current_timestamp + interval '1' hour)""",
                subscription + 1,
                subscription,
                event(1));
        record(outcome, Map.of("nextIn", 0d));

        assertThat(jdbc.queryForObject("select state from delivery where id = ?", String.class, subscription + 1))
                .isEqualTo("SENDING");

        jdbc.update("delete from delivery where id = ?", subscription + 1);
    }

    @Test
    void givenADeletedSubscription_thenWhatItStillHadToGetIsKept() {
        var id = subscribe("rsp.profile.*").id();
        var iccid = released();
        receiverIsBusy();

        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> of(iccid).size() == 1
                        && count(
                                        "delivery where order_key = ? and subscription_id = ? and state = 'PENDING'",
                                        iccid,
                                        id)
                                == 1);
        assertThat(acme.delete("/rsp/v1/subscriptions/" + id).status()).isEqualTo(204);

        subscription = null;

        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
        assertThat(deadLetter(iccid).json().path("reason").asText()).contains("deleted");
        assertThat(acme.delete("/rsp/v1/subscriptions/" + id).status()).isEqualTo(404);
    }

    @Test
    void givenADeliveryUnderWayWhenItsSubscriptionGoes_thenItIsADeadLetterAndNobodyStumblesOverIt() {
        var id = subscribe("rsp.profile.*").id();
        var iccid = released();
        receiverIsBusy();

        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> count(
                                """
                                delivery
                                where order_key = ? and subscription_id = ? and attempts = 1 and state = 'PENDING'""",
                                iccid,
                                id)
                        == 1);

        // As if the row had been deleted by another bundle between the claim and the load.
        jdbc.update("delete from subscription where id = ?", id);
        subscription = null;
        jdbc.update(
                "update delivery set next_at = current_timestamp where subscription_id = ? and order_key = ?",
                id,
                iccid);

        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
        assertThat(deadLetter(iccid).json().path("reason").asText()).contains("deleted");
        assertThat(count("delivery where subscription_id = ? and state <> 'DEAD'", id))
                .isZero();
    }
}
