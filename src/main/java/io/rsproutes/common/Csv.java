package io.rsproutes.common;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lines of CSV as we write them (RFC 4180), safe to open in a spreadsheet: a cell that would be taken for a
 * formula begins with an apostrophe.
 */
public final class Csv {

    private static final Pattern QUOTED = Pattern.compile("[\",\n\r;\t]");
    // A number with its sign is none.
    private static final Pattern FORMULA = Pattern.compile("(?s)[=@\\t\\r\\n＝＠].*|[+\\-＋－].*[^0-9.].*");

    private Csv() {}

    public static String line(List<String> cells) {
        return cells.stream()
                .map(Csv::safe)
                .map(cell -> QUOTED.matcher(cell).find() ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
                .collect(Collectors.joining(",", "", "\n"));
    }

    private static String safe(String cell) {
        return FORMULA.matcher(cell).matches() ? "'" + cell : cell;
    }

    /** The value of a cell that was written here, without the apostrophe that made it safe. */
    public static String bare(String cell) {
        return cell.startsWith("'") && FORMULA.matcher(cell.substring(1)).matches() ? cell.substring(1) : cell;
    }

    /** The lines of a table of ours on the class path, without its header; the last column may hold commas. */
    public static List<String[]> resource(String name, int columns) {
        try (var in = Csv.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", columns))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
