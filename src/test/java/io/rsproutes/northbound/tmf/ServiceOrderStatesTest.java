package io.rsproutes.northbound.tmf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceOrderStatesTest {

    private static Map<String, Object> item(String id, String reliesOn, String operationState) {
        var row = new HashMap<String, Object>();
        row.put("item_id", id);
        row.put("relies_on", reliesOn);
        row.put("state", operationState);
        return row;
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPTED, inProgress, pending", "IN_DOUBT, held, pending", "SUCCEEDED, completed, acknowledged",
        "FAILED, failed, cancelled", "EXPIRED, failed, cancelled", "REFUSED, rejected, cancelled"
    })
    void anItemFollowsTheOneItReliesOn(String operation, String first, String second) {
        // What it relies on stands behind it.
        var states = ServiceOrderStates.ofItems(List.of(item("2", "[\"1\"]", null), item("1", "[]", operation)), false);

        assertThat(states).containsEntry("1", first).containsEntry("2", second);
    }

    @Test
    void aCancelledOrderSubmitsNothingMore() {
        var states = ServiceOrderStates.ofItems(List.of(item("1", "[]", "WAITING"), item("2", "[]", null)), true);

        assertThat(states).containsEntry("1", "inProgress").containsEntry("2", "cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "completed, completed", "completed failed, partial", "failed cancelled, failed", "cancelled, cancelled",
        "completed pending, inProgress", "inProgress held, inProgress", "completed held, held",
                "acknowledged pending, acknowledged"
    })
    void anOrderFollowsItsItems(String items, String order) {
        assertThat(ServiceOrderStates.ofOrder(Arrays.asList(items.split(" ")))).isEqualTo(order);
    }
}
