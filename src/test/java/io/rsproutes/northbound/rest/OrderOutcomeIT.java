package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/** An order whose answer is lost, refused for a while, or late: sent again, in doubt, or ended. */
class OrderOutcomeIT extends BundleIT {

    @Autowired
    private ActiveMQConnectionFactory connections;

    @Test
    void givenALostAnswer_thenTheOperationIsInDoubtAndANotificationSettlesIt() {
        var iccid = ordered();
        faults("{\"drop\":1}");

        var answer = acme.order(Order.of("confirmOrder").iccid(iccid));

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.state()).isEqualTo("IN_DOUBT");
        assertThat(answer.json().at("/status/class").asText()).isEqualTo("reconcile");
        assertThat(calls(iccid)).isEqualTo(1);

        play(iccid, "installed");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        acme.get("/rsp/v1/operations/" + answer.id()).state().equals("SUCCEEDED"));
        assertThat(calls(iccid)).isEqualTo(1);
    }

    @Test
    void givenALostAnswer_thenTheOperatorResolvesItWithAReasonAndNobodyElseMay() {
        var iccid = ordered();
        faults("{\"drop\":1}");
        var id = acme.order(Order.of("cancelOrder").iccid(iccid)).id();
        var body = """
                   {"outcome":"succeeded","reason":"asked the SM-DP+ by phone"}""";

        assertThat(acme.post("/rsp/v1/operations/" + id + "/resolve", body).status())
                .isEqualTo(403);
        assertThat(operator.post("/rsp/v1/operations/" + id + "/resolve", "{\"outcome\":\"succeeded\"}")
                        .code())
                .isEqualTo("invalid-resolution");

        var resolved = operator.post("/rsp/v1/operations/" + id + "/resolve", body);

        assertThat(resolved.status()).isEqualTo(200);
        assertThat(resolved.state()).isEqualTo("SUCCEEDED");
        assertThat(resolved.text()).contains("asked the SM-DP+ by phone");
        assertThat(operator.post("/rsp/v1/operations/" + id + "/resolve", body).code())
                .isEqualTo("not-in-doubt");
    }

    @Test
    void givenALostAnswerToReleaseProfile_thenItIsSentAgainForItIsHarmless() {
        var iccid = ordered();
        acme.order(Order.of("confirmOrder").iccid(iccid).with("releaseFlag", false));
        long before = calls(iccid);
        faults("{\"drop\":1}");

        var answer = acme.order(Order.of("releaseProfile").iccid(iccid));

        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.states()).containsExactly("ACCEPTED", "SENDING", "ACCEPTED", "SENDING", "SUCCEEDED");
        assertThat(calls(iccid) - before).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"fail", "malformed"})
    void givenA500OrAnUnreadableAnswer_thenAnOrderIsInDoubtAndNotRepeated(String fault) {
        var iccid = ordered();
        long before = calls(iccid);
        faults("{\"" + fault + "\":1}");

        var answer = acme.order(Order.of("confirmOrder").iccid(iccid));

        assertThat(answer.state()).isEqualTo("IN_DOUBT");
        assertThat(calls(iccid) - before).isLessThanOrEqualTo(1);
    }

    @Test
    void givenA503WithRetryAfter_thenTheSameCallIsSentAgain() {
        var iccid = ordered();
        faults("{\"unavailable\":1,\"retryAfter\":1}");

        var answer = acme.order(Order.of("confirmOrder").iccid(iccid));

        assertThat(answer.state()).isEqualTo("SUCCEEDED");
        assertThat(answer.states()).containsExactly("ACCEPTED", "SENDING", "ACCEPTED", "SENDING", "SUCCEEDED");

        var calls = jdbc.queryForList(
                "select distinct call_id from call where operation_id = ?", String.class, answer.id());
        assertThat(calls).hasSize(1);
    }

    @Test
    void givenA503ForEver_thenTheOperationFailsAfterItsAttemptsAndSaysSo() {
        var iccid = ordered();
        faults("{\"unavailable\":9,\"retryAfter\":0}");

        var answer = acme.order(Order.of("confirmOrder").iccid(iccid));

        assertThat(answer.state()).isEqualTo("FAILED");
        assertThat(answer.json().at("/status/status").asText()).isEqualTo("Not-Sent");
        assertThat(answer.json().at("/timeline").toString()).contains("not tried again after 3 attempts");
        assertThat(count("call where operation_id = ?", answer.id())).isEqualTo(3);
    }

    @Test
    void givenTwoOrdersForOneProfile_thenTheSecondWaitsItsTurn() {
        var iccid = ordered();
        faults("{\"delay\":1500}");
        var first = acme.submit(Order.of("confirmOrder").iccid(iccid).with("releaseFlag", false));

        var second = acme.submit(Order.of("releaseProfile").iccid(iccid));

        await().atMost(Duration.ofSeconds(10)).until(() -> acme.get("/rsp/v1/operations/" + second.id())
                .json()
                .path("waitingFor")
                .asText()
                .equals("turn"));

        faults("{}");
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        acme.get("/rsp/v1/operations/" + second.id()).state().equals("SUCCEEDED"));
        assertThat(acme.get("/rsp/v1/operations/" + first.id()).state()).isEqualTo("SUCCEEDED");
    }

    @Test
    void givenAValidityThatPasses_thenTheOperationExpiresUnsent() {
        var iccid = ordered();
        faults("{\"unavailable\":9,\"retryAfter\":3}");

        var answer = acme.order(Order.of("confirmOrder").iccid(iccid).validityPeriod(1));

        assertThat(answer.state()).isEqualTo("EXPIRED");
        assertThat(answer.text()).contains("nothing was executed");
    }

    @Test
    void givenCamelPropertiesOnANudge_thenTheyDoNothing() throws Exception {
        try (var connection = connections.createConnection("rsp", "rsp")) {
            var session = connection.createSession();
            var message = session.createTextMessage("no-such-operation");
            for (var name : List.of(
                    "CamelSqlQuery", "CAmelSqlQuery", "camelsqlquery", "CamelJmsDestinationName", "CAmelHttpUri")) {
                message.setStringProperty(name, "delete from operation");
            }
            long before = count("operation");
            session.createProducer(session.createQueue("rsp.dispatch")).send(message);
            session.createProducer(session.createQueue("rsp.dispatch")).send(session.createObjectMessage("x"));

            assertThat(acme.order(Order.of("downloadOrder").with("profileType", "P9054-1"))
                            .state())
                    .isEqualTo("SUCCEEDED");
            assertThat(count("operation")).isGreaterThan(before);
        }
    }
}
