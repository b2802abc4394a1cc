package io.rsproutes.operation;

import java.util.LinkedHashMap;
import java.util.Map;

import io.rsproutes.common.Csv;
import io.rsproutes.common.Json;

/**
 * What a subject and reason code mean for whoever ordered: hint, class and next step ({@code
 * status-codes.csv}; docs/spec/es2plus.md 2, docs/spec/es4.md 2.4 and 4). A pair of codes that is not listed
 * is explained by the names of the two ({@code status-names.csv}).
 */
public class StatusCodes {

    /** {@code kind}: retry, refill, reconcile or terminal. */
    public record Code(String interfaceName, String subject, String reason, String kind, String hint) {}

    private static final Map<String, String> NEXT_STEPS = Map.of(
            "retry", "Order again later.",
            "refill", "Load more profiles of this type, at the SM-DP+ or into the pool, then order again.",
            "reconcile",
                    "Look at how things are before ordering again: the profile or eUICC in this API, then the peer.",
            "terminal", "Correct the order; the same one fails again.");

    private final Map<String, Code> codes = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();

    public StatusCodes() {
        Csv.resource("/status-codes.csv", 5)
                .forEach(cells -> codes.put(
                        key(cells[0], cells[1], cells[2]), new Code(cells[0], cells[1], cells[2], cells[3], cells[4])));
        Csv.resource("/status-names.csv", 3).forEach(cells -> names.put(cells[0] + "/" + cells[1], cells[2]));
    }

    private static String key(String interfaceName, String subject, String reason) {
        return interfaceName + "/" + subject + "/" + reason;
    }

    public Code get(String interfaceName, String subject, String reason) {
        return codes.getOrDefault(
                key(interfaceName, subject, reason),
                new Code(interfaceName, subject, reason, "terminal", unlisted(subject, reason)));
    }

    // The names are SGP.22's; a peer's own code says what it says.
    private String unlisted(String subject, String reason) {
        var about = names.get("subject/" + subject);
        var what = names.get("reason/" + reason);
        return (about == null || what == null ? "" : about + ": " + what + ". ")
                + "Not a code we know more of; ask the peer.";
    }

    /** What to do about a failure of this class. */
    public static String nextStep(String kind) {
        return NEXT_STEPS.get(kind);
    }

    /**
     * All that are listed, as JSON text: {@code {items: [{interface, subjectCode, reasonCode, subject?,
     * reason?, class, hint, nextStep}]}}. class: retry, refill, reconcile or terminal; hint: what the two
     * codes mean, and what to do; nextStep: what to do about any of its class; subject, reason: the names of
     * the codes, where both have one.
     */
    public String list() {
        var list = Json.MAPPER.createObjectNode();
        var items = list.putArray("items");
        codes.values().forEach(code -> {
            var item = items.addObject()
                    .put("interface", code.interfaceName())
                    .put("subjectCode", code.subject())
                    .put("reasonCode", code.reason());
            if (names.containsKey("subject/" + code.subject()) && names.containsKey("reason/" + code.reason())) {
                item.put("subject", names.get("subject/" + code.subject()))
                        .put("reason", names.get("reason/" + code.reason()));
            }
            item.put("class", code.kind()).put("hint", code.hint()).put("nextStep", nextStep(code.kind()));
        });
        return Json.write(list);
    }
}
