package io.rsproutes.core;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;

/** Times as the databases hand them out, and as the API writes them. */
public final class Times {

    private Times() {
    }

    /** PostgreSQL gives a Timestamp, H2 an OffsetDateTime. */
    public static Instant instant(Object value) {
        return value instanceof Instant instant ? instant : value instanceof OffsetDateTime time ? time.toInstant() : value instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : null;
    }

    /** RFC 3339 UTC with milliseconds, or null. */
    public static String text(Object value) {
        var instant = instant(value);
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
