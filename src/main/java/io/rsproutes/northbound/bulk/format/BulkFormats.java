package io.rsproutes.northbound.bulk.format;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.config.OrderFileSettings;

/** Which format a file is in, by how it begins, and how its columns are called (docs/guides/files.md). */
public final class BulkFormats {

    /** Its bytes in UTF-8 and UTF-16. */
    private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF\u00FE\u00FF";

    private static final List<String> RESULT = List.of(
            "line", "state", "status", "subjectCode", "reasonCode", "code", "message", "activationCode", "operationId");

    private final Map<String, String> names = new HashMap<>();
    private final OrderFileSettings settings;

    public BulkFormats(OrderFileSettings settings) {
        this.settings = settings;
        Functions.columns().forEach(name -> names.put(name.toLowerCase(Locale.ROOT), name));
        // What our own result.csv has beside an order's columns, unless a file calls a column of ours so.
        RESULT.forEach(name -> names.put(name.toLowerCase(Locale.ROOT), ""));
        settings.columns().forEach((other, name) -> names.put(other.toLowerCase(Locale.ROOT), name));
        settings.ignored().forEach(name -> names.put(name.toLowerCase(Locale.ROOT), ""));
    }

    public static Problem malformed(long line, long column, String reason) {
        var at = "line " + line + ", column " + column;
        return new Problem(
                400,
                "malformed-file",
                "At " + at + " " + reason + ". Nothing of the file was sent.",
                List.of(new Violation(at, reason)));
    }

    /** Where a file that cannot be read as UTF-8 first fails to be. */
    public static Problem notUtf8(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var bytes = ByteBuffer.allocate(1 << 16);
        var read = CharBuffer.allocate(1 << 16);
        long line = 1;
        long column = 1;
        try (var in = Files.newByteChannel(file)) {
            for (boolean more = true; more; ) {
                more = in.read(bytes) >= 0;
                boolean fault = decoder.decode(bytes.flip(), read, !more).isError();
                for (read.flip(); read.hasRemaining(); ) {
                    boolean newLine = read.get() == '\n';
                    line += newLine ? 1 : 0;
                    column = newLine ? 1 : column + 1;
                }
                if (fault) {
                    break;
                }
                read.clear();
                bytes.compact();
            }
        }
        return malformed(line, column, "the text is not UTF-8");
    }

    /** Whether two values of one field say the same; an ICCID may be written with padding. */
    static boolean same(String field, String one, String other) {
        return one.equals(other)
                || field.equals("iccid")
                        && Identifiers.isIccid(one)
                        && Identifiers.isIccid(other)
                        && Identifiers.canonicalIccid(one).equals(Identifiers.canonicalIccid(other));
    }

    /** csv, ids, out, xml, or the name of a format with a first line of its own. */
    public String detect(Path file, String name) throws IOException {
        if (isXml(file)) {
            return "xml";
        }
        try (var text = open(file)) {
            var line = line(text);
            if (line == null) {
                throw malformed(1, 1, "the file is empty");
            }
            var format = named(line);
            if (format != null) {
                return format;
            }
            if (name.toLowerCase(Locale.ROOT).endsWith(".out") || line.startsWith("*") || isVendors(text, line)) {
                return "out";
            }
            if (line.startsWith("FORMAT:")) {
                throw malformed(1, 1, "no format of rsp.files.formats begins with this line");
            }
            return IdListReader.tidy(line).matches(IdListReader.LINE) ? "ids" : "csv";
        }
    }

    // By its bytes: XML may be one long line, in whatever encoding it declares.
    private static boolean isXml(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            for (var one : in.readNBytes(4_096)) {
                boolean before = one <= ' ' && one >= 0 || BYTE_ORDER_MARK.indexOf(one & 0xFF) >= 0;
                if (!before) {
                    return one == '<';
                }
            }
            return false;
        }
    }

    private static String line(BufferedReader text) throws IOException {
        String line;
        do {
            line = text.readLine();
        } while (line != null && line.isBlank());
        return line == null ? null : line.trim();
    }

    // A spreadsheet that saved it may have put empty columns behind.
    private String named(String line) {
        var first = line.replaceFirst("[;,\\t]+$", "");
        return settings.formats().entrySet().stream()
                .filter(format -> first.equals(format.getValue().firstLine()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    // Titles and header lines may come first, whatever the file's name ends with.
    private static boolean isVendors(BufferedReader text, String first) throws IOException {
        var line = first;
        for (int i = 0; i < 100 && line != null; i++) {
            if (OutFileReader.COLUMNS.matcher(line).matches()) {
                return true;
            }
            line = text.readLine();
        }
        return false;
    }

    /** @param function of the lines that name none: how the file's name begins, or null */
    public BulkReader read(Path file, String format, String function) throws IOException {
        var text = open(file);
        var own = settings.formats().get(format);
        try {
            if (own != null) {
                // Blank lines may stand before it.
                int before = 1;
                for (var line = text.readLine(); line != null && line.isBlank(); line = text.readLine()) {
                    before++;
                }
                var all = new HashMap<>(names);
                own.columns().forEach((other, name) -> all.put(other.toLowerCase(Locale.ROOT), name));
                return new CsvReader(text, all, function == null ? own.function() : function, before);
            }
            return switch (format) {
                case "ids" -> new IdListReader(text, function);
                case "out" -> new OutFileReader(text, names, function);
                default -> new CsvReader(text, names, function, 0);
            };
        } catch (RuntimeException | IOException e) {
            text.close();
            throw e;
        }
    }

    private static BufferedReader open(Path file) throws IOException {
        return TextFile.open(file, BulkFormats::malformed);
    }

    /** How the name begins, up to the first dot, blank or bracket, when that is a function; else null. */
    public static String function(String name) {
        var first = name.split("[. (\\[{]", 2)[0];
        return Functions.names().stream()
                .filter(first::equalsIgnoreCase)
                .findFirst()
                .orElse(null);
    }
}
