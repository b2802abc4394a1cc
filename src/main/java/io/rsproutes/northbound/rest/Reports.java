package io.rsproutes.northbound.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Csv;
import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.config.Settings;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Reports of any length, CSV or JSON: written into a file a page of rows at a time, so that memory stays flat
 * and nobody gets half of one.
 */
public class Reports {

    /** One report under way. */
    public static final class Report {
        private final Path file;
        private final Writer out;
        private final boolean csv;
        private final List<String> columns;
        private long rows;
        private String cursor = "";
        private boolean more = true;

        Report(Path file, boolean csv, List<String> columns) throws IOException {
            this.columns = columns;
            this.file = file;
            this.out = Files.newBufferedWriter(file);
            this.csv = csv;
        }

        /** The key of the row that was written last; empty before the first. */
        public String cursor() {
            return cursor;
        }

        /** Whether there may be another page. */
        public boolean more() {
            return more;
        }

        public String contentType() {
            return csv ? "text/csv" : "application/json";
        }
    }

    private final Settings settings;

    public Reports(Settings settings) {
        this.settings = settings;
    }

    /**
     * Begins a report: CSV when variable {@code format} is csv, else JSON, in a file that goes away with the
     * exchange. Out: {@code more}, true; {@code cursor}, empty; {@code contentType}. A CSV has these columns,
     * given with blanks between; JSON has all of a row but its row_key. A column status of the rows is taken
     * apart into status, subjectCode, reasonCode and message.
     */
    public Report begin(Exchange exchange, String columns) throws IOException {
        var folder = Files.createDirectories(settings.dataDir().resolve("reports"));
        boolean csv = "csv".equals(exchange.getVariable("format"));
        var file = Files.createTempFile(folder, "report-", null);
        var report = new Report(file, csv, List.of(columns.trim().split("\\s+")));
        if (report.csv) {
            report.out.write(Csv.line(report.columns));
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                try {
                    report.out.close();
                    Files.deleteIfExists(report.file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        return report;
    }

    /**
     * Writes the rows in the body, a page of at most {@code limit}, in the order of their column {@code
     * row_key}. Then {@code cursor} of the report is the last of these keys (as before, if there are no
     * rows), and {@code more} is true when this page had {@code limit} rows, so that there may be another,
     * else false.
     */
    public void append(List<Map<String, Object>> rows, Report report, Integer limit) throws IOException {
        for (var raw : rows) {
            report.cursor = (String) raw.get("row_key");
            var object = Views.json(flat(raw));
            report.out.write(
                    report.csv
                            ? Csv.line(report.columns.stream()
                                    .map(column -> object.path(column).asText())
                                    .toList())
                            : (report.rows == 0 ? "[" : ",\n") + Json.write(object));
            report.rows++;
        }
        report.more = rows.size() == limit;
    }

    // Without the page's key; of a status, what it says.
    private static Map<String, Object> flat(Map<String, Object> row) {
        var flat = new LinkedHashMap<String, Object>();
        row.forEach((column, value) -> {
            if (column.equals("status")) {
                var status = value == null ? Json.MAPPER.missingNode() : Json.read(value.toString());
                for (var field : new String[] {"status", "subject_code", "reason_code", "message"}) {
                    flat.put(field, status.path(Strings.camelCase(field)).asText(null));
                }
            } else if (!column.equals("row_key")) {
                flat.put(column, value);
            }
        });
        return flat;
    }

    /**
     * The whole report as a stream, for the body: CSV, or a JSON array. Its file goes away when it has been
     * read.
     */
    public InputStream end(Report report) throws IOException {
        if (!report.csv) {
            report.out.write(report.rows == 0 ? "[]\n" : "]\n");
        }
        report.out.close();
        return Files.newInputStream(report.file, StandardOpenOption.DELETE_ON_CLOSE);
    }
}
