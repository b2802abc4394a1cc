package io.rsproutes.northbound.rest;

import java.io.IOException;
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

/** Reports of any length, CSV or JSON: written into a file a page of rows at a time, so that memory stays flat and nobody gets half of one. */
public class Reports {

    private static final int PAGE = 1_000;

    /** One report under way. */
    private static final class Report {
        private final Path file;
        private final Writer out;
        private final boolean csv;
        private long rows;

        private final List<String> columns;

        Report(Path file, boolean csv, List<String> columns) throws IOException {
            this.columns = columns;
            this.file = file;
            this.out = Files.newBufferedWriter(file);
            this.csv = csv;
        }
    }

    private final Settings settings;

    public Reports(Settings settings) {
        this.settings = settings;
    }

    /** Variables {@code report, limit, cursor, more}; variable {@code format} is json when it is not said. The columns by their names in a CSV, with blanks between. */
    public void begin(Exchange exchange, String columns) throws IOException {
        var folder = Files.createDirectories(settings.dataDir().resolve("reports"));
        var report = new Report(Files.createTempFile(folder, "report-", null), "csv".equals(exchange.getVariable("format")), List.of(columns.split(" ")));
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
        exchange.setVariable("report", report);
        exchange.setVariable("limit", PAGE);
        exchange.setVariable("cursor", "");
        exchange.setVariable("more", true);
    }

    /** The rows in the body, in the order of their column {@code row_key}: variables {@code cursor} and {@code more} for the next page. */
    @SuppressWarnings("unchecked")
    public void append(Exchange exchange) throws IOException {
        var report = exchange.getVariable("report", Report.class);
        var rows = (List<Map<String, Object>>) exchange.getMessage().getBody(List.class);
        for (var raw : rows) {
            exchange.setVariable("cursor", raw.get("row_key"));
            var object = Views.json(flat(raw));
            report.out.write(report.csv ? Csv.line(report.columns.stream().map(column -> object.path(column).asText()).toList())
                    : (report.rows == 0 ? "[" : ",\n") + Json.write(object));
            report.rows++;
        }
        exchange.setVariable("more", rows.size() == PAGE);
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

    /** The whole of it as the body; variable {@code contentType}. */
    public void end(Exchange exchange) throws IOException {
        var report = exchange.getVariable("report", Report.class);
        if (!report.csv) {
            report.out.write(report.rows == 0 ? "[]\n" : "]\n");
        }
        report.out.close();
        exchange.setVariable("contentType", report.csv ? "text/csv" : "application/json");
        exchange.getMessage().setBody(Files.newInputStream(report.file, StandardOpenOption.DELETE_ON_CLOSE));
    }
}
