package io.rsproutes.platform.http;

import java.util.Locale;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.springframework.stereotype.Component;

/**
 * What an HTTP answer of ours may carry, and nothing else: platform-http would send a request's headers back, tokens
 * and cookies too, wherever no route has taken them off, such as under the 405 of the REST DSL.
 */
@Component("answerHeaders")
public class AnswerHeaders extends HttpHeaderFilterStrategy {

    private static final Set<String> ALLOWED = Set.of(
            "content-type",
            "content-security-policy",
            "location",
            "retry-after",
            "x-admin-protocol",
            "www-authenticate",
            "allow",
            "x-total-count",
            "x-result-count",
            "x-correlator");

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !ALLOWED.contains(name.toLowerCase(Locale.ROOT));
    }
}
