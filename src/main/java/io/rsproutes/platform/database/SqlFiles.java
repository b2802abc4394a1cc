package io.rsproutes.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.rsproutes.config.SettingsFault;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spi.Registry;

/**
 * The statements beside the routes. {@code {{sql:core/dispatch.claim}}} is the section {@code -- name: claim} of
 * {@code routes/core/dispatch.sql}, unless {@code overrides/core/dispatch.sql} has a section of that name.
 */
public class SqlFiles {

    private static final Path SHIPPED = Path.of("routes");
    public static final Path OVERRIDES = Path.of("overrides");
    private static final Pattern SECTION = Pattern.compile("(?m)^-- name: *(\\S+) *$");

    private final Map<String, String> statements = new TreeMap<>();
    private final Set<String> replaced = new TreeSet<>();

    /** A section of an override that replaces nothing fails the start: it would be ignored. */
    public SqlFiles() {
        this(SHIPPED, OVERRIDES);
    }

    SqlFiles(Path shipped, Path overrides) {
        if (!Files.isDirectory(shipped)) {
            throw new SettingsFault(
                    "./routes", "is not there", "start in the folder that holds routes/ and config/, as shipped");
        }
        files(shipped).forEach(file -> statements.putAll(sections(shipped, file)));
        for (var file : files(overrides)) {
            sections(overrides, file).forEach((name, text) -> {
                if (statements.replace(name, text) == null) {
                    throw new SettingsFault(
                            overrides.resolve(file).toString(),
                            "replaces no statement: " + name,
                            "begin each statement with the line \"-- name: …\" of one in routes/" + file);
                }
                replaced.add(name);
            });
        }
    }

    /**
     * Resolves {@code {{sql:…}}} to a reference: as text in a URI, a statement's newlines and {@code ?} would be lost.
     */
    public PropertiesFunction function(Registry registry) {
        return new PropertiesFunction() {
            @Override
            public String getName() {
                return "sql";
            }

            @Override
            public String apply(String name) {
                registry.bind(name, read(name));
                return "ref:" + name;
            }
        };
    }

    /** The statement of this name ({@code core/dispatch.claim}), without its comments. */
    public String read(String name) {
        var text = statements.get(name);
        if (text == null) {
            throw new SettingsFault(
                    "routes/" + name.replaceFirst("\\..*", ".sql"),
                    "lacks the statement " + name,
                    "put the shipped routes folder beside the jar");
        }
        return text.lines()
                .filter(line -> !line.trim().startsWith("--"))
                .collect(Collectors.joining("\n"))
                .trim();
    }

    /** Of all statements. */
    public Set<String> names() {
        return statements.keySet();
    }

    /** Whether an override has replaced the statement of this name. */
    public boolean isReplaced(String name) {
        return replaced.contains(name);
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".sql"))
                    .map(folder::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw unreadable(folder);
        }
    }

    private static Map<String, String> sections(Path folder, Path file) {
        var sections = new LinkedHashMap<String, String>();
        try {
            var text = Files.readString(folder.resolve(file));
            var stem = file.toString().replaceFirst("\\.sql$", "").replace('\\', '/');
            var section = SECTION.matcher(text);
            for (boolean more = section.find(); more; ) {
                var name = stem + "." + section.group(1);
                int from = section.end();
                more = section.find();
                sections.put(name, text.substring(from, more ? section.start() : text.length()));
            }
        } catch (IOException e) {
            throw unreadable(folder.resolve(file));
        }
        if (sections.isEmpty()) {
            throw new SettingsFault(
                    folder.resolve(file).toString(), "names no statement", "begin each with the line \"-- name: …\"");
        }
        return sections;
    }

    private static SettingsFault unreadable(Path path) {
        return new SettingsFault(path.toString(), "cannot be read", "let this process read it");
    }
}
