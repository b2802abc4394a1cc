package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.Test;

/** A receiver that answers 410 wants no more: its subscription is disabled, and its events are kept. */
class DisabledSubscriptionIT extends WebhookScenarios {

    @Test
    void given410_thenTheSubscriptionIsDisabledAndItsEventsAreKept() {
        var id = subscribe("rsp.profile.*").id();
        var iccid = released();
        receiver.status = 410;

        play(iccid, "installed");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/subscriptions/" + id).state().equals("DISABLED"));
        await().atMost(Duration.ofSeconds(20)).until(() -> count("dead_letter where subject = ?", iccid) >= 1);
        assertThat(of(iccid).stream().filter(one -> one.answered() == 410).count())
                .isEqualTo(1);

        var letter = deadLetter(iccid).id();
        assertThat(replay(letter).code()).isEqualTo("subscription-disabled");

        receiver.status = 200;

        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        assertThat(acme.post("/rsp/v1/subscriptions/" + id + "/enable", "").state())
                .isEqualTo("ENABLED");
        assertThat(replay(letter).status()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + letter).state().equals("CLOSED"));
    }

    /**
     * Many at once: none is lost, whether it was waiting or on its way; and a replay that comes to nothing is open
     * again, all of it.
     */
    @Test
    void given410WithABacklog_thenAllOfItIsDeadLetters_andAReplayThatMeets410AgainTooIsOpenAgain() {
        keysThatWait(30);
        receiver.status = 410;
        receiver.headers = Map.of();

        acme.post("/rsp/v1/subscriptions/" + subscription + "/retry", "");

        await().atMost(Duration.ofSeconds(30)).until(() -> letters("OPEN") == 30);
        assertThat(acme.get("/rsp/v1/subscriptions/" + subscription).state()).isEqualTo("DISABLED");

        var filter = Map.of("subscription", subscription);
        var held = deadLetters(acme, "replay", filter, false);

        assertThat(held.path("matched").asInt()).isEqualTo(30);
        assertThat(held.path("replayed").asInt())
                .as("of a subscription that is disabled")
                .isZero();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> acme.post("/rsp/v1/subscriptions/" + subscription + "/enable", "")
                                .status()
                        == 200);
        assertThat(replayed(filter)).isEqualTo(30);
        await().atMost(Duration.ofSeconds(30)).until(() -> letters("OPEN") == 30 && waiting() == 0);

        receiver.status = 204;
        acme.post("/rsp/v1/subscriptions/" + subscription + "/enable", "");

        assertThat(replayed(filter)).isEqualTo(30);
        await().atMost(Duration.ofSeconds(30)).until(() -> letters("CLOSED") == 30);
        assertThat(receiver.delivered())
                .extracting(Receiver.Got::id)
                .hasSize(30)
                .doesNotHaveDuplicates();
    }

    /** What came later does not overtake what is on its way to the dead letters. */
    @Test
    void givenADisabledSubscriptionThatStillHasSomething_thenItIsNotEnabledYet() {
        subscribe("rsp.nothing.*");
        jdbc.update("update subscription set state = 'DISABLED' where id = ?", subscription);
        turns(1, 1);
        // Under way: it ends first.
        jdbc.update(
                """
                insert into delivery (id, subscription_id, event_id, tenant, order_key, position,
                  state, attempts, next_at)
                values (?, ?, ?, 'acme', 'turns', 1, 'SENDING', 1,
                  current_timestamp + interval '1' hour)""",
                subscription + 1,
                subscription,
                event(1));

        assertThat(acme.post("/rsp/v1/subscriptions/" + subscription + "/enable", "")
                        .code())
                .isEqualTo("still-ending");

        jdbc.update("update delivery set state = 'PENDING' where id = ?", subscription + 1);

        await().atMost(Duration.ofSeconds(30)).until(() -> letters("OPEN") == 1);
        assertThat(acme.post("/rsp/v1/subscriptions/" + subscription + "/enable", "")
                        .state())
                .isEqualTo("ENABLED");
        assertThat(acme.post("/rsp/v1/subscriptions/nobody/enable", "").status())
                .isEqualTo(404);

        var filter = Map.of("subscription", subscription);
        assertThat(deadLetters(globex, "discard", filter, false).path("matched").asInt())
                .isZero();
        assertThat(deadLetters(acme, "discard", filter, true).path("discarded").asInt())
                .isZero();
        assertThat(deadLetters(acme, "discard", filter, false).path("discarded").asInt())
                .isEqualTo(1);
        assertThat(letters("DISCARDED")).isEqualTo(1);
        assertThat(acme.post("/rsp/v1/dead-letters/discard", "{}").code()).isEqualTo("invalid-discard");
    }

    /** A refusal whose text cannot be read is a refusal all the same. */
    @Test
    void givenARefusalInBrokenGzip_thenItsStatusCounts() {
        receiver.status = 410;
        receiver.headers = Map.of("Content-Encoding", "gzip");
        var id = subscribe("rsp.turns.*").id();

        turns(1, 1);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/subscriptions/" + id).state().equals("DISABLED"));
        assertThat(receiver.got).hasSize(1);
    }
}
