package io.rsproutes.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rsproutes.common.Strings;
import io.rsproutes.platform.database.SqlFiles;
import org.junit.jupiter.api.Test;

/**
 * The variables that routes hand on: who writes each and who reads it. docs/reference/variables.md is what this test
 * makes of the routes; after a change that is meant, run it with {@code -Dwrite=true}.
 */
class VariablesTest {

    private static final Path PAGE = Path.of("docs/reference/variables.md");
    private static final Pattern READ = Pattern.compile("variable\\.(\\w+)");
    private static final Pattern STATEMENT = Pattern.compile("\\{\\{sql:([^}]+)}}");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern IN_JAVA = Pattern.compile("(set|get|remove)Variable\\(\\s*\"(\\w+)\"");
    /** What a request brings is a variable each, and so is what a nudge carries. */
    private static final Pattern FIELD = Pattern.compile("(?:field|header|new Field)\\(\\s*\"([\\w-]+)\"");

    private static final Pattern CARRIED = Pattern.compile("row\\.put\\(\\s*\"(\\w+)\"");
    private static final Pattern PARAMETER = Pattern.compile("@Variable\\(\\s*\"(\\w+)\"\\)");

    private final Map<String, Set<String>> writers = new TreeMap<>();
    private final Map<String, Set<String>> readers = new TreeMap<>();
    private final Map<String, Set<String>> columns = new TreeMap<>();
    private String last = "";
    private final SqlFiles sql = new SqlFiles();

    private static void note(Map<String, Set<String>> map, String variable, String who) {
        map.computeIfAbsent(variable, any -> new TreeSet<>()).add(who);
    }

    private void readRoutes() throws IOException {
        try (var files = Files.walk(Path.of("routes"))) {
            for (var file : files.filter(one -> one.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList()) {
                if (file.toString().contains("simulator")) {
                    continue;
                }
                for (var entry : new YAMLMapper().readTree(file.toFile())) {
                    var route = entry.has("route") ? entry.path("route") : entry.path("routeConfiguration");
                    read(route, route.path("id").asText(file.getFileName().toString()));
                }
            }
        }
    }

    private void read(JsonNode node, String route) {
        if (node.isTextual()) {
            var read = READ.matcher(node.asText());
            while (read.find()) {
                note(readers, read.group(1), route);
            }
            var statement = STATEMENT.matcher(node.asText());
            while (statement.find()) {
                last = statement.group();
            }
        }
        node.properties().forEach(entry -> {
            if (entry.getKey().equals("setVariable")) {
                note(writers, entry.getValue().path("name").asText(), route);
            }
            if (entry.getKey().equals("setVariables")) {
                entry.getValue()
                        .path("variables")
                        .forEach(one -> note(writers, one.path("name").asText(), route));
            }
            read(entry.getValue(), route);
        });
        if (node.isArray()) {
            var before = "";
            for (var step : node) {
                if (step.at("/bean/ref").asText().equals("row")
                        && step.at("/bean/method").asText().equals("variables")) {
                    row(before, route);
                }
                before = step.toString();
                read(step, route);
            }
        }
    }

    /** Columns of the statement before, in camel case; and whether there was a row. */
    private void row(String step, String route) {
        note(writers, "found", route);
        // In a split over rows, of the statement that brought them.
        var statement = STATEMENT.matcher(step.contains("{{sql:") ? step : last);
        while (statement.find()) {
            var word = WORD.matcher(sql.read(statement.group(1)));
            while (word.find()) {
                note(columns, Strings.camelCase(word.group()), "`" + statement.group(1) + "`");
            }
        }
    }

    private void readStatements() {
        for (var name : sql.names()) {
            var read = READ.matcher(sql.read(name));
            while (read.find()) {
                note(readers, read.group(1), "`" + name + "`");
            }
        }
    }

    private void readJava() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file : files.filter(one -> one.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                if (file.toString().contains("simulator")) {
                    continue;
                }
                var name = file.getFileName().toString().replace(".java", "");
                var text = Files.readString(file);
                var match = IN_JAVA.matcher(text);
                while (match.find()) {
                    note(match.group(1).equals("set") ? writers : readers, match.group(2), name);
                }
                var field = (name.equals("RequestFields") ? FIELD : CARRIED).matcher(text);
                while (field.find()) {
                    var variable = field.group(1).replace("-", "");
                    note(writers, variable.substring(0, 1).toLowerCase(Locale.ROOT) + variable.substring(1), name);
                }
                var parameter = PARAMETER.matcher(text);
                while (parameter.find()) {
                    note(readers, parameter.group(1), name);
                }
            }
        }
    }

    private void all() throws IOException {
        readRoutes();
        readStatements();
        readJava();
        readers.keySet()
                .forEach(name -> columns.getOrDefault(name, Set.of()).forEach(from -> note(writers, name, from)));
    }

    @Test
    void everyVariableThatIsReadIsWritten() throws IOException {
        all();
        var missing = new TreeMap<>(readers);
        missing.keySet().removeAll(writers.keySet());
        assertThat(missing).isEmpty();
    }

    @Test
    void thePageIsWhatTheRoutesSay() throws IOException {
        all();
        var text = new StringBuilder(
                """
                # Variables

                Routes hand on what they know in variables, never in headers. This page is made of the routes, their
                statements and the beans; a statement writes the columns of its row.

                | variable | written by | read by |
                |---|---|---|
                """);
        var names = new TreeSet<>(writers.keySet());
        names.retainAll(readers.keySet());
        for (var name : names) {
            text.append("| `")
                    .append(name)
                    .append("` | ")
                    .append(list(writers.get(name)))
                    .append(" | ")
                    .append(list(readers.get(name)))
                    .append(" |\n");
        }
        if (Boolean.getBoolean("write")) {
            Files.writeString(PAGE, text);
        }
        assertThat(Files.readString(PAGE)).as("run this test with -Dwrite=true").isEqualTo(text.toString());
    }

    private static String list(Set<String> names) {
        return names.stream().collect(Collectors.joining(", "));
    }
}
