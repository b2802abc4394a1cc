package io.rsproutes.southbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Numbers;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;

/**
 * What a peer says of a failure in words of its own, as far as they may be shown: on one line, identifiers masked, cut
 * off.
 */
public final class PeerErrorText {

    private static final int MOST = 300;
    /**
     * Where JSON error bodies have their code and their text, the first that is there; RFC 9457, OAuth and what
     * frameworks make of it.
     */
    private static final List<String> CODES = List.of("code", "errorcode", "error_code", "errcode");

    private static final List<String> TEXTS = List.of(
            "message",
            "msg",
            "errormessage",
            "error_message",
            "detail",
            "error_description",
            "description",
            "faultstring",
            "reason",
            "title",
            "error");

    private PeerErrorText() {}

    /**
     * Code and text of a JSON error body, such as {@code 4711: unknown operator}; null when it is none or has neither.
     */
    public static String of(String secrets, String body) {
        if (body == null
                || !body.stripLeading().startsWith("{") && !body.stripLeading().startsWith("\uFEFF{")) {
            return null;
        }
        try {
            return shown(secrets, words(Json.read(body), 2));
        } catch (Problem e) {
            return null;
        }
    }

    /**
     * A text of the peer's, without the secrets of the call (JSON, may be null) that it may repeat; null stays null.
     */
    public static String shown(String secrets, String text) {
        if (text == null) {
            return null;
        }
        var plain = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (secrets != null) {
            plain = without(Json.read(secrets), plain);
        }
        return Strings.cap(Masking.mask(plain), MOST);
    }

    private static String without(JsonNode secrets, String text) {
        var plain = text;
        for (var secret : secrets) {
            plain = secret.isContainerNode()
                    ? without(secret, plain)
                    : plain.replaceAll("(?<![0-9A-Za-z])" + Pattern.quote(secret.asText()) + "(?![0-9A-Za-z])", "***");
        }
        return plain;
    }

    private static String words(JsonNode node, int depth) {
        var fields = new TreeMap<String, JsonNode>();
        node.properties()
                .forEach(entry -> fields.putIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
        var parts = new ArrayList<String>();
        for (var names : List.of(CODES, TEXTS)) {
            names.stream()
                    .map(fields::get)
                    .filter(value -> value != null
                            && value.isValueNode()
                            && !value.isNull()
                            && !Numbers.text(value).isBlank())
                    .findFirst()
                    .ifPresent(value -> parts.add(Numbers.text(value)));
        }
        if (!parts.isEmpty() || depth == 0) {
            return parts.isEmpty() ? null : String.join(": ", parts);
        }
        // {error: {code, message}}, {errors: [{…}]}
        for (var name : new String[] {"error", "errors", "fault", "status", "header"}) {
            var inner = fields.get(name);
            var words =
                    inner == null ? null : words(inner.isArray() && !inner.isEmpty() ? inner.get(0) : inner, depth - 1);
            if (words != null) {
                return words;
            }
        }
        return null;
    }
}
