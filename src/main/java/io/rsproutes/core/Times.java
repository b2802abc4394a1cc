package io.rsproutes.core;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

/** Times as the database hands them out, and as the API writes them. */
public final class Times {

    private Times() {
    }

    public static Instant instant(Object value) {
        return value instanceof Instant instant ? instant : value instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : null;
    }

    /** RFC 3339 UTC with milliseconds, or null. */
    public static String text(Object value) {
        var instant = instant(value);
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
