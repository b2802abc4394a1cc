package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.rsproutes.common.Identifiers;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Profiles in the pool, and orders by their type. */
abstract class StockScenarios extends BundleIT {

    static final String INVENTORY = "/rsp/v1/inventory";
    /** One that the simulated SM-DP+ has 1,500 profiles of. */
    static final String TYPE = "P9054-1";

    @BeforeEach
    void freshSmdp() {
        nobody.post("/simulator/smdp/reset", "");
        emptyPool();
    }

    @AfterEach
    void emptyPool() {
        jdbc.update("update operation set state = 'FAILED', next_at = null, finished_at = current_timestamp"
                + " where pooled and state = 'IN_DOUBT'");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> count("operation where pooled and state not in ('SUCCEEDED', 'FAILED', 'EXPIRED')") == 0);
        jdbc.update("delete from inventory where stock_state is not null");
        jdbc.update("delete from stock_alert");
    }

    /** Of the simulated SM-DP+, of {@link #TYPE}. */
    static List<String> iccids(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Identifiers.canonicalIccid("89470000000001" + String.format("%04d", 2 * n)))
                .toList();
    }

    /** Of no server. */
    static String unknownToServers(int n) {
        return Identifiers.canonicalIccid("89470000000009" + String.format("%04d", n));
    }

    void pool(String tenant, String type, Collection<String> iccids) {
        for (var table : List.of("inventory", "profile")) {
            jdbc.update("delete from " + table + " where iccid = any(?)", (Object) iccids.toArray(new String[0]));
        }
        jdbc.update(
                "insert into inventory (iccid, tenant, profile_type, stock_state) select i, ?, ?, 'available'"
                        + " from unnest(?) i",
                tenant,
                type,
                iccids.toArray(new String[0]));
    }

    static Order ordering() {
        return Order.of("downloadOrder").with("profileType", TYPE);
    }

    Map<String, Object> row(String iccid) {
        return jdbc.queryForMap("select * from inventory where iccid = ?", iccid);
    }

    Object stock(String iccid) {
        return row(iccid).get("stock_state");
    }

    /** The order is refused with this code, and recorded so. */
    void refused(Answer answer, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo(code);
        var operation = operation(answer.json().path("operationId").asText());
        assertThat(operation.state()).isEqualTo("REFUSED");
        assertThat(operation.json().at("/status/code").asText()).isEqualTo(code);
        // The same order works once the pool is filled, or the other order has ended.
        assertThat(operation.json().at("/status/class").asText())
                .isEqualTo(code.equals("stock-empty") ? "refill" : "retry");
        if (code.equals("stock-empty")) {
            assertThat(operation.json().at("/status/message").asText()).contains("The order goes to smdp-");
        }
        assertThat(operation.json().has("iccid")).isFalse();
    }
}
