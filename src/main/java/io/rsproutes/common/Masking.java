package io.rsproutes.common;

import java.util.regex.Pattern;

/** Hides EID, ICCID, IMSI and MSISDN: the first six and last two digits stay (SECURITY.md). */
public final class Masking {

    // 14 digits and more, whatever stands beside them: no identifier of ours is shorter but an MSISDN, which is never
    // logged.
    private static final Pattern LONG_NUMBER = Pattern.compile("([0-9]{6})([0-9]{6,})([0-9]{2})");

    private Masking() {}

    public static String mask(String text) {
        return text == null
                ? null
                : LONG_NUMBER
                        .matcher(text)
                        .replaceAll(m -> m.group(1) + "*".repeat(m.group(2).length()) + m.group(3));
    }
}
