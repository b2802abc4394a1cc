package io.rsproutes.delivery.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

class RelayTest {

    private final Relay relay = new Relay();

    private static Map<String, Object> row(String id, int examined) {
        var row = new HashMap<String, Object>();
        row.put("id", id);
        row.put("order_key", "key-" + id);
        row.put("examined", examined);
        row.put("passed", 10L);
        row.put("upto", 12L);
        row.put("queued", false);
        return row;
    }

    @Test
    void aRowWithoutAnEventOnlySaysHowFarItLooked() {
        var next = relay.next(List.of(row(null, 2)));

        assertThat(next.rows()).isEmpty();
        assertThat(next.examined()).isEqualTo(2);
        assertThat(next.upto()).isEqualTo(12L);
    }

    @Test
    void noRowIsNothingToRelay() {
        assertThat(relay.next(List.of()).upto()).isNull();
    }

    @Test
    void whatWaitsHoldsUpItsKeyOrEverything() {
        var waiting = relay.noneWaiting();

        relay.hold(waiting, row("1", 2));
        assertThat(relay.waits(waiting, row("1", 2))).isTrue();
        assertThat(relay.waits(waiting, row("2", 2))).isFalse();

        relay.holdAll(waiting);
        assertThat(relay.waits(waiting, row("2", 2))).isTrue();
    }
}
