package io.rsproutes.platform.camel;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;

import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import io.rsproutes.config.SettingsFault;

/** A team's mappings are read at the start: one that is none ends it with file and place, not the first order. */
public final class MappingFiles {

    private MappingFiles() {}

    /** @throws SettingsFault naming file, place and reason */
    public static Expression read(Path file) throws IOException {
        try (var reader = Files.newBufferedReader(file)) {
            return new Parser(reader).withSource(file.toString()).compile();
        } catch (JsltException e) {
            throw new SettingsFault(
                    file.toString(),
                    "is no JSLT mapping",
                    String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    /** All below this folder. */
    public static void check(Path folder) throws IOException {
        try (var files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            for (var file : files.filter(one -> one.toString().endsWith(".jslt"))
                    .sorted()
                    .toList()) {
                read(file);
            }
        }
    }
}
