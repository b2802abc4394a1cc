package io.rsproutes.common;

import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Keys and codes of a SIM, by the names of their members: no order takes them. What is kept of a message that has them
 * all the same is kept without their values.
 */
public final class SimSecrets {

    private static final String NAMES =
            "(?:k|ki|op|op_?c|pin_?[0-9]?|puk_?[0-9]?|adm_?[0-9]{0,2}|k(?:ic|id|ik)[0-9_]{0,3}|otakey[0-9_]{0,3})";
    private static final Pattern NAME = Pattern.compile(NAMES, Pattern.CASE_INSENSITIVE);
    /** In a text that is not JSON as a whole: a value to its end, or to the text's. */
    private static final Pattern MEMBER = Pattern.compile(
            "(\"" + NAMES + "\"\\s*:\\s*)(\"(?:[^\"\\\\]|\\\\.)*+\"?|[^\\s\",}\\]]+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern MAY_HAVE = Pattern.compile("\"" + NAMES + "\"|\\\\u00", Pattern.CASE_INSENSITIVE);

    private static final String HIDDEN = "***";

    private SimSecrets() {}

    /** Whether a member of this name holds a key or a code. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether a member of this name is in it, at any depth. */
    public static boolean isIn(JsonNode node) {
        for (var member : node.properties()) {
            if (isName(member.getKey()) || isIn(member.getValue())) {
                return true;
            }
        }
        if (node.isArray()) {
            for (var item : node) {
                if (isIn(item)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The text (JSON, or what was meant to be), with *** for the values of such members; as it is, if it has none. */
    public static String masked(String text) {
        // As nearly always, without reading all of it.
        if (text == null || !MAY_HAVE.matcher(text).find()) {
            return text;
        }
        JsonNode node;
        try {
            node = Json.read(text);
        } catch (Problem e) {
            return MEMBER.matcher(text).replaceAll("$1\"" + HIDDEN + "\"");
        }
        if (!isIn(node)) {
            return text;
        }
        mask(node);
        return Json.write(node);
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> {
                if (isName(member.getKey())) {
                    member.setValue(Json.MAPPER.getNodeFactory().textNode(HIDDEN));
                } else {
                    mask(member.getValue());
                }
            });
        } else if (node instanceof ArrayNode array) {
            array.forEach(SimSecrets::mask);
        }
    }
}
