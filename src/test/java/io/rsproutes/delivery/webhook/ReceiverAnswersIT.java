package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

import io.rsproutes.support.HostileReceiver;
import io.rsproutes.support.Receiver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Receivers that redirect, ask for time, or answer as broken and malicious ones do. */
class ReceiverAnswersIT extends WebhookScenarios {

    @Test
    void givenARedirect_thenItIsNotFollowed() {
        subscribe("rsp.profile.*");
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
        subscribe("rsp.profile.*");
        var iccid = released();
        receiver.status = 429;
        receiver.headers = Map.of("Retry-After", "3600");

        play(iccid, "downloaded");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> count(
                                """
                                delivery
                                where order_key = ? and state = 'PENDING' and attempts = 1
                                and next_at > current_timestamp + 3000 * interval '1' second""",
                                iccid)
                        == 1);
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
        subscribe("rsp.turns.*");

        turns(1, 1);

        if (seconds == 0) {
            await().atMost(Duration.ofSeconds(20)).until(() -> receiver.got.size() == 3);
        } else {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> count(
                                    "delivery where subscription_id = ? and state = 'PENDING' and attempts = 1",
                                    subscription)
                            == 1);
            var wait = jdbc.queryForObject(
                    "select extract(epoch from next_at - current_timestamp) from delivery where subscription_id = ?",
                    Double.class,
                    subscription);
            assertThat(wait).isBetween(seconds - 30d, seconds + 5d);
        }
    }

    @ParameterizedTest
    @EnumSource(HostileReceiver.Behaviour.class)
    void givenAHostileReceiver_thenItIsCutOffAndOthersAreServed(HostileReceiver.Behaviour behaviour) {
        assumeFalse(behaviour.took);

        try (var hostile = new HostileReceiver(behaviour)) {
            var id = acme.post(
                            "/rsp/v1/subscriptions",
                            """
                            {"channel":"webhook","url":"%s","types":["rsp.profile.*"]}"""
                                    .formatted(hostile.url()))
                    .id();
            subscribe("rsp.profile.*");
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
            subscribe(hostile.url(), "rsp.turns.*");
            turns(1, 2);

            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            count("delivery where subscription_id = ? and state = 'DELIVERED'", subscription) == 2);
            assertThat(hostile.requests).hasValue(2);
            assertThat(jdbc.queryForList(
                            """
                            select a.millis from attempt a
                            join delivery d on d.id = a.delivery_id where d.subscription_id = ?""",
                            Integer.class,
                            subscription))
                    .hasSize(2)
                    .allMatch(millis -> millis < 2_500);
        }
    }
}
