package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import io.rsproutes.support.StubServer.Reply;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** SM-DP+ and SM-SR servers that ask to be left alone for a while, in any form of RFC 9110. */
class RetryAfterIT extends BundleIT {

    @Autowired
    private ActiveMQConnectionFactory connections;

    @AfterEach
    void answerAgain() {
        WIRE.replies = null;
        STUB.reply = new Reply(202, "", Map.of());
    }

    private static String written(String form) {
        var then = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(1_800);
        return switch (form) {
            case "imf" -> DateTimeFormatter.RFC_1123_DATE_TIME.format(then);
            case "rfc850" ->
                DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ROOT)
                        .format(then);
            case "asctime" ->
                DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                        .format(then);
            case "several" -> "1\n1800\n2";
            default -> form;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "503, imf, 1800",
        "503, rfc850, 1800",
        "503, asctime, 1800",
        "503, several, 1800",
        "503, 100000, 100000",
        "429, imf, 1800",
        "429, several, 1800",
        "429, 100000, 100000"
    })
    void givenARetryAfter_thenTheCallWaitsThatLong(int status, String form, long seconds) {
        WIRE.replies = request -> new Reply(status, "", Map.of("Retry-After", written(form)));
        STUB.reply = new Reply(status, "", Map.of("Retry-After", written(form)));
        var card = card();
        var smdp = acme.post(
                        "/rsp/v1/operations",
                        "{\"function\":\"downloadOrder\",\"peer\":\"wire-sgp22-v2\",\"validityPeriod\":600000,\"parameters\":{\"profileType\":\"P9054-1\"}}")
                .id();
        var smsr = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        for (var id : new String[] {smdp, smsr}) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            operation(id).json().path("waitingFor").asText().equals("retry"));
            var wait = jdbc.queryForObject(
                    "select extract(epoch from next_at - current_timestamp) from operation where id = ?",
                    Double.class,
                    id);
            assertThat(wait).as(form).isBetween(seconds - 60d, seconds + 5d);
            jdbc.update(
                    "update operation set deadline = current_timestamp, next_at = current_timestamp where id = ?", id);
        }
        for (var id : new String[] {smdp, smsr}) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> operation(id).json().hasNonNull("finishedAt"));
        }
    }

    /** A nudge of before, such as a sweeper's of a moment ago, may come when the peer has asked to be left alone. */
    @Test
    void givenALateNudge_thenTheCallWaitsAllTheSame() throws Exception {
        STUB.reply = new Reply(503, "", Map.of("Retry-After", "1800"));
        var card = card();
        var id = acme.post("/rsp/v1/operations", order("enableProfile", card, card.b(), ",\"peer\":\"smsr-stub\""))
                .id();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> operation(id).json().path("waitingFor").asText().equals("retry"));

        try (var connection = connections.createConnection("rsp", "rsp")) {
            var session = connection.createSession();
            session.createProducer(session.createQueue("rsp.dispatch")).send(session.createTextMessage(id));
        }

        // An order that was nudged for later has gone through.
        assertThat(acme.order(Order.of("downloadOrder").with("profileType", "P9054-1"))
                        .state())
                .isEqualTo("SUCCEEDED");
        assertThat(jdbc.queryForObject("select count(*) from call where operation_id = ?", Long.class, id))
                .isEqualTo(1);
        assertThat(operation(id).json().path("waitingFor").asText()).isEqualTo("retry");
        jdbc.update("update operation set deadline = current_timestamp, next_at = current_timestamp where id = ?", id);
        await().atMost(Duration.ofSeconds(30)).until(() -> operation(id).json().hasNonNull("finishedAt"));
    }
}
