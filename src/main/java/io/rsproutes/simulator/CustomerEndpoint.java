package io.rsproutes.simulator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.rsproutes.common.Json;
import org.apache.camel.Exchange;

/**
 * The endpoints at which customers of the gateway take what is for them; in memory.
 * Variable in: {@code id}, the customer.
 */
public class CustomerEndpoint {

    private final List<Map<String, Object>> calls = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

    /**
     * Keeps the body in memory, for .calls; answers with the status that faults set for this customer
     * (variable {@code id}), else 202, and an empty body.
     */
    public void take(Exchange exchange) {
        var id = exchange.getVariable("id", String.class);
        int status = statuses.getOrDefault(id, 202);
        calls.add(Map.of(
                "customer",
                id,
                "at",
                Instant.now().toString(),
                "answered",
                status,
                "body",
                exchange.getMessage().getBody(String.class)));
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        exchange.getMessage().setBody("");
    }

    /**
     * The body becomes JSON, {items: [{customer, at, answered, body}]}: all that came to any customer, oldest
     * first.
     */
    public void calls(Exchange exchange) {
        synchronized (calls) {
            exchange.getMessage().setBody(Json.write(Map.of("items", calls)));
        }
    }

    /**
     * The body, JSON {status?}, sets the status from 200 to 599 that this customer (variable {@code id})
     * answers from now on; 202 when it is left out. The body becomes {}. 400 for anything else.
     */
    public void faults(Exchange exchange) {
        var said = new FaultReader(exchange.getMessage().getBody(String.class), Set.of("status"));
        int status = said.number("status", 202, 200, 599);
        said.check();
        statuses.put(exchange.getVariable("id", String.class), status);
        exchange.getMessage().setBody("{}");
    }
}
