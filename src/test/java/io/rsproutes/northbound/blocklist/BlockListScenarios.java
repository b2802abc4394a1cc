package io.rsproutes.northbound.blocklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.support.Api;
import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.AfterEach;

/** Entries of the block list, and orders that they stop or let pass. */
abstract class BlockListScenarios extends BundleIT {

    static final String LIST = "/rsp/v1/block-list";

    @AfterEach
    void nothingIsBlocked() {
        jdbc.update("delete from block_list");
    }

    static Map<String, Object> entry(String kind, String value) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("kind", kind);
        entry.put("value", value);
        entry.put("reason", "stolen in transit");
        return entry;
    }

    static String items(Object... entries) {
        return Json.write(Map.of("items", List.of(entries)));
    }

    Answer put(Api who, Object... entries) {
        var answer = who.put(LIST, items(entries));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    /** The order is refused, with this in its detail, and nothing of it is sent. */
    Answer blocked(Card card, String function, String detail) {
        long before = called(card, function);
        var answer = acme.post("/rsp/v1/operations", order(function, card, card.b(), ""));

        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("blocked");
        assertThat(answer.json().path("detail").asText()).contains(detail);
        var operation = operation(answer.json().path("operationId").asText());
        assertThat(operation.state()).isEqualTo("REFUSED");
        assertThat(operation.json().at("/status/code").asText()).isEqualTo("blocked");
        assertThat(operation.json().at("/status/message").asText()).contains(detail);
        assertThat(called(card, function)).isEqualTo(before);
        return answer;
    }

    void passes(Card card, String function) {
        var answer = acme.order(order(function, card, card.b(), ""));
        assertThat(answer.state()).as(answer.text()).isEqualTo("SUCCEEDED");
    }
}
