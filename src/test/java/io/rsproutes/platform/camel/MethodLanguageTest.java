package io.rsproutes.platform.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.rsproutes.common.Problem;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions `method` answer what Camel's own do. */
class MethodLanguageTest {

    private final DefaultCamelContext ours = new DefaultCamelContext();
    private final DefaultCamelContext camels = new DefaultCamelContext();

    /** What routes call. */
    public static final class Bean {

        public String none() {
            return null;
        }

        public String body(String body) {
            return "<" + body + ">";
        }

        public long sum(Long one, int other) {
            return one + other;
        }

        public String texts(String one, Object two) {
            return one + "|" + two + "|" + (two == null ? "" : two.getClass().getSimpleName());
        }

        public Object exchange(Exchange exchange) {
            return exchange;
        }

        public boolean has(Exchange exchange) {
            return exchange.getVariable("number") != null;
        }

        public List<String> list() {
            return List.of("a", "b");
        }

        public String refuse() {
            throw new Problem(400, "no-such", "This is refused.");
        }
    }

    @BeforeEach
    void start() {
        ours.getRegistry().bind("bean-language", new MethodLanguage());
        for (var context : List.of(ours, camels)) {
            context.getRegistry().bind("some", new Bean());
            context.start();
        }
    }

    @AfterEach
    void stop() {
        ours.stop();
        camels.stop();
    }

    private static Exchange exchange(DefaultCamelContext context) {
        var exchange = new DefaultExchange(context, ExchangePattern.InOnly);
        exchange.getMessage().setBody("text, with (brackets)");
        exchange.getMessage().setHeader("head", "er");
        exchange.setVariable("number", 7L);
        exchange.setVariable("digits", "0012");
        exchange.setVariable("list", List.of("x", "y"));
        return exchange;
    }

    private static Object value(DefaultCamelContext context, String method) {
        return expression(context, method).evaluate(exchange(context), Object.class);
    }

    private static org.apache.camel.Expression expression(DefaultCamelContext context, String method) {
        return context.resolveLanguage("bean")
                .createExpression(null, new Object[] {null, null, method, null, "some", null, null});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "none",
                "body",
                "none()",
                "body(*)",
                "body('quoted, text')",
                "body(${variable.digits})",
                "sum(${variable.number}, 3)",
                "texts(${variable.absent}, ${variable.number})",
                "texts('a', ${variable.list})",
                "texts(${body}, null)",
                "texts(\n  ${variable.digits},\n  ${header.head})",
                "has",
                "list",
                "list.size",
                "list[1]"
            })
    void givenACall_thenItAnswersAsCamelsDoes(String method) {
        assertThat(value(ours, method)).isEqualTo(value(camels, method));
    }

    @Test
    void givenOneCall_thenTheExchangeIsNotCopiedAndStaysAsItWas() {
        var exchange = exchange(ours);
        var before = List.copyOf(exchange.getProperties().keySet());

        assertThat(expression(ours, "exchange").evaluate(exchange, Object.class))
                .isSameAs(exchange);

        assertThat(exchange.getProperties().keySet()).containsExactlyElementsOf(before);
        assertThat(exchange.hasOut()).isFalse();
        assertThat(exchange.getPattern()).isEqualTo(ExchangePattern.InOnly);
        assertThat(exchange.getMessage().getBody()).isEqualTo("text, with (brackets)");
    }

    @Test
    void givenAMethodThatThrows_thenThatIsTheExchangesFailure() {
        for (var context : List.of(ours, camels)) {
            var exchange = exchange(context);

            assertThat(expression(context, "refuse").evaluate(exchange, Object.class))
                    .isNull();

            assertThat(exchange.getException()).isInstanceOf(Problem.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a; true",
                "a(); true",
                "a(${variable.b(c).d}, 'e'); true",
                "a().b(); false",
                "a(b).c; false",
                "a.b; false",
                "a[0]; false"
            })
    void oneCallIsToldFromAChain(String method, boolean one) {
        assertThat(MethodLanguage.isOneCall(method)).isEqualTo(one);
    }

    /** In a route, as value and as predicate. */
    @Test
    void givenRoutes_thenTheyUseIt() throws Exception {
        ours.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:a")
                        .setVariable("same", method("some", "exchange"))
                        .filter(method("some", "has"))
                        .setBody(method("some", "sum(${variable.number}, 1)"))
                        .end();
            }
        });
        var exchange = exchange(ours);

        ours.createProducerTemplate().send("direct:a", exchange);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getVariable("same")).isSameAs(exchange);
        assertThat(exchange.getMessage().getBody()).isEqualTo(8L);
    }
}
