package io.rsproutes.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;

/** The reference pages have what the code has: error codes, properties, metrics, status codes. */
class ReferenceTest {

    private static final Path CODE = Path.of("src/main/java");
    private static final Pattern PROBLEM = Pattern.compile("new Problem\\(\\s*[^,;]+,\\s*\"([a-z-]+[a-z])\"");
    private static final Pattern FAULT = Pattern.compile("new SoapFault\\(\\s*\"\\w+\",\\s*\"([a-z]+-[a-z-]+)\"");
    private static final Pattern REJECTION =
            Pattern.compile("(?:refusal|rejection|reason)\\(\\s*\"([a-z]+-[a-z-]+)\",\\s*[45]");
    private static final Pattern METRIC = Pattern.compile(
            "(?:counter|timer|gauge|builder)\\(\\s*\"rsp\\.([a-z.-]+)\"|(?:count|timed|level)\\('([a-z.]+)'");

    @Test
    void everyErrorCodeIsExplained() throws IOException {
        var codes = new TreeSet<String>();
        for (var pattern : new Pattern[] {PROBLEM, FAULT, REJECTION}) {
            pattern.matcher(code()).results().forEach(match -> codes.add(match.group(1)));
        }
        assertThat(codes).hasSizeGreaterThan(60);
        var page = page("errors");
        assertThat(codes).filteredOn(code -> !page.contains("`" + code + "`")).isEmpty();
    }

    @Test
    void everyPropertyIsExplained() throws IOException {
        var settings = new YAMLMapper()
                .readTree(Path.of("config/application.yaml").toFile())
                .path("rsp");
        var names = new TreeSet<String>();
        settings.properties().forEach(group -> {
            if (group.getValue().isObject() && !group.getValue().isEmpty()) {
                group.getValue().properties().forEach(one -> names.addAll(leaves(one.getKey(), one.getValue())));
            } else if (!group.getValue().isObject()) {
                names.add(group.getKey());
            }
        });
        assertThat(names).hasSizeGreaterThan(60);
        var page = page("properties");
        assertThat(names).filteredOn(name -> !page.contains("." + name + "`")).isEmpty();
    }

    @Test
    void everyMetricIsExplained() throws IOException {
        var names = METRIC.matcher(code() + routes())
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .map(name -> "rsp_" + name.replaceAll("[.-]", "_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(names).hasSizeGreaterThan(20);
        var page = page("metrics");
        assertThat(names).filteredOn(name -> !page.contains("`" + name)).isEmpty();
    }

    @Test
    void everyStatusCodeIsExplained() throws IOException {
        var page = page("status-codes");
        for (var line : Files.readAllLines(Path.of("src/main/resources/status-codes.csv")).stream()
                .skip(1)
                .toList()) {
            var cells = line.split(",", 5);
            assertThat(page).contains("| %s | %s | `%s` | %s |".formatted(cells[1], cells[2], cells[3], cells[4]));
        }
        for (var line : Files.readAllLines(Path.of("src/main/resources/gateway-codes.csv")).stream()
                .skip(1)
                .toList()) {
            var cells = line.split(",", 6);
            assertThat(page)
                    .contains("| `%s` | %s/%s | %s/%s |".formatted(cells[0], cells[1], cells[2], cells[3], cells[4]));
        }
    }

    /** What a group in a group is made of; a map that teams fill is one property. */
    private static TreeSet<String> leaves(String name, JsonNode value) {
        var names = new TreeSet<String>();
        if (name.equals("jwt")) {
            value.fieldNames().forEachRemaining(names::add);
        } else {
            names.add(name);
        }
        return names;
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("docs/reference", name + ".md"));
    }

    private static String code() throws IOException {
        return texts(CODE, ".java");
    }

    private static String routes() throws IOException {
        return texts(Path.of("routes"), ".camel.yaml");
    }

    /** Of what serves in production: the simulators have errors of their own. */
    private static String texts(Path root, String suffix) throws IOException {
        var texts = new StringBuilder();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(one -> one.toString().endsWith(suffix))
                    .filter(one -> !one.toString().contains("simulator"))
                    .sorted()
                    .toList()) {
                texts.append(Files.readString(file));
            }
        }
        return texts.toString();
    }
}
