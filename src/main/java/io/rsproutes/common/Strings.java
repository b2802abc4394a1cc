package io.rsproutes.common;

/** Texts of others, before they are kept. */
public final class Strings {

    private Strings() {
    }

    /** At most so many characters of it; null stays null. */
    public static String cap(String text, int most) {
        return text == null || text.length() <= most ? text : text.substring(0, most);
    }
}
