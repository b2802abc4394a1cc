package io.rsproutes.common;

import java.util.regex.Pattern;

/** A fully qualified host name, as others write it. */
public final class HostName {

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private HostName() {}

    /**
     * The host name an address means, without scheme, slash or dot around it; null when it is none: of two labels or
     * more, the last no number.
     */
    public static String of(String address) {
        var plain = Strings.bare(address)
                .replaceFirst("(?i)^https?://", "")
                .replaceFirst("(?::443)?/*$", "")
                .replaceFirst("\\.$", "");
        var labels = plain.split("\\.", -1);
        if (labels.length < 2 || plain.length() > 253 || labels[labels.length - 1].matches("\\d+")) {
            return null;
        }
        for (var label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return null;
            }
        }
        return plain;
    }
}
