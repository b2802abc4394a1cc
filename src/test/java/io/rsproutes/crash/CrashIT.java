package io.rsproutes.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.support.Alone;
import io.rsproutes.support.Api;
import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Full;
import io.rsproutes.support.Receiver;
import io.rsproutes.support.SimulatorServer;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The process halts at a durable step; after the restart the outcome is right and the SM-DP+ saw nothing twice. */
@Tag(Alone.TAG)
class CrashIT {

    private static final String ICCID = "8947010000123456784";
    private static final String EID = "89049032123451234512345678901235";
    private static final String ORDER = "{\"function\":\"downloadOrder\",\"iccid\":\"" + ICCID + "\"}";
    private final BundleProcess bundle = new BundleProcess();
    private final Api acme = bundle.acme;
    private final SimulatorServer smdp = new SimulatorServer("http://127.0.0.1:" + bundle.port);
    private final Receiver receiver = new Receiver();

    CrashIT() {
        bundle.properties.put("rsp.peers.smdp-demo.url", smdp.url());
        bundle.properties.put("rsp.peers.smsr-demo.url", smdp.url() + "/smsr");
        bundle.properties.put("rsp.peers.smsr-demo.validity.min", "1s");
        bundle.properties.put("rsp.peers.smsr-demo.grace", "1s");
    }

    @AfterEach
    void end() {
        bundle.close();
        smdp.close();
        receiver.close();
    }

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
        acme.post("/rsp/v1/operations", "{\"function\":\"confirmOrder\",\"iccid\":\"" + ICCID + "\"}");
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
        var byType = "{\"function\":\"downloadOrder\",\"parameters\":{\"profileType\":\"P9054-1\"}}";
        var queued = List.of(
                acme.post("/rsp/v1/operations", byType).id(),
                acme.post("/rsp/v1/operations", byType).id());
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

    @Test
    void afterTheNotificationIsStored_thenItIsWorkedOnOnce() {
        start("southbound-inbox-commit");
        tryNotification();
        halted();
        start("");
        await().atMost(Duration.ofSeconds(30)).until(() -> events("rsp.profile.downloaded") == 1);
        // The peer got no answer and sends it again.
        assertThat(new Api("http://127.0.0.1:" + bundle.port, null)
                        .post("/gsma/rsp2/es2plus/handleDownloadProgressInfo", NOTIFICATION)
                        .status())
                .isEqualTo(204);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(5))
                .until(() -> events("rsp.profile.downloaded") == 1);
    }

    @Test
    void afterTheReceiverTookTheDelivery_thenItGetsItAgainUnderTheSameIdAndNothingIsLost() {
        start("delivery-send-webhook-call");
        var subscription = acme.post(
                "/rsp/v1/subscriptions",
                "{\"channel\":\"webhook\",\"url\":\"" + receiver.url() + "\",\"types\":[\"rsp.profile.*\"]}");
        assertThat(subscription.status()).isEqualTo(201);
        tryNotification();
        halted();
        assertThat(receiver.got).hasSize(1);
        start("");
        await().atMost(Duration.ofSeconds(30)).until(() -> receiver.got.size() == 2);
        assertThat(receiver.got.get(1).id()).isEqualTo(receiver.got.get(0).id());
        assertThat(receiver.got)
                .allMatch(one -> one.signedBy(subscription.json().path("secret").asText()));
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(5)).until(() -> receiver.got.size() == 2);
    }

    @Test
    void afterTheCallbackIsStored_thenItEndsItsOperationOnce() {
        start("southbound-inbox-commit");
        tryEnable(3600);
        halted();
        start("");
        assertThat(settledOnCard()).isEqualTo("SUCCEEDED");
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> events("rsp.operation.succeeded") == 1 && events("rsp.profile.enabled") == 1);
        assertThat(smdp.executed("enableProfile")).isEqualTo(1);
    }

    @Tag(Full.TAG)
    @Test
    void afterTheSmsrTookTheCall_thenItsCallbackStillEndsItAndItIsNotRepeated() {
        smdp.smsr.setFaults("{\"delay\":1000}");
        start("core-dispatch-sent-es4");
        tryEnable(3600);
        halted();
        start("");
        assertThat(settledOnCard()).isEqualTo("SUCCEEDED");
        assertThat(smdp.executed("enableProfile")).isEqualTo(1);
        await().atMost(Duration.ofSeconds(20)).until(() -> events("rsp.profile.enabled") == 1);
    }

    @Tag(Full.TAG)
    @Test
    void afterTheAuditIsRecorded_thenAnotherAuditSettlesTheDoubt() {
        smdp.smsr.setFaults("{\"lostCallback\":1}");
        start("core-reconcile-claim-commit");
        tryEnable(1);
        halted();
        start("");
        assertThat(settledOnCard()).isEqualTo("SUCCEEDED");
        assertThat(smdp.executed("enableProfile")).isEqualTo(1);
    }

    private static final String WHOLE = "{\"function\":\"orderProfile\",\"iccid\":\"" + ICCID + "\"}";

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
        "core-reconcile-claim-commit, SUCCEEDED, 1",
        "core-reconcile-asked-es2plus, SUCCEEDED, 1"
    })
    void givenAPeerThatCanBeAsked_thenWhatWasHaltedIsSettledByAsking(String point, String state, int executed) {
        bundle.properties.put("rsp.peers.smdp-demo.dialect", "idemia");
        bundle.properties.put("rsp.peers.smdp-demo.grace", "0s");
        if (point.startsWith("core-reconcile")) {
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
            var message = session.createTextMessage(ORDER);
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

    private void tryEnable(int validity) {
        try {
            acme.post(
                    "/rsp/v1/operations",
                    "{\"function\":\"enableProfile\",\"eid\":\"" + EID + "\",\"iccid\":\"" + ICCID
                            + "\",\"validityPeriod\":" + validity + "}");
        } catch (java.io.UncheckedIOException e) {
            // halted before it answered
        }
    }

    // A doubt on a card does not stay one.
    private String settledOnCard() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> List.of("SUCCEEDED", "FAILED", "EXPIRED").contains(latest()));
        return latest();
    }

    private static final String NOTIFICATION = Json.write(Es2Plus.notification(
            "1.3.6.1.4.1.20", "TX-1", null, ICCID, "P9054-1", 3, Map.of("status", "Executed-Success")));

    private void start(String crashAfter) {
        bundle.start(crashAfter);
    }

    private void halted() {
        bundle.halted();
    }

    private void tryOrder() {
        tryOrder(ORDER);
    }

    private void tryOrder(String order) {
        try {
            acme.post("/rsp/v1/operations", order);
        } catch (java.io.UncheckedIOException e) {
            // halted before it answered
        }
    }

    private void tryNotification() {
        try {
            new Api("http://127.0.0.1:" + bundle.port, null)
                    .post("/gsma/rsp2/es2plus/handleDownloadProgressInfo", NOTIFICATION);
        } catch (java.io.UncheckedIOException e) {
            // halted before it answered
        }
    }

    /** The state the newest operation comes to rest in. */
    private String settled() {
        await().atMost(Duration.ofSeconds(30)).until(() -> List.of("SUCCEEDED", "FAILED", "IN_DOUBT", "EXPIRED")
                .contains(latest()));
        return latest();
    }

    private String latest() {
        return acme.get("/rsp/v1/operations?iccid=" + ICCID + "&limit=1")
                .json()
                .at("/items/0/state")
                .asText();
    }

    private int events(String type) {
        return acme.get("/rsp/v1/events?type=" + type).json().path("items").size();
    }
}
