package io.rsproutes.northbound.bulk.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Orders as CSV with a header line ({@link CsvRows}). */
final class CsvReader implements BulkReader {

    private final CsvRows rows;
    private final List<String> columns;
    private final String function;

    /**
     * @param names    canonical names by what the file may call them, lower case; an empty one is a column to leave out
     * @param function of the lines that name none, or null
     * @param before   lines before the header, already read
     */
    CsvReader(BufferedReader text, Map<String, String> names, String function, int before) throws IOException {
        this.function = function;
        rows = new CsvRows(text, before, BulkFormats::malformed);
        columns = rows.columns(names::get, "map it in rsp.files.columns, or leave it out with rsp.files.ignored");
        if (function == null && !columns.contains("function") && !columns.contains("template")) {
            throw BulkFormats.malformed(
                    rows.headerLine(),
                    1,
                    "there is no column function, and the file's name does not"
                            + " begin with one (enableProfile.<name>.csv)");
        }
    }

    @Override
    public List<String> columns() {
        return columns.stream().filter(name -> !name.isEmpty()).distinct().toList();
    }

    @Override
    public BulkLine next() throws IOException {
        var row = rows.next();
        if (row == null) {
            return null;
        }
        var fields = rows.fields(row, columns);
        if (function != null) {
            fields.putIfAbsent("function", function);
        }
        return new BulkLine(row.line(), fields);
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
