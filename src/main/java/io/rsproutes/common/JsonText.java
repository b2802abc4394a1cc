package io.rsproutes.common;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The text of a JSON document as others encode it: UTF-8 (RFC 8259), with a byte order mark or not, and what older
 * stacks send.
 */
public final class JsonText {

    private static final Pattern CHARSET =
            Pattern.compile("(?i);\\s*charset\\s*=\\s*[\"']?\\s*([A-Za-z0-9._:+-]{1,40})");

    private JsonText() {}

    /**
     * A byte order mark decides; without one it is UTF-8, or UTF-16 by the zeros beside its first character; what is
     * not UTF-8 is read in the charset the Content-Type names. The text has no byte order mark.
     *
     * @return null when it is text in none of these
     */
    public static String decode(byte[] bytes, String contentType) {
        int first = at(bytes, 0);
        int second = at(bytes, 1);
        if (first == 0xEF && second == 0xBB && at(bytes, 2) == 0xBF) {
            return strictly(bytes, 3, StandardCharsets.UTF_8);
        }
        if (first == 0xFE && second == 0xFF) {
            return strictly(bytes, 2, StandardCharsets.UTF_16BE);
        }
        if (first == 0xFF && second == 0xFE) {
            return strictly(bytes, 2, StandardCharsets.UTF_16LE);
        }
        if (first == 0 && begins(second)) {
            return strictly(bytes, 0, StandardCharsets.UTF_16BE);
        }
        if (second == 0 && begins(first)) {
            return strictly(bytes, 0, StandardCharsets.UTF_16LE);
        }
        var text = strictly(bytes, 0, StandardCharsets.UTF_8);
        var charset = text == null ? charset(contentType) : null;
        return charset == null ? text : strictly(bytes, 0, charset);
    }

    private static boolean begins(int character) {
        return character == '{' || character == '[';
    }

    private static int at(byte[] bytes, int index) {
        return index < bytes.length ? bytes[index] & 0xFF : -1;
    }

    private static Charset charset(String contentType) {
        var match = CHARSET.matcher(contentType == null ? "" : contentType);
        try {
            return match.find() ? Charset.forName(match.group(1)) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String strictly(byte[] bytes, int from, Charset charset) {
        try {
            return charset.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
