package io.rsproutes.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Full;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The process halts at a durable step of an smsrChange: after the restart the eUICC is at the new SM-SR, whoever has a
 * profile on it was told once, and the next order goes there.
 */
class SmsrChangeCrashIT extends CrashScenarios {

    private static final String CHANGED = "rsp.euicc.smsr-changed";

    @Test
    void afterItsResultIsApplied_thenTheCardHasMovedOnce() {
        movesThroughAHalt("core-result-lock-commit");
    }

    @Test
    void afterTheReportOfTheNewSmsrIsApplied_thenTheCardHasMovedOnce() {
        movesThroughAHalt("core-smsr-change-commit");
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @ValueSource(strings = {"core-dispatch-sent-es4", "southbound-inbox-commit", "southbound-inbox-commit#2"})
    void afterAnyOtherStep_thenTheCardHasMovedOnce(String point) {
        movesThroughAHalt(point);
    }

    @Tag(Full.TAG)
    @Test
    void afterTheReport_ifTheResultIsLost_thenTheReportSettlesTheOrder() {
        start("");
        prepare();
        smdp.smsr.setFaults("{\"lostCallback\":1}");

        moveThroughAHalt("core-smsr-change-commit");

        moved();
    }

    private void movesThroughAHalt(String point) {
        start("");
        prepare();

        moveThroughAHalt(point);

        moved();
    }

    private void prepare() {
        var prepared = acme.order(Order.of("prepareSMSRChange").eid(EID).targetPeer("smsr-next"));
        assertThat(prepared.state()).as(prepared.text()).isEqualTo("SUCCEEDED");
    }

    private void moveThroughAHalt(String point) {
        bundle.arm(point);
        tryOrder(Order.of("smsrChange").eid(EID).targetPeer("smsr-next").validityPeriod(5));
        halted();
        start("");
    }

    private void moved() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> latest("function=smsrChange").equals("SUCCEEDED"));
        assertThat(smdp.executed("smsrChange")).isEqualTo(1);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> events(CHANGED) == 1 && events("rsp.operation.succeeded") == 2);
        var next = acme.order(Order.of("auditEIS").eid(EID));
        assertThat(next.state()).as(next.text()).isEqualTo("SUCCEEDED");
        assertThat(next.json().path("peer").asText()).isEqualTo("smsr-next");
    }
}
