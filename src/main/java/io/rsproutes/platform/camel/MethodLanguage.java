package io.rsproutes.platform.camel;

import java.lang.reflect.InvocationTargetException;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.component.bean.BeanConstants;
import org.apache.camel.component.bean.BeanInfo;
import org.apache.camel.component.bean.MethodInvocation;
import org.apache.camel.language.bean.BeanExpression;
import org.apache.camel.language.bean.BeanLanguage;
import org.apache.camel.support.ExpressionAdapter;
import org.apache.camel.support.ObjectHelper;
import org.springframework.stereotype.Component;

/**
 * The expression {@code method}, as Camel has it, without its copy of the exchange for each call: some fifty variables,
 * a fifth of what an order costs in the instance (docs/operate/performance.md). The copy keeps what a method writes
 * into the exchange out of it; ours write nothing there (a test holds that).
 */
@Component("bean-language")
public class MethodLanguage extends BeanLanguage {

    @Override
    public Expression createExpression(String expression, Object[] properties) {
        var camels = (BeanExpression) super.createExpression(expression, properties);
        if (camels.getBeanName() == null || !isOneCall(camels.getMethod())) {
            return camels;
        }
        var call = new Call(camels);
        if (getCamelContext() != null) {
            call.init(getCamelContext());
        }
        return call;
    }

    // Not a chain of them: name, or name(arguments).
    static boolean isOneCall(String method) {
        if (method == null || !method.matches("(?s)\\w+(\\(.*\\))?")) {
            return false;
        }
        int depth = 0;
        for (int i = method.indexOf('('); i >= 0 && i < method.length(); i++) {
            depth += method.charAt(i) == '(' ? 1 : method.charAt(i) == ')' ? -1 : 0;
            if (depth == 0 && i < method.length() - 1) {
                return false;
            }
        }
        return depth == 0;
    }

    private static final class Call extends ExpressionAdapter {

        private final BeanExpression camels;
        private Object bean;
        private BeanInfo info;

        Call(BeanExpression camels) {
            this.camels = camels;
        }

        @Override
        public void init(CamelContext context) {
            super.init(context);
            camels.init(context);
            bean = context.getRegistry().lookupByName(camels.getBeanName());
            info = new BeanInfo(
                    context, bean.getClass(), camels.getParameterMappingStrategy(), camels.getBeanComponent());
        }

        // As Camel does: what the method throws is the exchange's failure, and nothing is its value.
        @Override
        public Object evaluate(Exchange exchange) {
            try {
                var invocation = invocation(exchange);
                var result = ObjectHelper.invokeMethodSafe(invocation.getMethod(), bean, invocation.getArguments());
                return result == null || camels.getResultType() == null
                        ? result
                        : exchange.getContext().getTypeConverter().convertTo(camels.getResultType(), exchange, result);
            } catch (InvocationTargetException e) {
                exchange.setException(e.getTargetException());
            } catch (Exception e) {
                exchange.setException(e);
            }
            return null;
        }

        // Only while the method is looked for: one that it calls may look for another.
        private MethodInvocation invocation(Exchange exchange) {
            exchange.setProperty(BeanConstants.BEAN_METHOD_NAME, camels.getMethod());
            try {
                return info.createInvocation(bean, exchange, camels.getMethod());
            } finally {
                exchange.removeProperty(BeanConstants.BEAN_METHOD_NAME);
            }
        }

        @Override
        public String toString() {
            return camels.toString();
        }
    }
}
