package io.rsproutes.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import io.rsproutes.support.Api;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Full;
import io.rsproutes.support.Order;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process halts at a durable step of an order; after the restart the outcome is right and the SM-DP+ saw nothing
 * twice.
 */
class OrderCrashIT extends CrashScenarios {

    private static final Order WHOLE = Order.of("orderProfile").iccid(ICCID);

    @Test
    void afterTheOrderIsRecorded_thenItIsSentOnce() {
        start("core-submit-commit");
        tryOrder();

        halted();
        assertThat(smdp.received("downloadOrder")).isZero();

        start("");
        assertThat(settled()).isEqualTo("SUCCEEDED");
        assertThat(smdp.executed("downloadOrder")).isEqualTo(1);
    }

    @Tag(Full.TAG)
    @Test
    void afterSendingIsRecorded_thenItIsInDoubtForNobodyKnowsWhetherItLeft() {
        start("core-dispatch-claim-commit");
        tryOrder();
        halted();

        start("");
        assertThat(settled()).isEqualTo("IN_DOUBT");
        assertThat(smdp.received("downloadOrder")).isZero();
    }

    @Test
    void afterThePeerExecutedIt_thenItIsInDoubtNotRepeatedAndANotificationSettlesIt() throws Exception {
        start("");
        assertThat(acme.order(ORDER).state()).isEqualTo("SUCCEEDED");

        // The SM-DP+ holds its answer back; the bundle dies while it waits.
        smdp.hold();
        acme.submit(Order.of("confirmOrder").iccid(ICCID));
        await().atMost(Duration.ofSeconds(20)).until(() -> smdp.executed("confirmOrder") == 1);

        bundle.kill();
        smdp.letGo();

        start("");

        assertThat(settled()).isEqualTo("IN_DOUBT");
        assertThat(smdp.received("confirmOrder")).isEqualTo(1);

        smdp.simulator.download(ICCID, "installed");
        await().atMost(Duration.ofSeconds(30)).until(() -> latest().equals("SUCCEEDED"));
        assertThat(smdp.received("confirmOrder")).isEqualTo(1);
    }

    @Tag(Full.TAG)
    @Test
    void afterTheAnswerIsRead_thenItIsInDoubtAndNotRepeated() {
        start("core-dispatch-sent");
        tryOrder();

        halted();
        assertThat(smdp.executed("downloadOrder")).isEqualTo(1);

        start("");
        assertThat(settled()).isEqualTo("IN_DOUBT");
        assertThat(smdp.received("downloadOrder")).isEqualTo(1);
    }

    @Test
    void whileOrdersQueueForAFullPeer_thenEachIsSentOnceAfterwards() {
        bundle.properties.put("rsp.peers.smdp-demo.max-concurrent", "1");
        bundle.properties.put("rsp.peers.smdp-demo.response-timeout", "30s");
        bundle.properties.put("rsp.operations.lease", "40s");
        start("");
        smdp.hold();

        tryOrder();

        await().atMost(Duration.ofSeconds(20)).until(() -> smdp.received("downloadOrder") == 1);

        var byType = Order.of("downloadOrder").with("profileType", "P9054-1");
        var queued = List.of(acme.submit(byType).id(), acme.submit(byType).id());
        var metrics = new Api("http://127.0.0.1:" + bundle.port, "demo-operator");

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        metrics.get("/actuator/prometheus").text().contains("rsp_peer_queued{peer=\"smdp-demo\"} 2.0"));

        bundle.kill();
        smdp.letGo();

        start("");

        await().atMost(Duration.ofSeconds(30)).until(() -> queued.stream()
                .allMatch(id -> acme.get("/rsp/v1/operations/" + id).state().equals("SUCCEEDED")));
        assertThat(smdp.received("downloadOrder")).isEqualTo(3);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @CsvSource({
        "core-submit-commit, SUCCEEDED, 1, 1",
        "core-dispatch-claim-commit, IN_DOUBT, 0, 0",
        "core-dispatch-sent, IN_DOUBT, 1, 0",
        "core-outcome-commit, SUCCEEDED, 1, 1"
    })
    void givenAnOrderOfSeveralCallsThatIsHaltedAtItsFirst_thenItGoesOnOrIsInDoubt(
            String point, String state, int downloads, int confirms) {
        start(point);
        tryOrder(WHOLE);
        halted();

        start("");

        assertThat(settled()).isEqualTo(state);
        assertThat(smdp.executed("downloadOrder")).isEqualTo(downloads);
        assertThat(smdp.executed("confirmOrder")).isEqualTo(confirms);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @CsvSource({
        "core-dispatch-claim-commit, IN_DOUBT, 0",
        "core-dispatch-sent, IN_DOUBT, 1",
        "core-outcome-commit, SUCCEEDED, 1"
    })
    void givenOneThatIsHaltedAtItsSecondCall_thenTheFirstIsNotRepeated(String point, String state, int confirms) {
        start(point + "#2");
        tryOrder(WHOLE);
        halted();

        start("");

        assertThat(settled()).isEqualTo(state);
        assertThat(smdp.received("downloadOrder")).isEqualTo(1);
        assertThat(smdp.executed("confirmOrder")).isEqualTo(confirms);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @CsvSource({
        "core-dispatch-claim-commit, FAILED, 0",
        "core-dispatch-sent, SUCCEEDED, 1",
        "core-in-doubt-claim-commit, SUCCEEDED, 1",
        "core-in-doubt-asked-es2plus, SUCCEEDED, 1"
    })
    void givenAPeerThatCanBeAsked_thenWhatWasHaltedIsSettledByAsking(String point, String state, int executed) {
        bundle.properties.put("rsp.peers.smdp-demo.dialect", "idemia");
        bundle.properties.put("rsp.peers.smdp-demo.grace", "0s");
        if (point.startsWith("core-in-doubt")) {
            smdp.simulator.setFaults("{\"drop\":1}");
        }
        start(point);

        tryOrder();

        halted();

        start("");

        await().atMost(Duration.ofSeconds(60))
                .until(() -> List.of("SUCCEEDED", "FAILED", "EXPIRED").contains(latest()));
        assertThat(latest()).isEqualTo(state);
        assertThat(smdp.executed("downloadOrder")).isEqualTo(executed);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @ValueSource(strings = {"northbound-commands-counted", "core-submit-commit", "northbound-commands-replied"})
    void givenAnOrderOverJms_thenItsMessageComesAgainAndFindsItsOperation(String point) throws Exception {
        start(point);

        try (var connection = new ActiveMQConnectionFactory(
                                BundleProcess.broker().url())
                        .createConnection("orders", "orders");
                var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            var message = session.createTextMessage(ORDER.toString());
            message.setStringProperty("rspTenant", "acme");
            var replies = session.createTemporaryQueue();
            message.setJMSReplyTo(replies);
            session.createProducer(session.createQueue("rsp.commands")).send(message);

            halted();

            start("");
            // Behind the answer a dispatcher is at work already: where the halt meets it, nobody knows whether the call
            // left.
            boolean racing = point.equals("northbound-commands-replied");

            assertThat(settled()).isIn("SUCCEEDED", racing ? "IN_DOUBT" : "SUCCEEDED");
            assertThat(smdp.executed("downloadOrder")).isBetween(racing ? 0L : 1L, 1L);
            assertThat(acme.get("/rsp/v1/operations?iccid=" + ICCID).json().path("items"))
                    .hasSize(1);

            var consumer = session.createConsumer(replies);
            assertThat(consumer.receive(30_000)).isNotNull();
            assertThat(consumer.receive(2_000)).as("the answer comes once").isNull();
        }
    }
}
