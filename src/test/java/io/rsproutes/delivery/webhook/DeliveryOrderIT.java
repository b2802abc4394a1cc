package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.support.HostileReceiver;
import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Events of one key arrive in order, and no key waits for another. */
class DeliveryOrderIT extends WebhookScenarios {

    @Autowired
    private SqlFiles sqlFiles;

    /**
     * More waits behind one receiver that is dead than the sweeper looks at in a turn; another's next attempt comes
     * all the same.
     */
    @Test
    void givenABacklogOfADeadReceiver_thenAnothersRetryStillComes() {
        var dead = acme.post(
                        "/rsp/v1/subscriptions",
                        """
                        {"channel":"webhook","url":"http://127.0.0.1:1/","types":["rsp.backlog.*"]}""")
                .id();

        try {
            // Ids that are older than any other, so that what becomes of them is the last in every list.
            for (int i = 1; i <= 300; i++) {
                jdbc.update(
                        """
                        insert into event (id, tenant, subject, sequence, type, data, at)
                        values (?, 'acme', 'backlog', ?, 'rsp.backlog.event', '{}', current_timestamp)""",
                        "0-backlog-" + i,
                        i);
            }

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> count("delivery where subscription_id = ?", dead) == 300);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jdbc.queryForObject(
                                    "select max(attempts) from delivery where subscription_id = ?", Integer.class, dead)
                            >= 2);

            subscribe("rsp.operation.succeeded");
            receiver.status = 503;

