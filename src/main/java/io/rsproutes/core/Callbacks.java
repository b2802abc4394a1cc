package io.rsproutes.core;

import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.camel.Exchange;

/** The nudge of a stored message: its id, or, when it was claimed as it was stored, its row as {@code callback-claim.sql} has it. */
public class Callbacks {

    private static final List<String> CARRIED = List.of("inboxKey", "iccid", "peer", "kind", "raw");

    /** What a worker is told of the message in variables {@code inboxId, inboxKey, iccid, peer, kind, raw, attempts, receivedAt}. */
    public String nudge(Exchange exchange) {
        var id = exchange.getVariable("inboxId", String.class);
        if (exchange.getVariable("attempts", 0, Integer.class) == 0) {
            return id;
        }
        var row = Json.MAPPER.createObjectNode().put("id", id).put("attempts", exchange.getVariable("attempts", Integer.class))
                .put("receivedAt", Times.instant(exchange.getVariable("receivedAt")).toString());
        CARRIED.forEach(name -> Json.put(row, name, exchange.getVariable(name)));
        return Json.write(row);
    }

    /** The id in a nudge (the body). */
    public String inboxId(Exchange exchange) {
        var nudge = exchange.getMessage().getBody(String.class);
        return nudge.startsWith("{") ? Json.read(nudge).path("id").asText() : nudge;
    }

    /** The row in a nudge (the body), by column; null when it has to be claimed yet. */
    public Map<String, Object> claimed(Exchange exchange) {
        var nudge = exchange.getMessage().getBody(String.class);
        if (!nudge.startsWith("{")) {
            return null;
        }
        var told = Json.read(nudge);
        var row = new LinkedHashMap<String, Object>();
        CARRIED.forEach(name -> row.put(name, told.path(name).asText(null)));
        row.put("receivedAt", Timestamp.from(OffsetDateTime.parse(told.path("receivedAt").asText()).toInstant()));
        row.put("state", "RECEIVED");
        row.put("attempts", told.path("attempts").asInt());
        row.put("tooOld", "false");
        return row;
    }

    /** The event of a notification (JSON) without what tells the EID: it names another tenant's eUICC. */
    public String withoutEid(String eventData) {
        return Json.write(((ObjectNode) Json.read(eventData)).remove(List.of("eid", "raw", "resultData")));
    }
}
