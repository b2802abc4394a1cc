package io.rsproutes.common;

import java.math.BigDecimal;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The one JSON reader and writer, with the limits of SECURITY.md. */
public final class Json {

    /** The exponent a number may have: that of a double (RFC 8259, 6). */
    private static final int MAX_EXPONENT = 308;

    public static final ObjectMapper MAPPER = new ObjectMapper(factory()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(65_536)
                            .maxNameLength(256)
                            .maxNumberLength(64)
                            .maxDocumentLength(1_048_576)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // What is passed through keeps the digits of its numbers.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    /**
     * For mappings and schemas: of what has been read above, and of pages of our own, whose length has no bound.
     * Numbers are doubles.
     */
    public static final ObjectMapper MAPPINGS = new ObjectMapper(factory().build());

    private Json() {}

    // A table of names shared by all documents could be filled with names that collide, and then fail the documents of
    // others.
    private static JsonFactoryBuilder factory() {
        return (JsonFactoryBuilder) JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
    }

    /** @throws Problem 400 {@code malformed-json}, with line and column where they are known */
    public static JsonNode read(String text) {
        try {
            var node = text == null ? null : MAPPER.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (node == null || node.isMissingNode()) {
                throw new Problem(400, "malformed-json", "The body is empty; a JSON document is expected.");
            }
            check(node);
            return node;
        } catch (NumberFormatException e) {
            throw outOfRange();
        } catch (JsonProcessingException e) {
            var at = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new Problem(400, "malformed-json", "The body is not JSON we can read" + at + ": " + reason(e));
        }
    }

    // What JSON allows and nothing behind us can hold. The depth is bounded by the reader.
    private static void check(JsonNode node) {
        if (node.isBigDecimal() && Math.abs(exponent(node.decimalValue())) > MAX_EXPONENT) {
            throw outOfRange();
        }
        if (node.isTextual()) {
            check(node.textValue());
        }
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(Json::check);
        }
        node.forEach(Json::check);
    }

    // Of the first digit.
    private static long exponent(BigDecimal number) {
        return (long) number.precision() - number.scale() - 1;
    }

    private static void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isHighSurrogate(text.charAt(i))
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw new Problem(
                            400,
                            "malformed-json",
                            "The body has half of a surrogate pair (\\ud800 to \\udfff) in a text or name; write both,"
                                    + " or the character itself in UTF-8.");
                }
                i++;
            }
        }
    }

    private static Problem outOfRange() {
        return new Problem(
                400,
                "malformed-json",
                "The body has a number whose exponent is out of range; numbers from 1e-308 to 1e308 are taken.");
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for what becomes JSON. */
    public static <T> void put(Map<String, ? super T> fields, String field, T value) {
        if (value != null) {
            fields.put(field, value);
        }
    }

    /** Sets the field, unless there is nothing to set. */
    public static void put(ObjectNode node, String field, Object value) {
        if (value != null) {
            node.put(field, value.toString());
        }
    }

    // Jackson's own text quotes the document; only its kind is told.
    private static String reason(JsonProcessingException e) {
        var text = String.valueOf(e.getOriginalMessage());
        if (text.contains("nesting depth")) {
            return "it is nested deeper than 32 levels.";
        }
        if (text.contains("Duplicate field")) {
            return "a field stands twice in one object.";
        }
        if (text.contains("exceeds the maximum")) {
            return "a value or name is too long.";
        }
        if (text.contains("surrogate")) {
            return "a name has half of a surrogate pair; write both, or none.";
        }
        if (text.contains("end-of-input")) {
            return "it ends too early.";
        }
        return "a character is not where JSON allows it.";
    }
}
