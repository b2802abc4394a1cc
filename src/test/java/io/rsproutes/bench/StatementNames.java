package io.rsproutes.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds the statement below routes/ that one of pg_stat_statements comes from, by what is left of both without
 * parameters and constants.
 */
final class StatementNames {

    private static final Pattern SECTION = Pattern.compile("(?m)^-- name: *(\\S+).*$");
    private static final Pattern COMMENT = Pattern.compile("(?m)--.*$");
    /** Camel's parameters, the server's, texts, numbers and other constants, and space. */
    private static final Pattern VARYING = Pattern.compile("(?i):[#?]+(\\$\\{[^}]*}|[a-z.:-]+)|\\$\\d+|'[^']*'"
            + "|\\b(true|false|null)\\b|-?\\b\\d+(\\.\\d+)?\\b|[\\s?;-]+");

    private static final int LONGEST = 100;
    private final Map<String, String> names = new HashMap<>();

    StatementNames(Path routes) {
        try (var files = Files.walk(routes)) {
            for (var file : files.filter(one -> one.toString().endsWith(".sql"))
                    .sorted()
                    .toList()) {
                var path = routes.relativize(file).toString();
                add(path.replaceFirst("\\.sql$", ""), Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String name, String text) {
        var sections = SECTION.matcher(text);
        for (boolean more = sections.find(); more; ) {
            var section = name + "." + sections.group(1);
            int from = sections.end();
            more = sections.find();
            var body = COMMENT.matcher(text.substring(from, more ? sections.start() : text.length()))
                    .replaceAll("");
            // A section may be some statements, in this order.
            for (var statement : body.split(";")) {
                names.putIfAbsent(key(statement), section);
            }
        }
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
