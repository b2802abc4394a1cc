package io.rsproutes.operation.command;

import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

/** What a team's own ownership statement (rsp.ownership.sql) may bind. */
public class Ownership {

    /**
     * A map of {@code tenant, eid, iccid}, by the variables of these names; what the order does not name is
     * null in it.
     */
    public Map<String, Object> parameters(Exchange exchange) {
        var parameters = new LinkedHashMap<String, Object>();
        for (var name : new String[] {"tenant", "eid", "iccid"}) {
            parameters.put(name, exchange.getVariable(name));
        }
        return parameters;
    }
}
