package io.rsproutes.northbound.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

/** CSV with a header line: columns in any order and case, comma, semicolon or tab (RFC 4180 quotes). */
final class CsvReader implements BulkReader {

    private static final CsvMapper CSV = CsvMapper.builder(CsvFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(10_000).build()).build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY).enable(CsvParser.Feature.TRIM_SPACES).enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();

    private final BufferedReader text;
    private final MappingIterator<String[]> rows;
    private final List<String> columns = new ArrayList<>();
    private final String function;
    private final int before;
    private long began = 1;

    /**
     * @param names    canonical names by what the file may call them, lower case; an empty one is a column to leave out
     * @param function of the lines that name none, or null
     * @param before   lines before the header, already read
     */
    CsvReader(BufferedReader text, Map<String, String> names, String function, int before) throws IOException {
        this.text = text;
        this.function = function;
        this.before = before;
        text.mark(100_000);
        var first = text.readLine();
        if (first == null || first.isBlank()) {
            throw BulkFormats.malformed(1 + before, 1, "the header line is missing");
        }
        text.reset();
        rows = CSV.readerFor(String[].class).with(CsvSchema.emptySchema().withColumnSeparator(separator(first))).readValues(text);
        try {
            header(rows.nextValue(), names);
        } catch (JsonProcessingException e) {
            throw broken(e);
        }
    }

    private static char separator(String header) {
        char best = ',';
        for (char c : new char[] {';', '\t'}) {
            if (header.chars().filter(one -> one == c).count() > header.chars().filter(one -> one == (int) ',').count()) {
                best = c;
            }
        }
        return best;
    }

    private void header(String[] cells, Map<String, String> names) {
        for (int i = 0; i < cells.length; i++) {
            var name = cells[i].replace("\uFEFF", "").trim();
            var known = names.get(name.toLowerCase(Locale.ROOT));
            if (known == null) {
                throw BulkFormats.malformed(1 + before, i + 1, "the column '" + BulkFormats.shown(name) + "' is unknown; map it in rsp.files.columns, or leave it out with rsp.files.ignored");
            }
            if (!known.isEmpty() && columns.contains(known)) {
                throw BulkFormats.malformed(1 + before, i + 1, "the column '" + known + "' stands twice");
            }
            columns.add(known);
        }
        if (function == null && !columns.contains("function")) {
            throw BulkFormats.malformed(1 + before, 1, "there is no column function, and the file's name does not begin with one (enableProfile.<name>.csv)");
        }
    }

    @Override
    public List<String> columns() {
        return columns.stream().filter(name -> !name.isEmpty()).toList();
    }

    @Override
    public BulkLine next() throws IOException {
        try {
            began = rows.getCurrentLocation().getLineNr() + before;
            if (!rows.hasNextValue()) {
                return null;
            }
            long number = rows.getCurrentLocation().getLineNr() + before;
            var cells = rows.nextValue();
            if (cells.length != columns.size()) {
                throw BulkFormats.malformed(number, Math.min(cells.length, columns.size()) + 1, "there are " + cells.length + " columns where the header has " + columns.size());
            }
            var fields = new LinkedHashMap<String, String>();
            for (int i = 0; i < cells.length; i++) {
                if (!columns.get(i).isEmpty() && cells[i] != null && !cells[i].isEmpty()) {
                    fields.put(columns.get(i), cells[i]);
                }
            }
            if (function != null) {
                fields.putIfAbsent("function", function);
            }
            return new BulkLine(number, fields);
        } catch (JsonProcessingException e) {
            throw broken(e);
        } catch (RuntimeJsonMappingException e) {
            throw broken(e.getCause() instanceof JsonProcessingException json ? json : null);
        }
    }

    private RuntimeException broken(JsonProcessingException e) {
        var at = e == null || e.getLocation() == null ? "" : " (up to line " + (e.getLocation().getLineNr() + before) + ")";
        return BulkFormats.malformed(began, 1, "begins what is not CSV" + at + ": a quote that is never closed, or a value over 10000 characters");
    }

    @Override
    public void close() throws IOException {
        rows.close();
        text.close();
    }
}
