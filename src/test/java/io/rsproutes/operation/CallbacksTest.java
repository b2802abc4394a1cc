package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class CallbacksTest {

    private final Callbacks callbacks = new Callbacks();

    private static DefaultExchange exchange(Map<String, Object> variables) {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        variables.forEach(exchange::setVariable);
        return exchange;
    }

    @Test
    void givenAClaimedMessage_thenItsNudgeBringsItsRow() {
        var at = Instant.parse("2026-01-02T03:04:05.678Z");
        var row = Map.<String, Object>of(
                "inboxId",
                "1",
                "inboxKey",
                "key",
                "iccid",
                "iccid",
                "peer",
                "peer",
                "kind",
                "kind",
                "raw",
                "<raw/>",
                "attempts",
                1,
                "receivedAt",
                Timestamp.from(at));

        var nudge = callbacks.nudge(exchange(row));

        assertThat(callbacks.claimed(nudge)).containsEntry("inboxId", "1");
        assertThat(callbacks.claimed(nudge))
                .containsAllEntriesOf(Map.of(
                        "inboxKey",
                        "key",
                        "iccid",
                        "iccid",
                        "peer",
                        "peer",
                        "kind",
                        "kind",
                        "raw",
                        "<raw/>",
                        "attempts",
                        1,
                        "receivedAt",
                        Timestamp.from(at),
                        "state",
                        "RECEIVED"));
    }

    @Test
    void givenOneThatIsNotClaimed_thenItsNudgeIsItsId() {
        var nudge = callbacks.nudge(exchange(Map.of("inboxId", "1", "attempts", 0)));

        assertThat(nudge).isEqualTo("1");
        assertThat(callbacks.claimed(nudge)).isNull();
    }
}
