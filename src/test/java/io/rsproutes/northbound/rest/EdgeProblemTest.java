package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLTransientConnectionException;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class EdgeProblemTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private JsonNode answered(Exception failure) {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        new Edge(null).problem(exchange);
        return Json.read(exchange.getMessage().getBody(String.class));
    }

    private static Exception away() {
        return new DataAccessResourceFailureException("away", new SQLTransientConnectionException("away"));
    }

    @Test
    void whenTheDatabaseIsLostBehindTheRecord_theAnswerNamesTheOperation() {
        exchange.setVariable("operationId", "op-1");
        exchange.setVariable("recorded", true);

        var answer = answered(away());

        assertThat(answer.path("code").asText()).isEqualTo("database-unavailable");
        assertThat(answer.path("operationId").asText()).isEqualTo("op-1");
        assertThat(answer.path("detail").asText()).contains("Idempotency-Key").doesNotContain("nothing was done");
    }

    @Test
    void whenTheDatabaseIsLostBefore_theAnswerNamesNoOperation() {
        exchange.setVariable("operationId", "op-1");
        exchange.setVariable("recorded", false);

        assertThat(answered(away()).has("operationId")).isFalse();
    }

    @Test
    void aFaultOfTheCaller_namesOnlyTheOperationThatWasRefused() {
        exchange.setVariable("operationId", "asked-for");

        assertThat(answered(new Problem(404, "not-found", "There is none.")).has("operationId"))
                .isFalse();

        exchange.setVariable("refused", "op-2");

        assertThat(answered(new Problem(404, "not-found", "There is none."))
                        .path("operationId")
                        .asText())
                .isEqualTo("op-2");
    }
}
