package io.rsproutes.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

/**
 * What each bean call of the routes decides stands beside its bean in routes/shared/beans.camel.yaml, so that nobody
 * has to read Java for it. The lines that begin with a dot are the methods' Javadoc; after a change that is meant, run
 * this test with {@code -Dwrite=true}.
 */
class BeansTest {

    private static final Path BEANS = Path.of("routes/shared/beans.camel.yaml");
    private static final List<Path> DECLARING = List.of(
            BEANS,
            Path.of("routes/simulator/customer.camel.yaml"),
            Path.of("routes/simulator/smdp.camel.yaml"),
            Path.of("routes/simulator/smsr.camel.yaml"));

    private static final int WIDTH = 100;
    private static final Pattern IN_TEXT = Pattern.compile("\\$\\{bean:(\\w+)\\.(\\w+)");
    private static final Pattern NAME = Pattern.compile(" {4}- name: (\\w+)");
    private static final Pattern GENERATED = Pattern.compile("(?: {4})?# {1,2}\\.\\w+.*|(?: {4})?# {4}.*");
    /** Such as a code tag, whose text may have braces in braces. */
    private static final String INLINE_TAG = "\\{@\\w+\\s+#?((?:[^{}]|\\{(?:[^{}]|\\{[^{}]*})*})*)}";
    /** Beans that the application itself provides, last in the file. */
    private static final Map<String, String> PROVIDED = new TreeMap<>(Map.of(
            "telemetry", "Telemetry",
            "gate", "PeerGate",
            "workerPace", "WorkerPace",
            "databaseOutage", "DatabaseOutage",
            "eventFormats", "EventFormats",
            "orderSecrets", "OrderSecrets",
            "webhookSecrets", "WebhookSecrets"));

    private final Map<String, TreeSet<String>> called = new TreeMap<>();
    private final Map<String, String> types = new TreeMap<>(PROVIDED);
    private final Map<String, String> sources = new TreeMap<>();

    @Test
    void everyCallIsExplainedWhereTheBeanIsDeclared() throws IOException {
        readSources();
        readRoutes();
        for (var file : DECLARING) {
            var text = String.join("\n", written(file)) + "\n";

            if (Boolean.getBoolean("write")) {
                Files.writeString(file, text);
            }

            assertThat(Files.readString(file))
                    .as("run this test with -Dwrite=true")
                    .isEqualTo(text);
        }
    }

    private static List<Path> routes() throws IOException {
        try (var files = Files.walk(Path.of("routes"))) {
            return files.filter(one -> one.toString().endsWith(".camel.yaml")).toList();
        }
    }

    private void readSources() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (var file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
    }

    private void readRoutes() throws IOException {
        for (var file : routes()) {
            read(new YAMLMapper().readTree(file.toFile()));
        }
    }

    private void read(JsonNode node) {
        if (node.has("ref") && node.path("method").isTextual()) {
            called.computeIfAbsent(node.path("ref").asText(), any -> new TreeSet<>())
                    .add(node.path("method")
                            .asText()
                            .replaceFirst("(?s)\\(.*", "")
                            .trim());
        }
        if (node.has("name") && node.path("type").isTextual()) {
            types.put(node.path("name").asText(), node.path("type").asText().replaceAll(".*\\.|\\$.*", ""));
        }
        var inText = IN_TEXT.matcher(node.isTextual() ? node.asText() : "");
        while (inText.find()) {
            called.computeIfAbsent(inText.group(1), any -> new TreeSet<>()).add(inText.group(2));
        }
        node.forEach(this::read);
    }

    private List<String> written(Path file) throws IOException {
        var lines = new ArrayList<String>();
        for (var line : Files.readAllLines(file)) {
            if (GENERATED.matcher(line).matches()) {
                continue;
            }
            var bean = NAME.matcher(line);
            if (bean.matches()) {
                lines.addAll(explained(bean.group(1), "    #  .", "    #    "));
            }
            lines.add(line);
        }
        if (file.equals(BEANS)) {
            PROVIDED.keySet().forEach(name -> lines.addAll(explained(name, "#  ." + name + ".", "#    ")));
        }
        return lines;
    }

    private List<String> explained(String bean, String first, String next) {
        var lines = new ArrayList<String>();
        for (var method : called.getOrDefault(bean, new TreeSet<>())) {
            var line = new StringBuilder(first + method + ":");
            for (var word : javadoc(bean, method).split(" ")) {
                if (line.length() + 1 + word.length() > WIDTH) {
                    lines.add(line.toString());
                    line = new StringBuilder(next).append(word);
                } else {
                    line.append(' ').append(word);
                }
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /** The description of a method, as plain text: up to its first tag or paragraph. */
    private String javadoc(String bean, String method) {
        var pattern = Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*public [^;{=]*?\\b" + method + "\\(",
                Pattern.DOTALL);
        var match = pattern.matcher(sources.getOrDefault(types.getOrDefault(bean, ""), ""));
        assertThat(match.find())
                .as("%s.%s is called by a route and has no Javadoc", bean, method)
                .isTrue();
        var text = match.group(1)
                .replaceAll("\\n[ \\t]*\\* ?", "\n")
                .split("\\n\\s*@|\\n\\s*<p>", 2)[0]
                .replaceAll(INLINE_TAG, "$1")
                .replaceAll("\\s+", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .trim();
        assertThat(text)
                .as("what %s.%s decides, in words", bean, method)
                .isNotEmpty()
                .doesNotStartWith("@");
        return text;
    }
}
