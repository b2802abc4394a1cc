package io.rsproutes.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import org.apache.camel.Exchange;

/** What a subject and reason code mean for whoever ordered: hint and class ({@code status-codes.csv}; spec/es2plus.md 2.3, spec/es4.md 2.4 and 4). */
public class StatusCodes {

    /** {@code kind}: retry, refill, reconcile or terminal. */
    public record Code(String interfaceName, String subject, String reason, String kind, String hint) { }

    private final Map<String, Code> codes = new LinkedHashMap<>();

    public StatusCodes() {
        try (var reader = new BufferedReader(new InputStreamReader(StatusCodes.class.getResourceAsStream("/status-codes.csv"), StandardCharsets.UTF_8))) {
            reader.lines().skip(1).map(line -> line.split(",", 5)).forEach(cells -> codes.put(key(cells[0], cells[1], cells[2]), new Code(cells[0], cells[1], cells[2], cells[3], cells[4])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String interfaceName, String subject, String reason) {
        return interfaceName + "/" + subject + "/" + reason;
    }

    public Code get(String interfaceName, String subject, String reason) {
        return codes.getOrDefault(key(interfaceName, subject, reason), new Code(interfaceName, subject, reason, "terminal", "The peer's own code; ask the peer."));
    }

    /** All of them as the body: {@code {items: [{interface, subjectCode, reasonCode, class, hint}]}}. */
    public void list(Exchange exchange) {
        var list = Json.MAPPER.createObjectNode();
        var items = list.putArray("items");
        codes.values().forEach(code -> items.addObject().put("interface", code.interfaceName()).put("subjectCode", code.subject()).put("reasonCode", code.reason())
                .put("class", code.kind()).put("hint", code.hint()));
        exchange.getMessage().setBody(Json.write(list));
    }
}
