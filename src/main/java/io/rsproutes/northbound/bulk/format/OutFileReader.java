package io.rsproutes.northbound.bulk.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.config.Functions;

/**
 * A SIM vendor's {@code .out} file (docs/spec/formats.md 4.2): comments with an asterisk, {@code Name : value} header
 * lines, {@code var_out:} with the columns, then records with blanks, commas, semicolons or tabs between their
 * values; {@code Quantity} must be their number. Titles of sections may stand without an asterisk.
 */
final class OutFileReader implements BulkReader {

    /** The line that names the columns: group 1 is their names. */
    static final Pattern COLUMNS = Pattern.compile("\\s*var[_ ]?out\\s*:(.*)", Pattern.CASE_INSENSITIVE);

    private static final Pattern RECORD = Pattern.compile(".*[0-9]{8,}.*");

    private final BufferedReader text;
    private final String function;
    private final List<String> columns = new ArrayList<>();
    private final Map<String, String> header = new LinkedHashMap<>();
    private final boolean typed;
    private long number;
    private long records;
    private long quantity = -1;

    OutFileReader(BufferedReader text, Map<String, String> names, String function) throws IOException {
        if (function == null) {
            throw BulkFormats.malformed(
                    1,
                    1,
                    "a vendor file needs its function at the beginning of its name, such as downloadOrder.batch7.out");
        }
        this.text = text;
        this.function = function;
        this.typed = Functions.get(function).parameters().containsKey("profileType");
        while (columns.isEmpty()) {
            var line = line();
            if (line == null) {
                throw BulkFormats.malformed(number, 1, "there is no line var_out: that names the columns");
            }
            var out = COLUMNS.matcher(line);
            if (out.matches()) {
                columns(out.group(1), names);
            } else if (line.contains(":")) {
                header(line, names);
            } else if (RECORD.matcher(line).matches()) {
                throw BulkFormats.malformed(number, 1, "a record stands here, and no line var_out: came before it");
            }
        }
        if (quantity < 0) {
            throw BulkFormats.malformed(number, 1, "the header does not say Quantity");
        }
        if (!columns.contains("iccid")) {
            throw BulkFormats.malformed(number, 9, "var_out: names no ICCID");
        }
    }

    private String line() throws IOException {
        while (true) {
            var line = text.readLine();
            number++;
            if (line == null) {
                return null;
            }
            line = line.trim();
            if (!line.isEmpty() && !line.startsWith("*")) {
                return line;
            }
        }
    }

    private void header(String line, Map<String, String> names) {
        int colon = line.indexOf(':');
        var name = line.substring(0, colon).trim().toLowerCase(Locale.ROOT).replace(" ", "");
        var value = line.substring(colon + 1).trim();
        if (name.equals("quantity")) {
            long declared = value.matches("[0-9]{1,9}") ? Long.parseLong(value) : -1;
            if (declared < 0 || quantity >= 0 && quantity != declared) {
                throw BulkFormats.malformed(
                        number,
                        colon + 2,
                        declared < 0 ? "Quantity is no number" : "Quantity stands twice, and the two differ");
            }
            quantity = declared;
        } else if (names.getOrDefault(name, "").equals("profileType") && !value.isEmpty()) {
            var other = header.putIfAbsent("profileType", value);
            if (typed && other != null && !other.equals(value)) {
                throw BulkFormats.malformed(number, colon + 2, "two header lines mean profileType, and they differ");
            }
        }
    }

    private void columns(String listed, Map<String, String> names) {
        var line = listed.trim();
        for (var name : line.split(line.contains("/") ? "\\s*/\\s*" : "\\s*[,;\\s]\\s*")) {
            // Keys and codes of a SIM are no business of ours: only what an order takes is read.
            columns.add(names.getOrDefault(name.trim().toLowerCase(Locale.ROOT), ""));
        }
    }

    @Override
    public List<String> columns() {
        var all = new ArrayList<>(List.of("function"));
        columns.stream().filter(name -> !name.isEmpty() && !all.contains(name)).forEach(all::add);
        header.keySet().stream().filter(name -> !all.contains(name)).forEach(all::add);
        return all;
    }

    @Override
    public BulkLine next() throws IOException {
        var line = line();
        if (line == null) {
            if (records != quantity) {
                throw BulkFormats.malformed(
                        number, 1, "Quantity is " + quantity + ", but there are " + records + " records");
            }
            return null;
        }
        records++;
        var cells = cells(line);
        if (cells.size() != columns.size()) {
            throw BulkFormats.malformed(
                    number, 1, "there are " + cells.size() + " values where var_out: names " + columns.size());
        }
        var fields = new LinkedHashMap<String, String>();
        fields.put("function", function);
        for (int i = 0; i < cells.size(); i++) {
            var name = columns.get(i);
            if (!name.isEmpty() && !cells.get(i).isEmpty()) {
                set(fields, name, cells.get(i), "two columns mean ");
            }
        }
        // Of the whole batch, for the functions that take it.
        if (typed) {
            header.forEach((name, value) -> set(fields, name, value, "a column and the header mean "));
        }
        return new BulkLine(number, fields);
    }

    private void set(Map<String, String> fields, String name, String value, String both) {
        var other = fields.putIfAbsent(name, value);
        if (other != null && !BulkFormats.same(name, other, value)) {
            throw BulkFormats.malformed(number, 1, both + name + ", and they differ");
        }
    }

    // With a separator, an empty value counts; one after the last may be missing.
    private List<String> cells(String line) {
        for (var separator : new String[] {",", ";", "\t"}) {
            if (line.contains(separator)) {
                var cells = new ArrayList<>(Arrays.stream(line.split(separator, -1))
                        .map(cell -> cell.replace("\"", "").trim())
                        .toList());
                while (cells.size() > columns.size()
                        && cells.get(cells.size() - 1).isEmpty()) {
                    cells.remove(cells.size() - 1);
                }
                return cells;
            }
        }
        return List.of(line.split("\\s+"));
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
