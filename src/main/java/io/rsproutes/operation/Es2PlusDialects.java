package io.rsproutes.operation;

import java.util.HashMap;
import java.util.Map;

import io.rsproutes.config.Dialect;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;

/** A dialect as the reader and writer of ES2+ messages take it. */
public final class Es2PlusDialects {

    private Es2PlusDialects() {}

    /** Canonical notification name by number or word. */
    public static Map<String, String> notificationNames(Dialect dialect) {
        var all = new HashMap<>(Es2Plus.POINTS);
        all.putAll(dialect.notifications());
        return all;
    }

    /** How answers and notifications are read. */
    public static Es2Plus.Reading reading(Dialect dialect) {
        return new Es2Plus.Reading(dialect.statusWords(), dialect.timeZone());
    }

    /** How requests are written. */
    public static Es2PlusWriter.Style style(Dialect dialect) {
        return new Es2PlusWriter.Style(
                dialect.padIccid(), dialect.nulls(), dialect.statusCase() == Dialect.StatusCase.UPPER);
    }
}
