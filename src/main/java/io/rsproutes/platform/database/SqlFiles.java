package io.rsproutes.platform.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import io.rsproutes.config.SettingsFault;
import org.apache.camel.spi.PropertiesFunction;

/** {@code {{sql:core/dispatch-claim}}} in a route is {@code routes/core/sql/dispatch-claim.sql}. */
public class SqlFiles implements PropertiesFunction {

    public SqlFiles() {
        if (!Files.isDirectory(Path.of("routes"))) {
            throw new SettingsFault("./routes", "is not there", "start in the folder that holds routes/ and config/, as shipped");
        }
    }

    @Override
    public String getName() {
        return "sql";
    }

    @Override
    public String apply(String name) {
        return "file:" + path(name);
    }

    /** The statement itself, for code that batches. Comment lines are dropped. */
    public String read(String name) {
        try (var lines = Files.lines(path(name), StandardCharsets.UTF_8)) {
            return lines.filter(line -> !line.trim().startsWith("--")).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new SettingsFault("routes/", "lacks " + path(name), "put the shipped routes folder beside the jar");
        }
    }

    private static Path path(String name) {
        int slash = name.indexOf('/');
        return Path.of("routes", name.substring(0, slash), "sql", name.substring(slash + 1) + ".sql");
    }
}
