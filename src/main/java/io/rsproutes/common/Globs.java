package io.rsproutes.common;

import java.util.regex.Pattern;

/** Patterns in which an asterisk stands for any run of characters. */
public final class Globs {

    private Globs() {}

    public static boolean matches(String glob, String text) {
        return Pattern.matches(regex(glob), text);
    }

    public static String regex(String glob) {
        var regex = new StringBuilder();
        for (var part : glob.split("((?<=\\*)|(?=\\*))")) {
            regex.append("*".equals(part) ? ".*" : part.replaceAll("([^A-Za-z0-9-])", "\\\\$1"));
        }
        return regex.toString();
    }
}