            ordered();

            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.size() == 1);

            receiver.status = 200;
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got.size() == 2);
        } finally {
            acme.delete("/rsp/v1/subscriptions/" + dead);
        }
    }

    /**
     * However much waits behind a delivery that waits for its next attempt, only that one has a time; when it has
     * gone, the others have their turn, in order.
     */
    @Test
    void givenManyBehindOneThatWaits_thenTheFirstAloneIsDueAndAllComeInOrder() {
        subscribe("rsp.turns.*");
        receiverIsBusy();

        turns(1, 40);

        await().atMost(Duration.ofSeconds(30)).until(() -> timed() == 1 && waiting() == 40);

        turns(41, 60);
        await().atMost(Duration.ofSeconds(30)).until(() -> timed() == 1 && waiting() == 60);
        assertThat(receiver.got).hasSize(1);

        receiver.status = 204;
        receiver.headers = Map.of();

        assertThat(acme.post("/rsp/v1/subscriptions/" + subscription + "/retry", "")
                        .status())
                .isLessThan(300);
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().size() == 60);
        assertThat(receiver.delivered())
                .extracting(one -> one.json().path("sequence").asInt())
                .isSorted()
                .doesNotHaveDuplicates();
    }

    /**
     * More keys than there are places: whoever is done with one goes on with the next, though no sweeper nudges (how
     * fast: bench/proof.sh pending).
     */
    @Test
    void givenManyKeysThatAreDue_thenOneNudgeIsEnoughForAll() throws Exception {
        keysThatWait(200);
        receiver.status = 204;
        camel.getRouteController().suspendRoute("delivery-sweep");

        try {
            jdbc.update("update delivery set next_at = current_timestamp where subscription_id = ?", subscription);
            template.sendBody(
                    "direct:delivery-deliver-nudge-all",
                    List.of(Map.of("due", subscription + "|" + subscription.substring(20) + 1)));
            await().atMost(Duration.ofSeconds(60)).until(() -> waiting() == 0);
        } finally {
            camel.getRouteController().resumeRoute("delivery-sweep");
        }

        assertThat(receiver.delivered())
                .extracting(Receiver.Got::id)
                .hasSize(200)
                .doesNotHaveDuplicates();
    }

    /** Behind a dead letter the next has its turn at once. */
    @Test
    void givenADeadLetterAtTheHead_thenTheNextHasItsTurn() {
        subscribe("rsp.turns.*");
        receiverIsBusy();

        turns(1, 5);

        await().atMost(Duration.ofSeconds(30)).until(() -> timed() == 1 && waiting() == 5);

        receiver.status = 400;
        acme.post("/rsp/v1/subscriptions/" + subscription + "/retry", "");

        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got.size() == 6 && waiting() == 0);
        assertThat(receiver.got)
                .extracting(one -> one.json().path("sequence").asInt())
                .isSorted();
    }

    /**
     * An instance that stops behind what it has delivered has claimed the next, whose lease ends; behind a dead
     * letter it has given it its turn.
     */
    @ParameterizedTest
    @ValueSource(strings = {"delivered", "dead"})
    void givenADeliveryThatEnds_thenTheNextIsDue(String outcome) {
        subscribe("rsp.nothing.*");
        turns(1, 2);
        for (int i = 1; i <= 2; i++) {
            jdbc.update(
                    """
                    insert into delivery (id, subscription_id, event_id, tenant, order_key, position,
                      state, attempts, next_at)
                    values (?, ?, ?, 'acme', 'turns', ?, ?, ?, null)""",
                    subscription + i,
                    subscription,
                    event(i),
                    i,
                    i == 1 ? "SENDING" : "PENDING",
                    i == 1 ? 1 : 0);
        }
        record(outcome, Map.of("lease", 1));

        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got.size() == 1 && waiting() == 0);
        assertThat(receiver.got.get(0).id()).isEqualTo(event(2));
    }

    /** Whoever should have given it its turn has died. */
    @Test
    void givenADeliveryNobodyGaveItsTurn_thenTheSweeperDoes() throws Exception {
        subscribe("rsp.turns.*");
        receiverIsBusy();
        turns(1, 3);
        camel.getRouteController().suspendRoute("delivery-sweep");

        try {
            // Nor is any nudge on its way.
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> timed() == 1 && waiting() == 3);
            jdbc.update("update delivery set next_at = null where subscription_id = ?", subscription);
        } finally {
            camel.getRouteController().resumeRoute("delivery-sweep");
        }

        receiver.status = 204;
        assertThat(jdbc.update(sqlFiles.read("delivery/sweep.stalled"))).isPositive();
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().size() == 3);
    }

    @Test
    void givenARetry_thenLaterEventsOfTheKeyWaitAndOtherKeysDoNot() {
        subscribe("rsp.profile.*");
        var slow = released();
        var other = released();
        receiver.status = 503;

        play(slow, "installed");

        await().atMost(Duration.ofSeconds(10)).until(() -> !of(slow).isEmpty());

        receiver.status = 200;
        play(other, "installed");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> of(other).size() == 2
                        && receiver.delivered().stream()
                                        .filter(one -> one.json()
                                                .path("subject")
                                                .asText()
                                                .equals(slow))
                                        .count()
                                == 2);

        var order = receiver.delivered().stream()
                .filter(one -> one.json().path("subject").asText().equals(slow))
                .map(Receiver.Got::type)
                .toList();
        assertThat(order).containsExactly("rsp.profile.downloaded", "rsp.profile.installed");
        assertThat(of(slow).stream().filter(one -> one.answered() == 503))
                .extracting(Receiver.Got::type)
                .containsOnly("rsp.profile.downloaded");
    }

    /** It holds one deliverer, not as many as a receiver may that answers. */
    @Test
    void givenAReceiverThatSaysNothing_thenOneAttemptAtATimeIsMade() {
        try (var hostile = new HostileReceiver(HostileReceiver.Behaviour.DRIPPING_HEADERS)) {
            subscribe(hostile.url(), "rsp.turns.*");
            for (int i = 1; i <= 12; i++) {
                turn(i, subscription.substring(20) + i);
            }

            // All places were taken once, and then one.
            await().atMost(Duration.ofSeconds(60)).until(() -> underWay() > 1);
            await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(30)).until(() -> underWay() <= 1);
            assertThat(waiting()).isPositive();
        }
    }

    private long underWay() {
        return count("delivery where subscription_id = ? and state = 'SENDING'", subscription);
    }
}
