package io.rsproutes.northbound.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.rsproutes.core.Commands;
import io.rsproutes.core.Functions;
import io.rsproutes.core.Problem;
import io.rsproutes.core.Problem.Violation;
import io.rsproutes.core.Settings;

/** Which format a file is in, by how it begins, and how its columns are called (docs/files.md). */
final class BulkFormats {

    private final Map<String, String> names = new HashMap<>();
    private final Settings.OrderFiles settings;

    BulkFormats(Settings.OrderFiles settings) {
        this.settings = settings;
        Commands.columns().forEach(name -> names.put(name.toLowerCase(Locale.ROOT), name));
        settings.columns().forEach((other, name) -> names.put(other.toLowerCase(Locale.ROOT), name));
        settings.ignored().forEach(name -> names.put(name.toLowerCase(Locale.ROOT), ""));
    }

    static Problem malformed(long line, long column, String reason) {
        var at = "line " + line + ", column " + column;
        return new Problem(400, "malformed-file", "At " + at + " " + reason + ". Nothing of the file was sent.", List.of(new Violation(at, reason)));
    }

    /** Where a file that cannot be read as UTF-8 first fails to be. */
    static Problem notUtf8(Path file) throws IOException {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var bytes = ByteBuffer.allocate(1 << 16);
        var read = CharBuffer.allocate(1 << 16);
        long line = 1;
        long column = 1;
        try (var in = Files.newByteChannel(file)) {
            for (boolean more = true; more;) {
                more = in.read(bytes) >= 0;
                boolean fault = decoder.decode(bytes.flip(), read, !more).isError();
                for (read.flip(); read.hasRemaining();) {
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

    static String shown(String text) {
        return (text.length() > 40 ? text.substring(0, 40) + "…" : text).replaceAll("[^ -~]", "?");
    }

    /** csv, ids, out, xml, or the name of a format with a first line of its own. */
    String detect(Path file, String name) throws IOException {
        try (var text = open(file)) {
            String line;
            do {
                line = text.readLine();
            } while (line != null && line.replace("\uFEFF", "").isBlank());
            if (line == null) {
                throw malformed(1, 1, "the file is empty");
            }
            var first = line.replace("\uFEFF", "").trim();
            for (var format : settings.formats().entrySet()) {
                if (first.equals(format.getValue().firstLine())) {
                    return format.getKey();
                }
            }
            if (first.startsWith("<")) {
                return "xml";
            }
            if (name.toLowerCase(Locale.ROOT).endsWith(".out") || first.startsWith("*")) {
                return "out";
            }
            if (first.startsWith("FORMAT:")) {
                throw malformed(1, 1, "no format of rsp.files.formats begins with this line");
            }
            return line.matches("\uFEFF?(" + IdListReader.LINE + ")") ? "ids" : "csv";
        }
    }

    /** @param function of the lines that name none: how the file's name begins, or null */
    BulkReader read(Path file, String format, String function) throws IOException {
        var text = open(file);
        var own = settings.formats().get(format);
        try {
            if (own != null) {
                text.readLine();
                var all = new HashMap<>(names);
                own.columns().forEach((other, name) -> all.put(other.toLowerCase(Locale.ROOT), name));
                return new CsvReader(text, all, function == null ? own.function() : function, 1);
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

    /** Strict: a file that is not UTF-8 is said to be none, not mended silently. */
    private static BufferedReader open(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(file),
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)), 1 << 16);
    }

    /** How the name begins, up to the first dot, when that is a function; else null. */
    static String function(String name) {
        var first = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        return Functions.names().stream().filter(first::equalsIgnoreCase).findFirst().orElse(null);
    }
}
