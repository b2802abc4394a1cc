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
 * The process halts at a durable step of a call whose result the SM-SR keeps until it is asked: after the restart the
 * order ends once, as the card is.
 */
class PollingCrashIT extends CrashScenarios {

    PollingCrashIT() {
        var dialect = "rsp.dialects.polled.";
        bundle.properties.put(dialect + "interface", "es4");
        bundle.properties.put(dialect + "functions", "auditEIS,enableProfile");
        bundle.properties.put(dialect + "answers", "polling");
        bundle.properties.put(dialect + "poll-interval", "1s");
        bundle.properties.put("rsp.peers.smsr-demo.dialect", "polled");
        // So that a call that was claimed to be asked after is soon free again.
        bundle.properties.put("rsp.peers.smsr-demo.response-timeout", "1s");
    }

    /** The SM-SR has handed the result out, and has it no more: the card tells. */
    @Test
    void afterTheResultWasHandedOut_thenTheCardSettlesTheOrder() {
        smdp.smsr.setFaults("{\"early\":true}");

        endsThroughAHalt("southbound-poll-asked");

        assertThat(acme.get("/rsp/v1/operations?iccid=" + ICCID + "&limit=1").text())
                .contains("an audit of the eUICC shows that the call was executed");
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "southbound-poll-open/poll.open",
                "core-dispatch-sent-es4",
                "southbound-poll-next-commit",
                "southbound-inbox-commit"
            })
    void afterAnyOtherStep_thenTheOrderEndsOnce(String point) {
        endsThroughAHalt(point);
    }

    private void endsThroughAHalt(String point) {
        start(point);
        tryOrder(Order.of("enableProfile").eid(EID).iccid(ICCID).validityPeriod(5));
        halted();

        start("");

        await().atMost(Duration.ofSeconds(60)).until(() -> latest().matches("SUCCEEDED|FAILED"));
        // It ends as the card is: not executed, if the call never left.
        assertThat(smdp.executed("enableProfile")).isEqualTo(latest().equals("SUCCEEDED") ? 1 : 0);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(events("rsp.operation.succeeded") + events("rsp.operation.failed"))
                        .isEqualTo(1));
    }
}
