package io.rsproutes.operation;

import java.util.LinkedHashMap;
import java.util.Map;

import io.rsproutes.common.Json;
import org.apache.camel.Exchange;

/** What is published of an operation when it moves. */
public class OperationEvents {

    private static final String[] FIELDS = {
        "operationId",
        "function",
        "interface",
        "peer",
        "targetPeer",
        "eid",
        "iccid",
        "profileType",
        "clientReference",
        "template"
    };

    /**
     * The type of the event of an operation that comes to this state: rsp.operation. and the state in lower
     * case with hyphens, such as {@code rsp.operation.in-doubt} for IN_DOUBT.
     */
    public String type(String state) {
        return EventTypes.ofState(state);
    }

    /**
     * The data of the event of a move, as JSON text. From variables of these names: {@code operationId,
     * function, interface, peer, targetPeer, eid, iccid} (if null: resultIccid), {@code profileType,
     * clientReference} and {@code template} of the operation; {@code note, waitingFor, status, result} of the
     * move; {@code state} from variable to; and cause, expiry, when that is EXPIRED. What is null is left out.
     */
    public String data(Exchange exchange) {
        var data = about(exchange);
        if (exchange.getVariable("resultIccid") != null) {
            data.putIfAbsent("iccid", exchange.getVariable("resultIccid"));
        }
        var state = exchange.getVariable("to", String.class);
        data.put("state", state);
        Json.put(data, "cause", "EXPIRED".equals(state) ? EventTypes.EXPIRY : null);
        Json.put(data, "note", exchange.getVariable("note"));
        Json.put(data, "waitingFor", exchange.getVariable("waitingFor"));
        Json.put(data, "status", json(exchange, "status"));
        Json.put(data, "result", json(exchange, "result"));
        return Json.write(data);
    }

    /**
     * The data of the event that the operation has failed, whatever move is under way: as data, but state
     * FAILED with the given note and status (JSON text), without waitingFor, result and resultIccid.
     */
    public String failedData(Exchange exchange, String note, String status) {
        var data = about(exchange);
        data.put("state", "FAILED");
        data.put("note", note);
        data.put("status", Json.read(status));
        return Json.write(data);
    }

    /** What every event of an operation says about it; what is not known is left out. */
    static Map<String, Object> about(Exchange exchange) {
        var data = new LinkedHashMap<String, Object>();
        for (var field : FIELDS) {
            Json.put(data, field, exchange.getVariable(field));
        }
        return data;
    }

    private static Object json(Exchange exchange, String variable) {
        var text = exchange.getVariable(variable, String.class);
        return text == null ? null : Json.read(text);
    }
}
