package io.rsproutes.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** Permits in a second or minute, written {@code 50/s} or {@code 600/m}. */
public record Rate(int permits, Duration per) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})/([sm])");

    public static Rate valueOf(String text) {
        var match = FORM.matcher(text.trim());
        if (!match.matches() || Integer.parseInt(match.group(1)) == 0) {
            throw new IllegalArgumentException("'" + text + "' is not a rate: write 50/s or 600/m");
        }
        return new Rate(
                Integer.parseInt(match.group(1)),
                "s".equals(match.group(2)) ? Duration.ofSeconds(1) : Duration.ofMinutes(1));
    }
}
