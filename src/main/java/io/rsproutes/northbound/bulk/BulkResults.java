package io.rsproutes.northbound.bulk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

import javax.sql.DataSource;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Csv;
import io.rsproutes.common.Json;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.database.SqlFiles;
import org.springframework.jdbc.core.JdbcTemplate;

/** What became of every line of a job that was submitted, as CSV in the spool. */
public class BulkResults {

    private final Settings settings;
    private final JdbcTemplate jdbc;
    private final String results;

    public BulkResults(Settings settings, DataSource dataSource, SqlFiles sql) {
        this.settings = settings;
        this.jdbc = new JdbcTemplate(dataSource);
        this.results = sql.read("northbound/bulk-jobs.results");
    }

    /**
     * A column of the CSV: its name, and the column of the statement, or one member of the JSON there, that
     * fills it.
     */
    record Column(String name, String source, String member) {

        /** {@code name}, {@code name=column} or {@code name=column.member}. */
        static Column of(String text) {
            var parts = text.split("=", 2);
            var source = parts[parts.length - 1].split("\\.", 2);
            return new Column(parts[0], source[0], source.length == 1 ? null : source[1]);
        }
    }

    private record Result(long line, List<String> cells) {}

    /**
     * Writes result.csv into the job's folder: a line for each of its operations, all of them or no file. The
     * columns are separated by blanks, each name or name=source, where source is a column of the statement
     * northbound/bulk-jobs.results, or column.member for a member of the JSON there. A null is an empty cell;
     * throws when there is no such source.
     */
    public void write(String jobId, String columns) throws IOException {
        var all = Arrays.stream(columns.trim().split("\\s+")).map(Column::of).toList();
        var file = BulkSpool.folder(settings, jobId).resolve("result.csv");
        var part = file.resolveSibling("result.part");
        try (var out = Files.newBufferedWriter(SpoolFiles.create(part))) {
            out.write(Csv.line(all.stream().map(Column::name).toList()));
            // By pages: outside of a transaction the driver keeps all rows of a statement, whatever its fetch size.
            int limit = settings.bulk().batch();
            long last = 0;
            List<Result> page;
            do {
                page = jdbc.query(
                        results,
                        (row, n) -> new Result(row.getLong("parent_line"), cells(all, row)),
                        jobId,
                        last,
                        limit);
                for (var result : page) {
                    out.write(Csv.line(result.cells()));
                    last = result.line();
                }
            } while (page.size() == limit);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<String> cells(List<Column> columns, ResultSet row) throws SQLException {
        var cells = new ArrayList<String>(columns.size());
        var read = new HashMap<String, JsonNode>();
        for (var column : columns) {
            var text = row.getString(column.source());
            cells.add(
                    text == null
                            ? ""
                            : column.member() == null
                                    ? text
                                    : read.computeIfAbsent(column.source(), source -> Json.read(text))
                                            .path(column.member())
                                            .asText());
        }
        return cells;
    }
}
