package io.rsproutes.platform.camel;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;

import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.filters.JsonFilter;
import io.rsproutes.config.SettingsFault;

/** A team's mappings are read at the start: one that is none ends it with file and place, not the first order. */
public final class MappingFiles {

    /**
     * Which members a mapping writes: null and {} are left out, as everywhere in JSLT. An empty list is not: it says
     * something, such as that a profile is to have no policy rules.
     */
    public static final JsonFilter MEMBERS = member -> !member.isNull() && !(member.isObject() && member.isEmpty());

    private MappingFiles() {}

    /** @throws SettingsFault naming file, place and reason */
    public static Expression read(Path file) throws IOException {
        try (var reader = Files.newBufferedReader(file)) {
            return new Parser(reader)
                    .withSource(file.toString())
                    .withObjectFilter(MEMBERS)
                    .compile();
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
