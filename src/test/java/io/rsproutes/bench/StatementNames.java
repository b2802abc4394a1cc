package io.rsproutes.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the statement below routes/ that one of pg_stat_statements comes from, by what is left of both without
 * parameters and constants.
 */
final class StatementNames {

    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");
    /** Camel's parameters, the server's, texts, numbers and other constants, and space. */
    private static final Pattern VARYING = Pattern.compile("(?i):[#?]+(\\$\\{[^}]*}|[a-z.:-]+)|\\$\\d+|'[^']*'"
            + "|\\b(true|false|null)\\b|-?\\b\\d+(\\.\\d+)?\\b|[\\s?;-]+");

    private static final int LONGEST = 100;
    private final Map<String, String> names = new HashMap<>();

    /** @param statements by name */
    StatementNames(Map<String, String> statements) {
        statements.forEach((name, text) -> {
            // A section may be some statements, in this order.
            for (var statement : COMMENT.matcher(text).replaceAll("").split(";")) {
                names.putIfAbsent(key(statement), name);
            }
        });
    }

    /** Its name, or what it begins with. */
    String name(String statement) {
        var known = names.get(key(statement));
        var line = statement.strip().replaceAll("\\s+", " ");
        return known != null ? known : line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    private static String key(String text) {
        return VARYING.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll("");
    }
}
