package io.rsproutes.northbound.bulk.format;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.rsproutes.common.Csv;

/**
 * CSV with a header line as spreadsheets, scripts and exports write it (RFC 4180 quotes): comma, semicolon or tab,
 * named by a line {@code sep=;} or shown by the header; columns in any order and case; empty columns at the end and
 * empty rows do not count.
 */
public final class CsvRows implements Closeable {

    /** One row that has something in it: its line, and a cell for every column of the header. */
    public record Row(long line, List<String> cells) {}

    private static final int MAX_VALUE = 10_000;
    private static final Pattern SEPARATOR_LINE =
            Pattern.compile("\"?sep=([,;\t|])\"?[,;\t]*", Pattern.CASE_INSENSITIVE);
    // How a sheet keeps digits as text: ="8947…" in an export.
    private static final Pattern TEXT_FORMULA = Pattern.compile("=\"([^\"]*)\"");
    private static final Pattern COLUMN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_ .-]{0,39}");
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{8,}");
    private static final Set<String> DIGITS = Set.of("eid", "iccid", "msisdnreference", "imsireference");
    private static final Pattern QUOTED_DIGITS = Pattern.compile("^'(?=[0-9])");
    private static final CsvMapper CSV = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_VALUE)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.TRIM_SPACES)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final BufferedReader text;
    private final TextFile.Fault fault;
    private final MappingIterator<String[]> rows;
    private final List<String> header;
    private final long headerLine;
    private long began;

    /** @param before lines of the text already read */
    public CsvRows(BufferedReader text, long before, TextFile.Fault fault) throws IOException {
        this.text = text;
        this.fault = fault;
        long number = before;
        Character declared = null;
        var line = "";
        while (line != null && line.replaceAll("[,;\t\"]", "").isBlank()) {
            line = text.readLine();
            number++;
            var separator = line == null ? null : SEPARATOR_LINE.matcher(line);
            if (separator != null && separator.matches()) {
                declared = separator.group(1).charAt(0);
                line = "";
            }
        }
        if (line == null) {
            throw fault.at(before + 1, 1, "the header line is missing");
        }
        headerLine = number;
        began = number;
        var schema = CsvSchema.emptySchema().withColumnSeparator(declared == null ? separator(line) : declared);
        try (MappingIterator<String[]> one =
                CSV.readerFor(String[].class).with(schema).readValues(line)) {
            header = names(one.nextValue());
        } catch (JsonProcessingException e) {
            throw broken(null);
        }
        rows = CSV.readerFor(String[].class).with(schema).readValues(text);
    }

    // The one that stands most often outside quotes.
    private static char separator(String header) {
        var bare = header.replaceAll("\"[^\"]*\"", "");
        char best = ',';
        for (char c : new char[] {';', '\t'}) {
            best = count(bare, c) > count(bare, best) ? c : best;
        }
        return best;
    }

    private static long count(String text, char of) {
        return text.chars().filter(one -> one == of).count();
    }

    private static List<String> names(String[] cells) {
        var names = new ArrayList<>(Arrays.stream(cells)
                .map(cell -> clean(cell).replaceAll("[\uFEFF\u200B\u00A0]", " ").trim())
                .toList());
        while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
            names.remove(names.size() - 1);
        }
        return names;
    }

    /** Names of the columns as the file has them; one in between may be empty, and then all its cells are. */
    public List<String> header() {
        return header;
    }

    /** Where the header stands. */
    public long headerLine() {
        return headerLine;
    }

    /**
     * What the columns are in our words, by {@code known} (of a name in lower case; null when it is none); an empty
     * name stays empty.
     *
     * @param remedy what to do about a column nobody knows
     */
    public List<String> columns(Function<String, String> known, String remedy) {
        var columns = header.stream()
                .map(name -> name.isEmpty() ? "" : known.apply(name.toLowerCase(Locale.ROOT)))
                .toList();
        if (columns.stream().allMatch(column -> column == null || column.isEmpty())) {
            // Then it may be a record: nothing of it is shown.
            throw fault.at(headerLine, 1, "this is no header line: none of its columns is known; " + remedy);
        }
        int unknown = columns.indexOf(null);
        if (unknown >= 0) {
            throw fault.at(
                    headerLine, unknown + 1, "the column " + shown(header.get(unknown)) + " is unknown; " + remedy);
        }
        return columns;
    }

    /** The name, where it cannot be a value: keys and codes are not repeated in a reason. */
    static String shown(String name) {
        return isName(name) ? "'" + name + "'" : "of this name";
    }

    private static boolean isName(String name) {
        return COLUMN_NAME.matcher(name).matches() && !HEX.matcher(name).matches();
    }

    /** The next row, or null at the end. */
    public Row next() throws IOException {
        try {
            while (true) {
                began = line();
                if (!rows.hasNextValue()) {
                    return null;
                }
                long number = line();
                var cells = Arrays.stream(rows.nextValue()).map(CsvRows::clean).toList();
                if (cells.stream().allMatch(String::isEmpty)) {
                    continue;
                }
                if (cells.size() < header.size()
                        || cells.stream().skip(header.size()).anyMatch(cell -> !cell.isEmpty())) {
                    throw fault.at(
                            number,
                            Math.min(cells.size(), header.size()) + 1,
                            "there are " + cells.size() + " columns where the header has " + header.size());
                }
                for (int i = 0; i < header.size(); i++) {
                    if (header.get(i).isEmpty() && !cells.get(i).isEmpty()) {
                        throw fault.at(number, i + 1, "there is a value in a column without a name");
                    }
                }
                return new Row(number, cells.subList(0, header.size()));
            }
        } catch (JsonProcessingException e) {
            throw broken(e);
        } catch (RuntimeJsonMappingException e) {
            throw broken(e.getCause() instanceof JsonProcessingException json ? json : null);
        }
    }

    /**
     * The row's cells by the name of their column in {@code columns}; those with something in them. Two columns of
     * one name must say the same.
     */
    public Map<String, String> fields(Row row, List<String> columns) {
        var fields = new java.util.LinkedHashMap<String, String>();
        for (int i = 0; i < columns.size(); i++) {
            var name = columns.get(i);
            var value = row.cells().get(i);
            if (!name.isEmpty() && !value.isEmpty()) {
                var cell = DIGITS.contains(name) ? QUOTED_DIGITS.matcher(value).replaceFirst("") : value;
                var other = fields.putIfAbsent(name, cell);
                if (other != null && !BulkFormats.same(name, other, cell)) {
                    throw fault.at(row.line(), i + 1, "two columns mean " + name + ", and they differ");
                }
            }
        }
        return fields;
    }

    private long line() {
        return rows.getCurrentLocation().getLineNr() + headerLine;
    }

    private static String clean(String cell) {
        if (cell == null) {
            return "";
        }
        var formula = TEXT_FORMULA.matcher(cell);
        return Csv.bare(formula.matches() ? formula.group(1).trim() : cell);
    }

    private RuntimeException broken(JsonProcessingException e) {
        var at = e == null || e.getLocation() == null
                ? ""
                : " (up to line " + (e.getLocation().getLineNr() + headerLine) + ")";
        return fault.at(
                began,
                1,
                "begins what is not CSV" + at + ": a quote that is never closed, or a value over " + MAX_VALUE
                        + " characters");
    }

    @Override
    public void close() throws IOException {
        rows.close();
        text.close();
    }
}
