package io.rsproutes.operation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.rsproutes.common.Json;
import org.apache.camel.Exchange;

/**
 * The nudge that an operation is due: its id; of a new operation a JSON object with all that the claim needs,
 * so that its row need not be read first. The claim compares it with the row.
 */
public class DispatchNudges {

    /**
     * The nudge, as text, from variables. With {@code eidToRead}: JSON of eidToRead and {@code euiccPeer}. If
     * {@code fresh} is true: JSON of the fields that read lists for a new operation (calledFunction: variable
     * step, else function). Else operationId alone.
     */
    public String write(Exchange exchange) {
        var eidToRead = exchange.getVariable("eidToRead", String.class);
        if (eidToRead != null) {
            var card = new LinkedHashMap<String, Object>();
            card.put("eidToRead", eidToRead);
            Json.put(card, "euiccPeer", exchange.getVariable("euiccPeer"));
            return Json.write(card);
        }
        if (!Boolean.TRUE.equals(exchange.getVariable("fresh", Boolean.class))) {
            return exchange.getVariable("operationId", String.class);
        }
        var nudge = OperationEvents.about(exchange);
        nudge.put("orderKey", exchange.getVariable("orderKey"));
        Json.put(nudge, "step", exchange.getVariable("step"));
        return Json.write(nudge);
    }

    /**
     * The nudge in the body as a map. {@code fresh}: true when it is of a new operation; then also {@code
     * operationId, function, interface, peer, targetPeer, eid, iccid, profileType, clientReference, template,
     * orderKey, step, calledFunction}, as far as it has them. Else false, with only operationId or, when an eUICC is
     * to be read, {@code eidToRead} and, if the inventory has it, {@code euiccPeer}.
     */
    public Map<String, Object> read(String nudge) {
        var fields = new LinkedHashMap<String, Object>();
        if (!nudge.startsWith("{")) {
            fields.put("fresh", false);
            fields.put("operationId", nudge);
            return fields;
        }
        var written = Json.read(nudge);
        fields.put("fresh", !written.has("eidToRead"));
        written.properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        if (written.has("function")) {
            fields.put("calledFunction", Objects.requireNonNullElse(fields.get("step"), fields.get("function")));
        }
        return fields;
    }
}
