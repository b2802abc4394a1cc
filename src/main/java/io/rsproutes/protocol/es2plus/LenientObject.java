package io.rsproutes.protocol.es2plus;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Numbers;

/** A JSON object as real peers write it: keys in any case, null as absent, numbers as text. */
final class LenientObject {

    private final Map<String, JsonNode> fields = new LinkedHashMap<>();

    private LenientObject() {}

    /** Empty for what is no object. Of two keys that differ in their case only, the first counts. */
    static LenientObject of(JsonNode node) {
        var object = new LenientObject();
        if (node != null && node.isObject()) {
            node.properties().forEach(entry -> {
                if (!entry.getValue().isNull()) {
                    object.fields.putIfAbsent(key(entry.getKey()), entry.getValue());
                }
            });
        }
        return object;
    }

    /** The first of these fields that is there, or null. */
    JsonNode get(String... names) {
        for (var name : names) {
            if (fields.containsKey(key(name))) {
                return fields.get(key(name));
            }
        }
        return null;
    }

    /** The same as text; null for an object or a list too. */
    String text(String... names) {
        return text(get(names));
    }

    LenientObject child(String name) {
        return of(get(name));
    }

    /** Every field that has a text but {@code except}, by its name in lower case. */
    Map<String, String> texts(String except) {
        var texts = new LinkedHashMap<String, String>();
        fields.forEach((name, value) -> {
            if (text(value) != null && !name.equals(key(except))) {
                texts.put(name, text(value));
            }
        });
        return texts;
    }

    private static String text(JsonNode node) {
        return node == null || node.isContainerNode()
                ? null
                : Numbers.text(node).replace("\u0000", "");
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
