package io.rsproutes.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import io.rsproutes.support.Api;
import io.rsproutes.support.Full;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The process halts at a durable step of a notification, a callback, an audit or a delivery; after the restart each
 * counts once and none is lost.
 */
class CallbackCrashIT extends CrashScenarios {

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
                """
                {"channel":"webhook","url":"%s","types":["rsp.profile.*"]}"""
                        .formatted(receiver.url()));
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
        start("core-in-doubt-claim-commit");

        tryEnable(1);

        halted();

        start("");
        assertThat(settledOnCard()).isEqualTo("SUCCEEDED");
        assertThat(smdp.executed("enableProfile")).isEqualTo(1);
    }

    private void tryEnable(int validity) {
        tryOrder(Order.of("enableProfile").eid(EID).iccid(ICCID).validityPeriod(validity));
    }

    // A doubt on a card does not stay one.
    private String settledOnCard() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> List.of("SUCCEEDED", "FAILED", "EXPIRED").contains(latest()));
        return latest();
    }
}
