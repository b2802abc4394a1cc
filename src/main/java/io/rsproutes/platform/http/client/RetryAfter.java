package io.rsproutes.platform.http.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a server asks to be left alone: {@code Retry-After} (RFC 9110, 10.2.3) in seconds, or as a date in the three
 * forms of 5.6.7 (IMF-fixdate, RFC 850, asctime). Of several the longest counts, so that none is overridden.
 */
public final class RetryAfter {

    /** Nobody is waited for longer: a wrong clock must not park an event for years. */
    public static final long MAX_SECONDS = Duration.ofDays(7).toSeconds();

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}";
    private static final String TIME = "(?<hour>\\d{1,2}):(?<minute>\\d{2}):(?<second>\\d{2})";
    private static final Pattern DATE =
            Pattern.compile("(?:" + DAY + ",?\\s*)?(?<day>\\d{1,2})[ -](?<month>[a-z]{3})[ -](?<year>\\d{4}|\\d{2})\\s+"
                    + TIME + "(?:\\s*(?:gmt|utc|z|[+-]00:?00))?");
    private static final Pattern ASCTIME =
            Pattern.compile(DAY + "\\s+(?<month>[a-z]{3})\\s+(?<day>\\d{1,2})\\s+" + TIME + "\\s+(?<year>\\d{4})");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,30}(?:\\.\\d{1,30})?");

    private RetryAfter() {}

    /** Whole seconds from now, at most {@link #MAX_SECONDS}; empty when no line can be read. */
    public static Optional<Long> seconds(List<String> lines, Instant now) {
        return lines.stream()
                .flatMap(line -> values(line).stream())
                .flatMap(value -> seconds(value, now).stream())
                .max(Long::compare);
    }

    /** The seconds of an answer whose header {@link HttpGuard} has rewritten; null where there was none to be read. */
    public static Integer rewritten(String header) {
        return header != null && header.matches("\\d{1,6}") ? Integer.valueOf(header) : null;
    }

    // Lines that a proxy joined by commas; the comma of a date is none of those.
    private static List<String> values(String line) {
        return List.of(line.toLowerCase(Locale.ROOT).replace("\"", "").trim().split("(?<=\\d|gmt|utc)\\s*,\\s*"));
    }

    private static Optional<Long> seconds(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of((long) Math.min(Math.ceil(Double.parseDouble(value)), MAX_SECONDS));
        }
        return date(value, now).map(date -> {
            long millis = Duration.between(now, date).toMillis();
            return Math.min(Math.max(0, (millis + 999) / 1000), MAX_SECONDS);
        });
    }

    private static Optional<Instant> date(String value, Instant now) {
        for (var form : List.of(DATE, ASCTIME)) {
            var match = form.matcher(value);
            if (match.matches()) {
                try {
                    return Optional.of(instant(match, now));
                } catch (DateTimeException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static Instant instant(Matcher match, Instant now) {
        int year = Integer.parseInt(match.group("year"));
        if (match.group("year").length() == 2) {
            // RFC 9110: more than fifty years ahead means the last century's year of these digits.
            int current = now.atOffset(ZoneOffset.UTC).getYear();
            year += current / 100 * 100;
            year -= year > current + 50 ? 100 : 0;
        }
        int second = Math.min(59, Integer.parseInt(match.group("second")));
        return LocalDateTime.of(
                        year,
                        MONTHS.indexOf(match.group("month")) + 1,
                        Integer.parseInt(match.group("day")),
                        Integer.parseInt(match.group("hour")),
                        Integer.parseInt(match.group("minute")),
                        second)
                .toInstant(ZoneOffset.UTC);
    }
}
