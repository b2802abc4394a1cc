package io.rsproutes.common;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is made of texts. */
public final class Strings {

    private Strings() {}

    /** At most so many characters of it; null stays null. */
    public static String cap(String text, int most) {
        return text == null || text.length() <= most ? text : text.substring(0, most);
    }

    /** Without blanks of any kind around it, and quotes; empty for null. */
    public static String bare(String text) {
        return text == null ? "" : text.replaceAll("^[\\s\\p{Z}\"]+|[\\s\\p{Z}\"]+$", "");
    }

    /** The SHA-256 of its UTF-8 bytes, as lower-case hex. */
    public static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The camelCase of a column: created_at is createdAt. */
    public static String camelCase(String column) {
        var name = new StringBuilder();
        boolean upper = false;
        for (var c : column.toCharArray()) {
            if (c == '_') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return name.toString();
    }
}
