package io.rsproutes.operation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.rsproutes.common.Json;
import org.apache.camel.Exchange;

/**
 * The nudge that an operation is due: its id; of a new operation a JSON object with all that the claim needs, so that
 * its row need not be read first. The claim compares it with the row.
 */
public class DispatchNudges {

    /**
     * In: {@code fresh}, whether the operation has just been recorded; the operation. Or {@code eidToRead, euiccPeer}:
     * an eUICC is to be read again.
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
        nudge.put(
                "calledFunction",
                Objects.requireNonNullElse(exchange.getVariable("step"), exchange.getVariable("function")));
        return Json.write(nudge);
    }

    /**
     * Whether it is of a new operation, {@code fresh}, and its fields; else only {@code operationId}, or of an eUICC
     * {@code eidToRead, euiccPeer}.
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
        return fields;
    }
}
