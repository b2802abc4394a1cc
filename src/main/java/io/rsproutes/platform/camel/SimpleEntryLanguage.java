package io.rsproutes.platform.camel;

import java.util.Map;
import java.util.regex.Pattern;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.language.simple.SimpleLanguage;
import org.apache.camel.support.ExpressionAdapter;
import org.springframework.stereotype.Component;

/**
 * Simple, which takes an entry of a map ({@code ${variable.read[eid]}}, {@code ${body[id]}}) as what it is. Camel's own
 * makes a call of it, with a copy of the exchange: a sixth of what a line of a file cost in the instance
 * (docs/operate/performance.md). Everything else is left to Camel's own.
 */
@Component("simple-language")
public class SimpleEntryLanguage extends SimpleLanguage {

    private static final Pattern ENTRY = Pattern.compile("\\$\\{(?:variable\\.(\\w+)|body)\\[([A-Za-z_]\\w*)]}");

    @Override
    public Expression createExpression(String expression) {
        var camels = super.createExpression(expression);
        var entry = ENTRY.matcher(expression);
        return entry.matches() ? new Entry(entry.group(1), entry.group(2), camels) : camels;
    }

    private static final class Entry extends ExpressionAdapter {

        private final String variable;
        private final String key;
        private final Expression camels;

        /** @param variable null: of the body */
        Entry(String variable, String key, Expression camels) {
            this.variable = variable;
            this.key = key;
            this.camels = camels;
        }

        @Override
        public void init(CamelContext context) {
            super.init(context);
            camels.init(context);
        }

        @Override
        public Object evaluate(Exchange exchange) {
            var of = variable == null ? exchange.getMessage().getBody() : exchange.getVariable(variable);
            return of instanceof Map<?, ?> map ? map.get(key) : camels.evaluate(exchange, Object.class);
        }

        @Override
        public String toString() {
            return camels.toString();
        }
    }
}
