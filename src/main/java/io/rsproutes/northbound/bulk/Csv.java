package io.rsproutes.northbound.bulk;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Lines of CSV as we write them (RFC 4180). */
public final class Csv {

    private static final Pattern QUOTED = Pattern.compile("[\",\n\r;\t]");

    private Csv() {
    }

    public static String line(List<String> cells) {
        return cells.stream().map(cell -> QUOTED.matcher(cell).find() ? '"' + cell.replace("\"", "\"\"") + '"' : cell).collect(Collectors.joining(",", "", "\n"));
    }
}
