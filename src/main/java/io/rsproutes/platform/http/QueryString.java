package io.rsproutes.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.rsproutes.common.Masking;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Query parameters as they were sent, never from a body. Tomcat would leave out those that it cannot decode, and so a
 * filter.
 */
public final class QueryString {

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private QueryString() {}

    /**
     * Each parameter once, by its name.
     *
     * @param known the names there are; null: others are of no interest
     * @throws Problem 400 {@code invalid-field}: unknown, more than once, or not UTF-8
     */
    public static Map<String, String> read(HttpServletRequest request, Set<String> known) {
        var parameters = new LinkedHashMap<String, String>();
        var query = request.getQueryString();
        for (var pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            var name = decoded(equals < 0 ? pair : pair.substring(0, equals), null);
            if (name.isEmpty()) {
                continue;
            }
            if (known != null && !known.contains(name)) {
                throw invalid(
                        name,
                        known.isEmpty()
                                ? "is no query parameter of this path, which takes none"
                                : "is no query parameter of this path; there are "
                                        + String.join(", ", new TreeSet<>(known)));
            }
            if (parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1), name)) != null) {
                throw invalid(name, "stands more than once");
            }
        }
        return parameters;
    }

    /**
     * A moment of the years 1970 to 9999, which PostgreSQL and all who read us can hold; null when the text is
     * none ({@link Timestamps#read}).
     */
    public static Instant moment(String text) {
        var at = Timestamps.read(text);
        return at == null || at.isBefore(Instant.EPOCH) || !at.isBefore(END) ? null : at;
    }

    /** A parameter that is not as it should be. */
    public static Problem invalid(String name, String detail) {
        var shown = Masking.mask(Strings.cap(name.replaceAll("[^\\x20-\\x7E]", "?"), 64));
        return new Problem(
                400, "invalid-field", "A field of the request cannot be taken.", List.of(new Violation(shown, detail)));
    }

    private static String decoded(String text, String name) {
        var bytes = ByteBuffer.allocate(text.length() * 3);
        try {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '%') {
                    var hex = text.substring(i + 1, i + 3).replaceAll("[^0-9A-Fa-f]", "x");
                    bytes.put((byte) Integer.parseUnsignedInt(hex, 16));
                    i += 2;
                } else {
                    bytes.put(c == '+' ? new byte[] {' '} : String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                }
            }
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException | NumberFormatException | StringIndexOutOfBoundsException e) {
            throw invalid(name == null ? text : name, "is not UTF-8 text, percent-encoded");
        }
    }
}
