package io.rsproutes.northbound.bulk;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
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
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            var bytes = new ByteArrayOutputStream();
            long line = 1;
            for (int one = in.read();; one = in.read()) {
                if (one == '\n' || one < 0 || bytes.size() > 1 << 20) {
                    var read = CharBuffer.allocate(bytes.size() + 1);
                    if (StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()), read, true).isError()) {
                        return malformed(line, read.position() + 1L, "the text is not UTF-8");
                    }
                    if (one < 0) {
                        return malformed(line, 1, "the text is not UTF-8");
                    }
                    line += one == '\n' ? 1 : 0;
                    bytes.reset();
                } else {
                    bytes.write(one);
                }
            }
        }
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
