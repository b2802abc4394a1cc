package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.HostileReceiver;
import io.rsproutes.support.Receiver;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** Events on their way out: signed, in order, retried, and never lost. */
class DeliveryIT extends BundleIT {

    private final Receiver receiver = new Receiver();
    private String subscription;

    @Autowired
    private ActiveMQConnectionFactory connections;

    @Autowired
    private SqlFiles sqlFiles;

    @Autowired
    private ProducerTemplate template;

    @AfterEach
    void end() {
        if (subscription != null) {
            acme.delete("/rsp/v1/subscriptions/" + subscription);
        }
        receiver.close();
    }

    private Answer subscribe(String types) {
        var answer = acme.post(
                "/rsp/v1/subscriptions",
                "{\"channel\":\"webhook\",\"url\":\"" + receiver.url() + "\",\"types\":[" + types + "]}");
        assertThat(answer.status()).isEqualTo(201);
        subscription = answer.id();
        return answer;
    }

    private List<Receiver.Got> of(String iccid) {
        return receiver.got.stream()
                .filter(one -> one.json().path("subject").asText().equals(iccid))
                .toList();
    }

    private Answer deadLetter(String iccid) {
        for (var item : acme.get("/rsp/v1/dead-letters").json().path("items")) {
            if (item.path("subject").asText().equals(iccid)) {
                return acme.get("/rsp/v1/dead-letters/" + item.path("id").asText());
            }
        }
        return null;
    }

