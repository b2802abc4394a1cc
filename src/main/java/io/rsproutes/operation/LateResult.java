package io.rsproutes.operation;

import java.util.LinkedHashMap;
import java.util.List;

import io.rsproutes.common.Json;
import org.apache.camel.Exchange;

/** A result that comes after its operation has ended. */
public class LateResult {

    private static final List<String> FIELDS = List.of(
            "operationId", "function", "interface", "peer", "eid", "iccid", "profileType", "clientReference", "state");

    /**
     * Boolean: true when outcome is done and the operation ended as SUCCEEDED ({@code state}), or outcome is
     * anything else and it ended as FAILED or EXPIRED; else false.
     */
    public boolean agrees(String outcome, String state) {
        return "done".equals(outcome) == "SUCCEEDED".equals(state);
    }

    /**
     * The event's data, JSON: variables {@code operationId, function, interface, peer, eid, iccid, profileType,
     * clientReference, state} (what is null is left out) and {@code agrees}; lateStatus, the result's status
     * (variable {@code status}); and, when outcome is done, lateResult, what it brought (variable {@code
     * result}, if any).
     */
    public String event(Exchange exchange) {
        var data = new LinkedHashMap<String, Object>();
        for (var field : FIELDS) {
            var value = exchange.getVariable(field);
            if (value != null) {
                data.put(field, value);
            }
        }
        data.put("agrees", exchange.getVariable("agrees", Boolean.class));
        var status = exchange.getVariable("status", String.class);
        data.put("lateStatus", status == null ? null : Json.read(status));
        var result = exchange.getVariable("result", String.class);
        if (result != null && "done".equals(exchange.getVariable("outcome"))) {
            data.put("lateResult", Json.read(result));
        }
        return Json.write(data);
    }
}
