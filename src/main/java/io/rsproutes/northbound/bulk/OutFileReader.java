package io.rsproutes.northbound.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A SIM vendor's {@code .out} file (spec/formats.md 4.2): comments with an asterisk, {@code Name : value} header lines, {@code var_out:}
 * with the columns, then records with blanks between their values; {@code Quantity} must be their number.
 */
final class OutFileReader implements BulkReader {

    private final BufferedReader text;
    private final String function;
    private final List<String> columns = new ArrayList<>();
    private final Map<String, String> header = new LinkedHashMap<>();
    private long number;
    private long records;
    private long quantity = -1;

    OutFileReader(BufferedReader text, Map<String, String> names, String function) throws IOException {
        if (function == null) {
            throw BulkFormats.malformed(1, 1, "a vendor file needs its function at the beginning of its name, such as downloadOrder.batch7.out");
        }
        this.text = text;
        this.function = function;
        while (columns.isEmpty()) {
            var line = line();
            if (line == null) {
                throw BulkFormats.malformed(number, 1, "there is no line var_out: that names the columns");
            }
            if (line.toLowerCase(Locale.ROOT).startsWith("var_out:")) {
                columns(line, names);
            } else if (line.contains(":")) {
                header(line, names);
            } else {
                throw BulkFormats.malformed(number, 1, "a header line has no colon, and no line var_out: came before it");
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
            line = line.replace("\uFEFF", "").trim();
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
            if (!value.matches("[0-9]{1,9}")) {
                throw BulkFormats.malformed(number, colon + 2, "Quantity is no number");
            }
            quantity = Long.parseLong(value);
        } else if (names.getOrDefault(name, "").equals("profileType") && !value.isEmpty()) {
            header.put("profileType", value);
        }
    }

    private void columns(String line, Map<String, String> names) {
        for (var name : line.substring(8).trim().split("\\s*/\\s*")) {
            // Keys and codes of a SIM are no business of ours: only what an order takes is read.
            var known = names.getOrDefault(name.trim().toLowerCase(Locale.ROOT), "");
            if (!known.isEmpty() && columns.contains(known)) {
                throw BulkFormats.malformed(number, line.lastIndexOf(name) + 1, "the column '" + known + "' stands twice");
            }
            columns.add(known);
        }
    }

    @Override
    public List<String> columns() {
        var all = new ArrayList<>(List.of("function"));
        columns.stream().filter(name -> !name.isEmpty()).forEach(all::add);
        header.keySet().stream().filter(name -> !all.contains(name)).forEach(all::add);
        return all;
    }

    @Override
    public BulkLine next() throws IOException {
        var line = line();
        if (line == null) {
            if (records != quantity) {
                throw BulkFormats.malformed(number, 1, "Quantity is " + quantity + ", but there are " + records + " records");
            }
            return null;
        }
        records++;
        var cells = line.split("\\s+");
        if (cells.length != columns.size()) {
            throw BulkFormats.malformed(number, 1, "there are " + cells.length + " values where var_out: names " + columns.size());
        }
        var fields = new LinkedHashMap<String, String>();
        fields.put("function", function);
        for (int i = 0; i < cells.length; i++) {
            if (!columns.get(i).isEmpty()) {
                fields.put(columns.get(i), cells[i]);
            }
        }
        // Of the whole batch, for the functions that take it.
        if (io.rsproutes.core.Functions.get(function).parameters().containsKey("profileType")) {
            header.forEach(fields::putIfAbsent);
        }
        return new BulkLine(number, fields);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
