package io.rsproutes.northbound.bulk.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;

/** One ICCID, or EID;ICCID, per line and nothing else; the function is in the file's name. */
final class IdListReader implements BulkReader {

    static final String LINE = "\\s*([0-9]{32}\\s*[;,\\t]\\s*)?[0-9]{18,20}[Ff]?\\s*|\\s*[0-9]{32}\\s*";

    private final BufferedReader text;
    private final String function;
    private long number;

    /** The line without quotes and the empty columns a spreadsheet puts at its end. */
    static String tidy(String line) {
        return line.replace("\"", "").replaceFirst("[;,\\t\\s]+$", "");
    }

    IdListReader(BufferedReader text, String function) {
        if (function == null) {
            throw BulkFormats.malformed(
                    1,
                    1,
                    "a list of identifiers needs its function at the beginning of the file's"
                            + " name, such as releaseProfile.batch7.txt");
        }
        this.text = text;
        this.function = function;
    }

    @Override
    public List<String> columns() {
        return List.of("function", "eid", "iccid");
    }

    @Override
    public BulkLine next() throws IOException {
        String line;
        do {
            line = text.readLine();
            number++;
            if (line == null) {
                return null;
            }
            line = tidy(line);
        } while (line.isBlank());
        if (line.length() > 200) {
            throw BulkFormats.malformed(number, 201, "the line is too long for identifiers");
        }
        var fields = new LinkedHashMap<String, String>();
        fields.put("function", function);
        var parts = line.trim().split("\\s*[;,\\t]\\s*", -1);
        if (parts.length > 2) {
            throw BulkFormats.malformed(number, line.lastIndexOf(parts[2]) + 1, "there is more than EID and ICCID");
        }
        // What is no identifier is the core's to refuse, with its reason.
        if (parts.length == 2) {
            fields.put("eid", parts[0]);
            fields.put("iccid", parts[1]);
        } else {
            fields.put(parts[0].length() >= 30 ? "eid" : "iccid", parts[0]);
        }
        return new BulkLine(number, fields);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
