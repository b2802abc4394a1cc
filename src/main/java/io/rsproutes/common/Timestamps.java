package io.rsproutes.common;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as the database hands them out, as the API writes them, and as anybody else does. */
public final class Timestamps {

    /** How far a peer's clock may be from ours. */
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /**
     * A date (1 to 4), a separator (5), a time (6 to 9: hour, minute, second, fraction) and a zone (10: UTC; 11 to 13:
     * sign, hours, minutes).
     */
    private static final Pattern ISO = Pattern.compile("(\\d{4})(-?)(\\d{2})\\2(\\d{2})"
            + "(?:([Tt]|\\s+)?(\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,](\\d{1,30}))?)?)?)?"
            + "\\s*(?:(Z|z|UTC|GMT)|([+\\u2212-]|(?<=\\s))(\\d{2})(?::?(\\d{2}))?)?(?:\\[[\\w/+-]{1,40}])?");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}(?:\\.\\d{0,20})?(?:[eE]\\+?\\d{1,2})?");
    /** Digits alone that are rather a date than an epoch: yyyyMMdd, and with HHmm, HHmmss or HHmmssSSS. */
    private static final Pattern COMPACT =
            Pattern.compile("(?:19[7-9]|20[0-9])\\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
                    + "(?:(?:[01][0-9]|2[0-4])[0-5]\\d(?:[0-5]\\d(?:\\d{3})?)?)?");

    private Timestamps() {}

    public static Instant instant(Object value) {
        return value instanceof Instant instant
                ? instant
                : value instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : null;
    }

    /** RFC 3339 UTC with milliseconds, or null. */
    public static String text(Object value) {
        var instant = instant(value);
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** The same where a time without zone is one of UTC. */
    public static Instant read(String text) {
        return read(text, ZoneOffset.UTC);
    }

    /**
     * The one reader of times that others wrote: ISO 8601 in its extended and basic form, with a blank or nothing for
     * T, in lower case, with a comma, less than seconds, 24:00 or second 60, any offset (a + that a query string made a
     * blank, too) or none, a zone's name behind it, a date alone; and epoch seconds, milliseconds, micro- and
     * nanoseconds, with a fraction or an exponent.
     *
     * @param zone of a time that names none
     * @return null for what is no time, or not of the years 1 to 9999
     */
    public static Instant read(String text, ZoneId zone) {
        var plain = text == null ? "" : text.strip();
        try {
            var instant = NUMBER.matcher(plain).matches() ? number(plain, zone) : iso(plain, zone);
            return instant == null || year(instant) < 1 || year(instant) > 9999 ? null : instant;
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static int year(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).getYear();
    }

    private static Instant number(String text, ZoneId zone) {
        if (COMPACT.matcher(text).matches()) {
            return text.length() == 17 ? iso(text.substring(0, 14) + "." + text.substring(14), zone) : iso(text, zone);
        }
        var number = new BigDecimal(text);
        // By size: nobody means the year 5138, and few the first months of 1970.
        int digits = number.precision() - number.scale();
        if (digits < 9 || digits > 19) {
            return null;
        }
        var seconds = number.movePointLeft(digits <= 11 ? 0 : digits <= 14 ? 3 : digits <= 17 ? 6 : 9)
                .setScale(9, RoundingMode.DOWN);
        var whole = seconds.setScale(0, RoundingMode.DOWN);
        return Instant.ofEpochSecond(
                whole.longValueExact(),
                seconds.subtract(whole).movePointRight(9).longValueExact());
    }

    private static Instant iso(String text, ZoneId zone) {
        var match = ISO.matcher(text);
        // Only the basic form does without a separator.
        if (!match.matches()
                || match.group(6) != null
                        && match.group(5) == null
                        && !match.group(2).isEmpty()) {
            return null;
        }
        int hour = part(match, 6);
        int second = part(match, 8);
        boolean midnight = hour == 24 && part(match, 7) == 0 && second == 0 && fraction(match) == 0;
        boolean leap = second == 60;
        var local = LocalDateTime.of(
                        part(match, 1),
                        part(match, 3),
                        part(match, 4),
                        midnight ? 0 : hour,
                        part(match, 7),
                        leap ? 59 : second,
                        fraction(match))
                .plusDays(midnight ? 1 : 0)
                .plusSeconds(leap ? 1 : 0);
        if (match.group(12) != null) {
            int sign = "-".equals(match.group(11)) || "\u2212".equals(match.group(11)) ? -1 : 1;
            return local.toInstant(ZoneOffset.ofHoursMinutes(sign * part(match, 12), sign * part(match, 13)));
        }
        return match.group(10) != null
                ? local.toInstant(ZoneOffset.UTC)
                : local.atZone(zone).toInstant();
    }

    private static int part(Matcher match, int group) {
        return match.group(group) == null ? 0 : Integer.parseInt(match.group(group));
    }

    // In nanoseconds; what is finer is cut off.
    private static int fraction(Matcher match) {
        return match.group(9) == null ? 0 : Integer.parseInt((match.group(9) + "000000000").substring(0, 9));
    }
}
