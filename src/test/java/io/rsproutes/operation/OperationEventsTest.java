package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import io.rsproutes.common.Json;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationEventsTest {

    private static String data(Map<String, String> variables) {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        variables.forEach(exchange::setVariable);
        return new OperationEvents().data(exchange);
    }

    @Test
    void theTypeThatAnOrderNames_isTold() {
        assertThat(Json.read(data(Map.of("to", "ACCEPTED", "profileType", "P9054-1")))
                        .path("profileType")
                        .asText())
                .isEqualTo("P9054-1");
    }

    @ParameterizedTest
    @CsvSource({"EXPIRED, expiry", "FAILED, none", "SUCCEEDED, none"})
    void onlyAnOperationThatExpiresHasACause(String state, String cause) {
        assertThat(Json.read(data(Map.of("to", state))).path("cause").asText("none"))
                .isEqualTo(cause);
    }
}
