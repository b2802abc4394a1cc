package io.rsproutes.southbound;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What a subject and reason code mean for whoever ordered: hint and class ({@code status-codes.csv}; spec/es2plus.md 2.3, spec/es4.md 2.4 and 4). */
public class StatusCodes {

    /** {@code kind}: retry, refill, reconcile or terminal. */
    public record Code(String kind, String hint) { }

    private static final Code UNKNOWN = new Code("terminal", "The peer's own code; ask the peer.");
    private final Map<String, Code> codes = new HashMap<>();

    public StatusCodes() {
        try (var reader = new BufferedReader(new InputStreamReader(StatusCodes.class.getResourceAsStream("/status-codes.csv"), StandardCharsets.UTF_8))) {
            reader.lines().skip(1).map(line -> line.split(",", 5)).forEach(cells -> codes.put(String.join("/", cells[0], cells[1], cells[2]), new Code(cells[3], cells[4])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Code get(String interfaceName, String subject, String reason) {
        return codes.getOrDefault(interfaceName + "/" + subject + "/" + reason, UNKNOWN);
    }
}
