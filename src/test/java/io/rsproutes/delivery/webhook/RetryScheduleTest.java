package io.rsproutes.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private final RetrySchedule schedule = new RetrySchedule(List.of(Duration.ZERO, Duration.ofSeconds(10)));

    @Test
    void theWaitIsThatOfTheScheduleAndUpToATenthMore() {
        assertThat(schedule.waitAfter(1, null)).isBetween(10d, 11d);
    }

    @Test
    void theLastAttemptHasNoneAfterIt() {
        assertThat(schedule.waitAfter(2, "5")).isNull();
    }

    @Test
    void theReceiverMayAskForMore() {
        assertThat(schedule.waitAfter(1, "60")).isEqualTo(60);
        assertThat(schedule.waitAfter(1, "5")).isBetween(10d, 11d);
        assertThat(schedule.waitAfter(1, "soon")).isBetween(10d, 11d);
    }
}