    /** More waits behind one receiver that is dead than the sweeper looks at in a turn; another's next attempt comes all the same. */
    @Test
    void givenABacklogOfADeadReceiver_thenAnothersRetryStillComes() {
        var dead = acme.post(
                        "/rsp/v1/subscriptions",
                        "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:1/\",\"types\":[\"rsp.backlog.*\"]}")
                .id();
        try {
            // Ids that are older than any other, so that what becomes of them is the last in every list.
            for (int i = 1; i <= 300; i++) {
                jdbc.update(
                        "insert into event (id, tenant, subject, sequence, type, data, at) values (?, 'acme', 'backlog', ?, 'rsp.backlog.event', '{}', current_timestamp)",
                        "0-backlog-" + i,
                        i);
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from delivery where subscription_id = ?", Integer.class, dead)
                            == 300);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> jdbc.queryForObject(
                                    "select max(attempts) from delivery where subscription_id = ?", Integer.class, dead)
                            >= 2);
            subscribe("\"rsp.operation.succeeded\"");
            receiver.status = 503;
            ordered();
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.size() == 1);
            receiver.status = 200;
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got.size() == 2);
        } finally {
            acme.delete("/rsp/v1/subscriptions/" + dead);
        }
    }

    /** However much waits behind a delivery that waits for its next attempt, only that one has a time; when it has gone, the others have their turn, in order. */
    @Test
    void givenManyBehindOneThatWaits_thenTheFirstAloneIsDueAndAllComeInOrder() {
        subscribe("\"rsp.turns.*\"");
        receiver.status = 503;
        receiver.headers = Map.of("Retry-After", "3600");
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

    /** More keys than there are places: whoever is done with one goes on with the next, though no sweeper nudges (how fast: bench/proof.sh pending). */
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
        subscribe("\"rsp.turns.*\"");
        receiver.status = 503;
        receiver.headers = Map.of("Retry-After", "3600");
        turns(1, 5);
        await().atMost(Duration.ofSeconds(30)).until(() -> timed() == 1 && waiting() == 5);
        receiver.status = 400;
        acme.post("/rsp/v1/subscriptions/" + subscription + "/retry", "");
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got.size() == 6 && waiting() == 0);
        assertThat(receiver.got)
                .extracting(one -> one.json().path("sequence").asInt())
                .isSorted();
    }

    /** An instance that stops behind what it has delivered has claimed the next, whose lease ends; behind a dead letter it has given it its turn. */
    @ParameterizedTest
    @ValueSource(strings = {"delivered", "dead"})
    void givenADeliveryThatEnds_thenTheNextIsDue(String outcome) {
        subscribe("\"rsp.nothing.*\"");
        turns(1, 2);
        for (int i = 1; i <= 2; i++) {
            jdbc.update(
                    "insert into delivery (id, subscription_id, event_id, tenant, order_key, position, state, attempts, next_at) values (?, ?, ?, 'acme', 'turns', ?, ?, ?, null)",
                    subscription + i,
                    subscription,
                    event(i),
                    i,
                    i == 1 ? "SENDING" : "PENDING",
                    i == 1 ? 1 : 0);
        }
        template.send("direct:delivery-record", exchange -> Map.of(
                        "subscriptionId",
                        subscription,
                        "key",
                        "turns",
                        "lease",
                        1,
                        "deliveryId",
                        subscription + 1,
                        "attempts",
                        1,
                        "outcome",
                        outcome,
                        "detail",
                        outcome,
                        "millis",
                        1L)
                .forEach(exchange::setVariable));
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got.size() == 1 && waiting() == 0);
        assertThat(receiver.got.get(0).id()).isEqualTo(event(2));
    }

    /** Whoever should have given it its turn has died. */
    @Test
    void givenADeliveryNobodyGaveItsTurn_thenTheSweeperDoes() throws Exception {
        subscribe("\"rsp.turns.*\"");
        receiver.status = 503;
        receiver.headers = Map.of("Retry-After", "3600");
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
        assertThat(jdbc.update(sqlFiles.read("delivery/sweep.turns"))).isPositive();
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.delivered().size() == 3);
    }

    private int waiting() {
        return jdbc.queryForObject(
                "select count(*) from delivery where subscription_id = ? and state in ('PENDING', 'SENDING')",
                Integer.class,
                subscription);
    }

    private int timed() {
        return jdbc.queryForObject(
                "select count(*) from delivery where subscription_id = ? and state in ('PENDING', 'SENDING') and next_at is not null",
                Integer.class,
                subscription);
    }

    private String event(int n) {
        return "0-" + subscription.substring(20) + "-" + n;
    }

    private void turns(int from, int to) {
        for (int i = from; i <= to; i++) {
            turn(i, subscription);
        }
    }

    /** So many keys of the subscription, each with one event that was tried once and waits for an hour. */
    private void keysThatWait(int keys) {
        subscribe("\"rsp.turns.*\"");
        receiver.status = 503;
        receiver.headers = Map.of("Retry-After", "3600");
        for (int i = 1; i <= keys; i++) {
            turn(i, subscription.substring(20) + i);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from delivery where subscription_id = ? and attempts = 1 and state = 'PENDING'",
                                Integer.class,
                                subscription)
                        == keys);
    }

    private void turn(int n, String subject) {
        jdbc.update(
                "insert into event (id, tenant, subject, sequence, type, data, at) values (?, 'acme', ?, ?, 'rsp.turns.event', '{}', current_timestamp)",
                event(n),
                subject,
                n);
    }

    @Test
    void givenADeviceThatInstalls_thenBothEventsArriveInOrderAndSigned() {
        var secret = subscribe("\"rsp.profile.*\"").json().path("secret").asText();
        var iccid = released();
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20)).until(() -> of(iccid).size() == 2);
        assertThat(of(iccid))
                .extracting(Receiver.Got::type)
                .containsExactly("rsp.profile.downloaded", "rsp.profile.installed");
        assertThat(of(iccid)).allMatch(one -> one.signedBy(secret));
        assertThat(of(iccid)).noneMatch(one -> one.signedBy("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assertThat(of(iccid).get(0).json().path("sequence").asLong() + 1)
                .isEqualTo(of(iccid).get(1).json().path("sequence").asLong());
        assertThat(of(iccid))
                .allMatch(one -> one.id().equals(one.json().path("id").asText()));
        var events = acme.get("/rsp/v1/events?type=rsp.profile.*&subject=" + iccid)
                .json()
                .path("items");
        assertThat(StreamSupport.stream(events.spliterator(), false)
                        .map(one -> one.path("type").asText()))
                .containsExactly("rsp.profile.downloaded", "rsp.profile.installed");
        assertThat(globex.get("/rsp/v1/events?subject=" + iccid).json().path("items"))
                .isEmpty();
    }

    @Test
    void givenAReceiverThatFails_thenADeadLetterShowsThreeAttemptsAndReplayDeliversIt() {
        subscribe("\"rsp.profile.*\"");
        var iccid = released();
        receiver.status = 500;
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
        var letter = deadLetter(iccid);
        assertThat(letter.json().path("attempts")).hasSize(3);
        assertThat(letter.json().at("/attempts/2/httpStatus").asInt()).isEqualTo(500);
        assertThat(globex.get("/rsp/v1/dead-letters/" + letter.id()).status()).isEqualTo(404);
        receiver.status = 204;
        var dry = acme.post(
                "/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":\"" + iccid + "\"},\"dryRun\":true}");
        assertThat(dry.json().path("matched").asInt()).isEqualTo(1);
        assertThat(dry.json().path("replayed").asInt()).isZero();
        assertThat(globex.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":\"" + iccid + "\"}}")
                        .json()
                        .path("matched")
                        .asInt())
                .isZero();
        assertThat(acme.post("/rsp/v1/dead-letters/" + letter.id() + "/replay", "")
                        .status())
                .isEqualTo(202);
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
        assertThat(acme.post("/rsp/v1/dead-letters/" + letter.id() + "/replay", "")
                        .code())
                .isEqualTo("not-open");
    }

    @Test
    void givenAReplayThatFailsAgain_thenTheDeadLetterIsOpenAgainWithAllAttempts() {
        subscribe("\"rsp.profile.*\"");
        var iccid = released();
        receiver.status = 500;
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
        var id = deadLetter(iccid).id();
        assertThat(acme.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"subject\":\"" + iccid + "\"}}")
                        .json()
                        .path("replayed")
                        .asInt())
                .isEqualTo(1);
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

    @Test
    void givenARetry_thenLaterEventsOfTheKeyWaitAndOtherKeysDoNot() {
        subscribe("\"rsp.profile.*\"");
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

    @Test
    void given410_thenTheSubscriptionIsDisabledAndItsEventsAreKept() {
        var id = subscribe("\"rsp.profile.*\"").id();
        var iccid = released();
        receiver.status = 410;
        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/subscriptions/" + id).state().equals("DISABLED"));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        jdbc.queryForObject("select count(*) from dead_letter where subject = ?", Integer.class, iccid)
                                >= 1);
        assertThat(of(iccid).stream().filter(one -> one.answered() == 410).count())
                .isEqualTo(1);
        var letter = deadLetter(iccid).id();
        assertThat(acme.post("/rsp/v1/dead-letters/" + letter + "/replay", "").code())
                .isEqualTo("subscription-disabled");
        receiver.status = 200;
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        assertThat(acme.post("/rsp/v1/subscriptions/" + id + "/enable", "").state())
                .isEqualTo("ENABLED");
        assertThat(acme.post("/rsp/v1/dead-letters/" + letter + "/replay", "").status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/dead-letters/" + letter).state().equals("CLOSED"));
    }

    /** Many at once: none is lost, whether it was waiting or on its way; and a replay that comes to nothing is open again, all of it. */
    @Test
    void given410WithABacklog_thenAllOfItIsDeadLetters_andAReplayThatMeets410AgainTooIsOpenAgain() {
        keysThatWait(30);
        receiver.status = 410;
        receiver.headers = Map.of();
        acme.post("/rsp/v1/subscriptions/" + subscription + "/retry", "");
        await().atMost(Duration.ofSeconds(30)).until(() -> letters("OPEN") == 30);
        assertThat(acme.get("/rsp/v1/subscriptions/" + subscription).state()).isEqualTo("DISABLED");
        var filter = "{\"filter\":{\"subscription\":\"" + subscription + "\"}}";
        var held = acme.post("/rsp/v1/dead-letters/replay", filter).json();
        assertThat(held.path("matched").asInt()).isEqualTo(30);
        assertThat(held.path("replayed").asInt())
                .as("of a subscription that is disabled")
                .isZero();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> acme.post("/rsp/v1/subscriptions/" + subscription + "/enable", "")
                                .status()
                        == 200);
        assertThat(acme.post("/rsp/v1/dead-letters/replay", filter)
                        .json()
                        .path("replayed")
                        .asInt())
                .isEqualTo(30);
        await().atMost(Duration.ofSeconds(30)).until(() -> letters("OPEN") == 30 && waiting() == 0);
        receiver.status = 204;
        acme.post("/rsp/v1/subscriptions/" + subscription + "/enable", "");
        assertThat(acme.post("/rsp/v1/dead-letters/replay", filter)
                        .json()
                        .path("replayed")
                        .asInt())
                .isEqualTo(30);
        await().atMost(Duration.ofSeconds(30)).until(() -> letters("CLOSED") == 30);
        assertThat(receiver.delivered())
                .extracting(Receiver.Got::id)
                .hasSize(30)
                .doesNotHaveDuplicates();
    }

    /** What came later does not overtake what is on its way to the dead letters. */
    @Test
    void givenADisabledSubscriptionThatStillHasSomething_thenItIsNotEnabledYet() {
        subscribe("\"rsp.nothing.*\"");
        jdbc.update("update subscription set state = 'DISABLED' where id = ?", subscription);
        turns(1, 1);
        // Under way: it ends first.
        jdbc.update(
                "insert into delivery (id, subscription_id, event_id, tenant, order_key, position, state, attempts, next_at) values (?, ?, ?, 'acme', 'turns', 1, 'SENDING', 1, current_timestamp + interval '1' hour)",
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
        var filter = "{\"filter\":{\"subscription\":\"" + subscription + "\"}";
        assertThat(globex.post("/rsp/v1/dead-letters/discard", filter + "}")
                        .json()
                        .path("matched")
                        .asInt())
                .isZero();
        assertThat(acme.post("/rsp/v1/dead-letters/discard", filter + ",\"dryRun\":true}")
                        .json()
                        .path("discarded")
                        .asInt())
                .isZero();
        assertThat(acme.post("/rsp/v1/dead-letters/discard", filter + "}")
                        .json()
                        .path("discarded")
                        .asInt())
                .isEqualTo(1);
        assertThat(letters("DISCARDED")).isEqualTo(1);
        assertThat(acme.post("/rsp/v1/dead-letters/discard", "{}").code()).isEqualTo("invalid-discard");
    }

    private int letters(String state) {
        return jdbc.queryForObject(
                "select count(*) from dead_letter l join delivery d on d.id = l.id where d.subscription_id = ? and l.state = ?",
                Integer.class,
                subscription,
                state);
    }

    /** A bundle that was stopped in the middle of an attempt comes back when its delivery was given up and replayed: its word counts for nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"delivered", "retry"})
    void givenAnAttemptFromBeforeAReplay_thenItEndsNothing(String outcome) {
        subscribe("\"rsp.nothing.*\"");
        turns(1, 1);
        jdbc.update(
                "insert into delivery (id, subscription_id, event_id, tenant, order_key, position, state, attempts, replay, next_at) values (?, ?, ?, 'acme', 'turns', 1, 'SENDING', 1, 'replay-1', current_timestamp + interval '1' hour)",
                subscription + 1,
                subscription,
                event(1));
        template.send("direct:delivery-record", exchange -> Map.of(
                        "subscriptionId",
                        subscription,
                        "key",
                        "turns",
                        "deliveryId",
                        subscription + 1,
                        "attempts",
                        1,
                        "outcome",
                        outcome,
                        "detail",
                        outcome,
                        "millis",
                        1L,
                        "nextIn",
                        0d)
                .forEach(exchange::setVariable));
        assertThat(jdbc.queryForObject("select state from delivery where id = ?", String.class, subscription + 1))
                .isEqualTo("SENDING");
        jdbc.update("delete from delivery where id = ?", subscription + 1);
    }

    @ParameterizedTest
    @EnumSource(HostileReceiver.Behaviour.class)
    void givenAHostileReceiver_thenItIsCutOffAndOthersAreServed(HostileReceiver.Behaviour behaviour) {
        assumeFalse(behaviour.took);
        try (var hostile = new HostileReceiver(behaviour)) {
            var id = acme.post(
                            "/rsp/v1/subscriptions",
                            "{\"channel\":\"webhook\",\"url\":\"" + hostile.url() + "\",\"types\":[\"rsp.profile.*\"]}")
                    .id();
            subscribe("\"rsp.profile.*\"");
            var iccid = released();
            play(iccid, "downloaded");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !receiver.delivered().isEmpty());
            await().atMost(Duration.ofSeconds(30)).until(() -> deadLetter(iccid) != null);
            assertThat(deadLetter(iccid).json().path("attempts"))
                    .hasSize(3)
                    .allMatch(attempt -> attempt.path("millis").asInt() < 10_000);
            acme.delete("/rsp/v1/subscriptions/" + id);
            var next = released();
            play(next, "downloaded");
            await().atMost(Duration.ofSeconds(20)).until(() -> of(next).size() == 1);
        }
    }

    /** Its status says that it took the event; what comes behind changes nothing. */
    @ParameterizedTest
    @EnumSource(HostileReceiver.Behaviour.class)
    void givenA2xxWhoseBodyIsTrouble_thenTheEventIsDeliveredOnce(HostileReceiver.Behaviour behaviour) {
        assumeTrue(behaviour.took);
        try (var hostile = new HostileReceiver(behaviour)) {
            subscription = acme.post(
                            "/rsp/v1/subscriptions",
                            "{\"channel\":\"webhook\",\"url\":\"" + hostile.url() + "\",\"types\":[\"rsp.turns.*\"]}")
                    .id();
            turns(1, 2);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from delivery where subscription_id = ? and state = 'DELIVERED'",
                                    Integer.class,
                                    subscription)
                            == 2);
            assertThat(hostile.requests).hasValue(2);
            assertThat(jdbc.queryForList(
                            "select a.millis from attempt a join delivery d on d.id = a.delivery_id where d.subscription_id = ?",
                            Integer.class,
                            subscription))
                    .hasSize(2)
                    .allMatch(millis -> millis < 2_500);
        }
    }

    /** RFC 9110 has three forms of a date, and seconds of any length. */
    @ParameterizedTest
    @CsvSource({
        "imf, 3600",
        "rfc850, 3600",
        "asctime, 3600",
        "'100000', 100000",
        "several, 7200",
        "'0', 0",
        "past, 0",
        "soon, 0"
    })
    void givenRetryAfterInAnyForm_thenTheNextAttemptWaitsThatLong(String form, long seconds) {
        var then = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(3_600);
        receiver.status = 503;
        receiver.headers = Map.of(
                "Retry-After",
                switch (form) {
                    case "imf" -> DateTimeFormatter.RFC_1123_DATE_TIME.format(then);
                    case "rfc850" ->
                        DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ROOT)
                                .format(then);
                    case "asctime" ->
                        DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                                .format(then);
                    case "several" -> "5\n7200\nnever";
                    case "past" -> DateTimeFormatter.RFC_1123_DATE_TIME.format(then.minusDays(1));
                    default -> form;
                });
        subscribe("\"rsp.turns.*\"");
        turns(1, 1);
        if (seconds == 0) {
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.size() == 3);
        } else {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> jdbc.queryForObject(
                                    "select count(*) from delivery where subscription_id = ? and state = 'PENDING' and attempts = 1",
                                    Integer.class,
                                    subscription)
                            == 1);
            var wait = jdbc.queryForObject(
                    "select extract(epoch from next_at - current_timestamp) from delivery where subscription_id = ?",
                    Double.class,
                    subscription);
            assertThat(wait).isBetween(seconds - 30d, seconds + 5d);
        }
    }

    /** A refusal whose text cannot be read is a refusal all the same. */
    @Test
    void givenARefusalInBrokenGzip_thenItsStatusCounts() {
        receiver.status = 410;
        receiver.headers = Map.of("Content-Encoding", "gzip");
        var id = subscribe("\"rsp.turns.*\"").id();
        turns(1, 1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> acme.get("/rsp/v1/subscriptions/" + id).state().equals("DISABLED"));
        assertThat(receiver.got).hasSize(1);
    }

    /** Who reads a dead letter need not read Java. */
    @Test
    void givenAReceiverThatIsNotThere_thenTheReasonIsInWords() {
        subscription = acme.post(
                        "/rsp/v1/subscriptions",
                        "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:1/\",\"types\":[\"rsp.turns.*\"]}")
                .id();
        turns(1, 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> letters("OPEN") == 1);
        var letter = acme.get("/rsp/v1/dead-letters/"
                + jdbc.queryForObject("select id from delivery where subscription_id = ?", String.class, subscription));
        assertThat(letter.json().path("reason").asText()).contains("no answer: the connection was refused");
        assertThat(letter.text()).doesNotContain("Exception", "java.", "org.apache");
    }

    /** The extension's type is a text that sorts by its characters. */
    @Test
    void givenAnEvent_thenItsSequenceIsATextWhereverItGoes() {
        subscribe("\"rsp.turns.*\"");
        turns(9, 10);
        await().atMost(Duration.ofSeconds(20)).until(() -> receiver.delivered().size() == 2);
        assertThat(receiver.delivered())
                .extracting(one -> one.json().path("sequence"))
                .allMatch(JsonNode::isTextual)
                .extracting(JsonNode::asText)
                .containsExactly("0000000009", "0000000010");
        assertThat(receiver.delivered())
                .extracting(Receiver.Got::contentType)
                .containsOnly("application/cloudevents+json");
        for (var item : acme.get("/rsp/v1/events?type=rsp.turns.*&subject=" + subscription)
                .json()
                .path("items")) {
            assertThat(item.path("sequence").isTextual()).isTrue();
            assertThat(item.path("position").isNumber()).isTrue();
        }
    }

    /** What a reader of the database, or of its backup, finds. */
    @Test
    void givenAWebhook_thenItsSecretsAreKeptEncrypted() {
        var secret = subscribe("\"rsp.nothing.*\"").json().path("secret").asText();
        var fresh = acme.post("/rsp/v1/subscriptions/" + subscription + "/rotate", "{}")
                .json()
                .path("secret")
                .asText();
        var row = jdbc.queryForMap("select secret, previous_secret from subscription where id = ?", subscription);
        assertThat(row.get("secret").toString()).startsWith("aes.").doesNotContain(fresh, fresh.substring(6, 20));
        assertThat(row.get("previous_secret").toString())
                .startsWith("aes.")
                .doesNotContain(secret, secret.substring(6, 20));
        assertThatThrownBy(() -> jdbc.update("update subscription set secret = ? where id = ?", secret, subscription))
                .hasMessageContaining("check");
    }

    /** A key that this instance lacks: nothing is lost, and no attempt spent. */
    @Test
    void givenASecretUnderAnotherKey_thenTheDeliveryWaits() {
        subscribe("\"rsp.turns.*\"");
        var kept = jdbc.queryForObject("select secret from subscription where id = ?", String.class, subscription);
        jdbc.update(
                "update subscription set secret = 'aes.000000000000.' || split_part(secret, '.', 3) where id = ?",
                subscription);
        turns(1, 1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from attempt a join delivery d on d.id = a.delivery_id where d.subscription_id = ? and a.outcome = 'postponed' and a.detail like '%rsp.delivery.secret-keys%'",
                                Integer.class, subscription)
                        > 0);
        assertThat(jdbc.queryForObject(
                        "select attempts from delivery where subscription_id = ?", Integer.class, subscription))
                .isZero();
        jdbc.update("update subscription set secret = ? where id = ?", kept, subscription);
        acme.post("/rsp/v1/subscriptions/" + subscription + "/retry", "");
        await().atMost(Duration.ofSeconds(20)).until(() -> receiver.delivered().size() == 1);
    }

    @Test
    void givenAGlobInAReplayFilter_thenItMeansEveryTypeThatFits() {
        subscribe("\"rsp.profile.*\"");
        var iccid = released();
        receiver.status = 400;
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
        var fitting = acme.post(
                "/rsp/v1/dead-letters/replay",
                "{\"filter\":{\"type\":\"rsp.profile.*\",\"subject\":\"" + iccid + "F\"},\"dryRun\":true}");
        assertThat(fitting.json().path("matched").asInt()).isEqualTo(1);
        var other = acme.post(
                "/rsp/v1/dead-letters/replay",
                "{\"filter\":{\"type\":\"rsp.operation.*\",\"subject\":\"" + iccid + "\"},\"dryRun\":true}");
        assertThat(other.json().path("matched").asInt()).isZero();
        assertThat(acme.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"kind\":\"bogus\"}}")
                        .code())
                .isEqualTo("invalid-replay");
        assertThat(acme.get("/rsp/v1/dead-letters?state=bogus").code()).isEqualTo("invalid-field");
        assertThat(acme.post("/rsp/v1/subscriptions/" + subscription + "/rotate", "{\"x\":1}")
                        .code())
                .isEqualTo("invalid-rotation");
    }

    /** It holds one deliverer, not as many as a receiver may that answers. */
    @Test
    void givenAReceiverThatSaysNothing_thenOneAttemptAtATimeIsMade() {
        try (var hostile = new HostileReceiver(HostileReceiver.Behaviour.DRIPPING_HEADERS)) {
            subscription = acme.post(
                            "/rsp/v1/subscriptions",
                            "{\"channel\":\"webhook\",\"url\":\"" + hostile.url() + "\",\"types\":[\"rsp.turns.*\"]}")
                    .id();
            for (int i = 1; i <= 12; i++) {
                turn(i, subscription.substring(20) + i);
            }
            // All places were taken once, and then one.
            await().atMost(Duration.ofSeconds(60)).until(() -> underWay() > 1);
            await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(30)).until(() -> underWay() <= 1);
            assertThat(waiting()).isPositive();
        }
    }

    private int underWay() {
        return jdbc.queryForObject(
                "select count(*) from delivery where subscription_id = ? and state = 'SENDING'",
                Integer.class,
                subscription);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void givenAPermanentRefusal_thenItIsADeadLetterAtOnce(int status) {
        subscribe("\"rsp.profile.*\"");
        var iccid = released();
        receiver.status = status;
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
        assertThat(deadLetter(iccid).json().path("attempts")).hasSize(1);
    }

    @Test
    void givenARedirect_thenItIsNotFollowed() {
        subscribe("\"rsp.profile.*\"");
        var iccid = released();
        try (var elsewhere = new Receiver()) {
            receiver.status = 302;
            receiver.headers = Map.of("Location", elsewhere.url());
            play(iccid, "downloaded");
            await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
            assertThat(elsewhere.got).isEmpty();
            assertThat(deadLetter(iccid).json().path("reason").asText()).contains("redirects are not followed");
        }
    }

    @Test
    void givenRetryAfter_thenTheNextAttemptWaitsThatLong() {
        subscribe("\"rsp.profile.*\"");
        var iccid = released();
        receiver.status = 429;
        receiver.headers = Map.of("Retry-After", "3600");
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from delivery where order_key = ? and state = 'PENDING' and attempts = 1 and next_at > current_timestamp + 3000 * interval '1' second",
                                Integer.class,
                                iccid)
                        == 1);
    }

    @Test
    void givenARotation_thenBothSecretsSignUntilTheOverlapEnds() {
        var created = subscribe("\"rsp.profile.*\"");
        var old = created.json().path("secret").asText();
        var rotated = acme.post("/rsp/v1/subscriptions/" + created.id() + "/rotate", "{\"overlap\":3600}");
        var fresh = rotated.json().path("secret").asText();
        assertThat(fresh).startsWith("whsec_").isNotEqualTo(old);
        var iccid = released();
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20)).until(() -> of(iccid).size() == 1);
        assertThat(of(iccid).get(0).signedBy(old)).isTrue();
        assertThat(of(iccid).get(0).signedBy(fresh)).isTrue();
        acme.post("/rsp/v1/subscriptions/" + created.id() + "/rotate", "{\"overlap\":0}");
        var next = released();
        play(next, "downloaded");
        await().atMost(Duration.ofSeconds(20)).until(() -> of(next).size() == 1);
        assertThat(of(next).get(0).signedBy(fresh)).isFalse();
        assertThat(acme.get("/rsp/v1/subscriptions/" + created.id()).json().has("secret"))
                .isFalse();
    }

    @Test
    void givenADeletedSubscription_thenWhatItStillHadToGetIsKept() {
        var id = subscribe("\"rsp.profile.*\"").id();
        var iccid = released();
        receiver.status = 503;
        receiver.headers = Map.of("Retry-After", "3600");
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> of(iccid).size() == 1
                        && jdbc.queryForObject(
                                        "select count(*) from delivery where order_key = ? and subscription_id = ? and state = 'PENDING'",
                                        Integer.class,
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
        var id = subscribe("\"rsp.profile.*\"").id();
        var iccid = released();
        receiver.status = 503;
        receiver.headers = Map.of("Retry-After", "3600");
        play(iccid, "downloaded");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from delivery where order_key = ? and subscription_id = ? and attempts = 1 and state = 'PENDING'",
                                Integer.class,
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
        assertThat(jdbc.queryForObject(
                        "select count(*) from delivery where subscription_id = ? and state <> 'DEAD'",
                        Integer.class,
                        id))
                .isZero();
    }

    @Test
    void givenTheTopicAQueueAndADeadLetter_thenEachGetsItsMessage() throws Exception {
        try (var connection = connections.createConnection("bss", "bss")) {
            connection.start();
            var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            var events = session.createConsumer(session.createTopic("rsp.events"));
            var queue = acme.post(
                    "/rsp/v1/subscriptions",
                    "{\"channel\":\"queue\",\"queue\":\"bss.acme\",\"types\":[\"rsp.profile.*\"]}");
            assertThat(queue.status()).isEqualTo(201);
            try {
                subscribe("\"rsp.profile.*\"");
                receiver.status = 400;
                var iccid = released();
                play(iccid, "downloaded");
                await().atMost(Duration.ofSeconds(20)).until(() -> deadLetter(iccid) != null);
                // The queue is there from its first message on.
                await().atMost(Duration.ofSeconds(20)).until(() -> relayed(queue.id(), iccid));
                assertThat(text(
                                session.createConsumer(session.createQueue("bss.acme")),
                                iccid,
                                "application/cloudevents+json"))
                        .contains("rsp.profile.downloaded");
                assertThat(text(
                                session.createConsumer(session.createQueue("rsp.dead-letters")),
                                iccid,
                                "application/json"))
                        .contains("HTTP 400");
                assertThat(text(events, iccid, "application/cloudevents+json")).contains("\"sequence\":\"0");
            } finally {
                acme.delete("/rsp/v1/subscriptions/" + queue.id());
            }
        }
    }

    private static String text(jakarta.jms.MessageConsumer consumer, String subject, String type) throws Exception {
        for (int i = 0; i < 200; i++) {
            var message = consumer.receive(10_000);
            if (message == null) {
                break;
            }
            var text = message.getBody(String.class);
            if (text.contains(subject)) {
                // What Artemis makes the content type of an AMQP message, and of a STOMP frame, of.
                assertThat(message.getStringProperty("JMS_AMQP_ContentType")).isEqualTo(type);
                assertThat(message.getStringProperty("_AMQ_CONTENT_TYPE")).isEqualTo(type);
                return text;
            }
        }
        throw new AssertionError("no message for " + subject);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"channel\":\"webhook\",\"url\":\"ftp://127.0.0.1/\",\"types\":[\"*\"]}",
                "{\"channel\":\"webhook\",\"url\":\"http://user:pw@127.0.0.1/\",\"types\":[\"*\"]}",
                "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1/\",\"types\":[]}",
                "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1/\",\"types\":[\"*\"],\"secret\":\"short\"}",
                "{\"channel\":\"queue\",\"queue\":\"rsp.commands\",\"types\":[\"*\"]}",
                "{\"channel\":\"queue\",\"queue\":\"bss.globex\",\"types\":[\"*\"]}",
                "{\"channel\":\"queue\",\"queue\":\"bss.acme2\",\"types\":[\"*\"]}",
                "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:99999/\",\"types\":[\"*\"]}",
                "{\"channel\":\"pigeon\",\"types\":[\"*\"]}",
                "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1/\",\"types\":[\"*\"],\"tenant\":\"globex\"}"
            })
    void givenAFaultySubscription_thenItsFaultHasAPointer(String body) {
        var answer = acme.post("/rsp/v1/subscriptions", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-subscription");
        assertThat(answer.json().at("/violations/0/pointer").asText()).startsWith("/");
    }
}
