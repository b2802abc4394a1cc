package io.rsproutes.platform.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Simple answers what Camel's own does. */
class SimpleEntryLanguageTest {

    private final CamelContext ours = new DefaultCamelContext();
    private final CamelContext camels = new DefaultCamelContext();

    @BeforeEach
    void start() {
        ours.getRegistry().bind("simple-language", new SimpleEntryLanguage());
        ours.start();
        camels.start();
    }

    @AfterEach
    void stop() {
        ours.stop();
        camels.stop();
    }

    private static Exchange exchange(CamelContext context) {
        var exchange = new DefaultExchange(context);
        var row = new HashMap<String, Object>(Map.of("id", "0012", "number", 7L, "is", true));
        row.put("nothing", null);
        exchange.getMessage().setBody(row);
        exchange.setVariable("read", row);
        exchange.setVariable("list", List.of("a", "b"));
        return exchange;
    }

    private static Object value(CamelContext context, String expression, Class<?> type) {
        return context.resolveLanguage("simple")
                .createExpression(expression, new Object[] {type, null, null})
                .evaluate(exchange(context), Object.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body[id]}",
                "${variable.read[id]}",
                "${variable.read[number]}",
                "${variable.read[is]}",
                "${variable.read[nothing]}",
                "${variable.read[absent]}",
                "${variable.absent[id]}",
                "${variable.list[1]}",
                "${variable.list[last]}",
                "id ${variable.read[id]}",
                "${variable.read[id]}${body[number]}",
                "${variable.read[is]} == true",
                "${variable.read.size}"
            })
    void givenAnExpression_thenItsValueIsThatOfCamels(String expression) {
        assertThat(value(ours, expression, null)).isEqualTo(value(camels, expression, null));
        assertThat(value(ours, expression, String.class)).isEqualTo(value(camels, expression, String.class));
    }

    @Test
    void givenAnEntry_thenItIsTheObjectItself() {
        var exchange = exchange(ours);
        var number = exchange.getMessage().getBody(Map.class).get("number");

        for (var expression : List.of("${body[number]}", "${variable.read[number]}")) {
            assertThat(ours.resolveLanguage("simple")
                            .createExpression(expression)
                            .evaluate(exchange, Object.class))
                    .isSameAs(number);
        }
    }
}
