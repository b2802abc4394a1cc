package io.rsproutes.core;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import org.apache.camel.spi.PropertiesFunction;

/**
 * {@code {{sql:core/dispatch-claim}}} in a route is {@code routes/core/sql/dispatch-claim.sql}, or the file beside it that
 * carries the database's name ({@code dispatch-claim.postgresql.sql}) where one measured better.
 */
public class SqlFiles implements PropertiesFunction {

    private final String vendor;

    public SqlFiles(DataSource dataSource) {
        if (!Files.isDirectory(Path.of("routes"))) {
            throw new SettingsFault("./routes", "is not there", "start in the folder that holds routes/ and config/, as shipped");
        }
        try (var connection = dataSource.getConnection()) {
            vendor = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("already in use")) {
                throw SettingsFault.folderInUse();
            }
            throw new SettingsFault("spring.datasource.url", "cannot be reached", "start the database or correct url, username and password (" + e.getMessage() + ")");
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

    private Path path(String name) {
        int slash = name.indexOf('/');
        var folder = Path.of("routes", name.substring(0, slash), "sql");
        var own = folder.resolve(name.substring(slash + 1) + "." + vendor + ".sql");
        return Files.exists(own) ? own : folder.resolve(name.substring(slash + 1) + ".sql");
    }
}
