package io.rsproutes.protocol;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Csv;
import io.rsproutes.common.Json;

/**
 * How an operation ended, in the words of the customer's interface. Codes of the peer pass as they are; our own
 * refusals get those of {@code gateway-codes.csv} (docs/spec/es4.md 2.4, docs/spec/es2plus.md 2.3), where foreign,
 * unknown and no pair are one code, with the words there, if any: what is behind us is none of a customer's business.
 *
 * @param status Executed-Success, Executed-WithWarning, Failed or Expired
 */
public record CustomerStatus(String status, String subject, String reason, String message) {

    private static final Map<String, String[]> CODES = new HashMap<>();

    static {
        Csv.resource("/gateway-codes.csv", 6).forEach(cells -> CODES.put(cells[0], cells));
    }

    /** @param status the operation's, as JSON; may be null */
    public static CustomerStatus of(String interfaceName, String state, JsonNode status) {
        var said = status == null ? Json.MAPPER.createObjectNode() : status;
        if ("SUCCEEDED".equals(state)) {
            boolean warning =
                    said.path("status").asText("").toLowerCase(Locale.ROOT).contains("warning");
            return warning
                    ? new CustomerStatus(
                            "Executed-WithWarning",
                            said.path("subjectCode").asText(null),
                            said.path("reasonCode").asText(null),
                            said.path("message").asText(null))
                    : new CustomerStatus("Executed-Success", null, null, null);
        }
        boolean expired = "EXPIRED".equals(state);
        if (said.hasNonNull("subjectCode")) {
            return new CustomerStatus(
                    expired ? "Expired" : "Failed",
                    said.path("subjectCode").asText(),
                    said.path("reasonCode").asText(null),
                    said.path("message").asText(null));
        }
        var own = of(
                interfaceName,
                said.path("code").asText(expired ? "expired" : "not-executed"),
                said.path("message").asText(null));
        return expired ? new CustomerStatus("Expired", own.subject, own.reason, own.message) : own;
    }

    /** A refusal of ours by its stable code. */
    public static CustomerStatus of(String interfaceName, String code, String message) {
        var cells = CODES.getOrDefault(code, CODES.get("not-executed"));
        int at = "es2plus".equals(interfaceName) ? 3 : 1;
        return new CustomerStatus("Failed", cells[at], cells[at + 1], cells[5].isEmpty() ? message : cells[5]);
    }

    /** As SGP.02 writes it: EXECUTED_SUCCESS, EXECUTED_WITHWARNING, FAILED or EXPIRED. */
    public String sgp02() {
        return status.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Subject, reason and message; null where there is no code. */
    public String[] code() {
        return subject == null ? null : new String[] {subject, reason == null ? "4.2" : reason, message};
    }
}
