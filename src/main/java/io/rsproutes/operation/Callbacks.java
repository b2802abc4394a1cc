package io.rsproutes.operation;

import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import org.apache.camel.Exchange;

/**
 * The nudge of a stored message: its id, or, when it was claimed as it was stored, its row as
 * {@code core/callback.claim} has it.
 */
public class Callbacks {

    private static final List<String> CARRIED = List.of("inboxId", "inboxKey", "iccid", "peer", "kind", "raw");

    /**
     * The nudge of a stored message, as text: its {@code inboxId} if variable {@code attempts} is 0; if it is
     * 1, southbound/inbox.insert has claimed the message, and the nudge is JSON of variables {@code inboxId,
     * inboxKey, iccid, peer, kind, raw, attempts, receivedAt}.
     */
    public String nudge(Exchange exchange) {
        int attempts = exchange.getVariable("attempts", 0, Integer.class);
        if (attempts == 0) {
            return exchange.getVariable("inboxId", String.class);
        }
        var row = Json.MAPPER
                .createObjectNode()
                .put("attempts", attempts)
                .put(
                        "receivedAt",
                        Timestamps.instant(exchange.getVariable("receivedAt")).toString());
        CARRIED.forEach(name -> Json.put(row, name, exchange.getVariable(name)));
        return Json.write(row);
    }

    /**
     * The message in a nudge that is JSON, as a map: {@code inboxId, inboxKey, iccid, peer, kind, raw,
     * attempts, receivedAt}, state RECEIVED and tooOld false. Null when the nudge is an id, whose message is
     * still to be claimed.
     */
    public Map<String, Object> claimed(String nudge) {
        if (!nudge.startsWith("{")) {
            return null;
        }
        var message = Json.read(nudge);
        var row = new LinkedHashMap<String, Object>();
        CARRIED.forEach(name -> row.put(name, message.path(name).asText(null)));
        row.put(
                "receivedAt",
                Timestamp.from(OffsetDateTime.parse(message.path("receivedAt").asText())
                        .toInstant()));
        row.put("state", "RECEIVED");
        row.put("attempts", message.path("attempts").asInt());
        row.put("tooOld", false);
        return row;
    }
}
