package io.rsproutes.northbound.bulk.format;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;

/**
 * Lists and objects of a command as one cell of a flat file: JSON, or pairs {@code name:value} with {@code |} between
 * (docs/guides/files.md). What cannot be read so is left as it is, for the core to refuse.
 */
public final class ParameterCells {

    private static final Map<String, String> SPELLINGS = Map.of(
            "policyRules",
            "DISABLE:Not-Allowed|DELETE:Auto-Delete, or none",
            "newSubscriptionAddress",
            "imsi:204080000000001|msisdn:31600000001");

    private static final List<String> QUALIFICATIONS = List.of("Not-Allowed", "Auto-Delete");
    private static final Pattern BETWEEN_PAIRS = Pattern.compile("[|;,\\s]+");
    private static final Pattern IN_PAIR = Pattern.compile("[:=]");

    private ParameterCells() {}

    static JsonNode read(String parameter, String cell) {
        if (cell.startsWith("{") || cell.startsWith("[") || !SPELLINGS.containsKey(parameter)) {
            try {
                return Json.read(cell);
            } catch (Problem e) {
                return new TextNode(cell);
            }
        }
        return parameter.equals("policyRules") ? rules(cell) : address(cell);
    }

    /** How such a cell is written, as an example; null for a column that is plain text. */
    public static String spelling(String parameter) {
        return SPELLINGS.get(parameter);
    }

    private static JsonNode rules(String cell) {
        var rules = Json.MAPPER.createArrayNode();
        if (cell.equalsIgnoreCase("none")) {
            return rules;
        }
        for (var pair : BETWEEN_PAIRS.split(cell)) {
            var said = IN_PAIR.split(pair, 2);
            rules.addObject()
                    .put("subject", "PROFILE")
                    .put("action", said[0].toUpperCase(Locale.ROOT))
                    .put("qualification", said.length == 1 ? "" : qualification(said[1]));
        }
        return rules;
    }

    private static String qualification(String text) {
        var name = text.replace('_', '-');
        return QUALIFICATIONS.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(text);
    }

    private static JsonNode address(String cell) {
        var address = Json.MAPPER.createObjectNode();
        for (var pair : BETWEEN_PAIRS.split(cell)) {
            var said = IN_PAIR.split(pair, 2);
            var name = said[0].toLowerCase(Locale.ROOT);
            if (said.length == 1 || address.has(name)) {
                // Which number it is, or which of two counts, is not said.
                return new TextNode("");
            }
            address.put(name, said[1]);
        }
        return address;
    }
}
