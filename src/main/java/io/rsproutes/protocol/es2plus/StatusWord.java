package io.rsproutes.protocol.es2plus;

import java.util.Locale;
import java.util.Map;

/**
 * The status of an answer or notification (SGP.22 5.3 and 6.5.1.4): one of four words, in any case, with hyphen,
 * underscore, blank or none. Any other says nothing: neither that a call was executed, nor that it was not.
 */
public enum StatusWord {
    EXECUTED("Executed-Success"),
    WITH_WARNING("Executed-WithWarning"),
    FAILED("Failed"),
    EXPIRED("Expired"),
    UNKNOWN(null);

    private final String spelling;

    StatusWord(String spelling) {
        this.spelling = spelling;
    }

    /** @param own what the peer says instead of which of the four words (a dialect's status-words) */
    public static StatusWord of(String word, Map<String, String> own) {
        var said = word == null ? "" : word.strip();
        var meant = own.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(said))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(said);
        return switch (meant.toLowerCase(Locale.ROOT).replaceAll("[-_\\s]", "")) {
            case "executedsuccess" -> EXECUTED;
            case "executedwithwarning" -> WITH_WARNING;
            case "failed" -> FAILED;
            case "expired" -> EXPIRED;
            default -> UNKNOWN;
        };
    }

    public boolean executed() {
        return this == EXECUTED || this == WITH_WARNING;
    }

    /** Whether it says that the call was not executed. */
    public boolean refused() {
        return this == FAILED || this == EXPIRED;
    }

    /** As SGP.22 writes it, or the word that was said. */
    String spelled(String word) {
        return spelling == null ? word : spelling;
    }
}
