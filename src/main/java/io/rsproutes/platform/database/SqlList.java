package io.rsproutes.platform.database;

import java.util.List;
import java.util.stream.Collectors;

/** Texts as one parameter of a statement: {@code = any(cast(:#${variable.x} as varchar[]))}. */
public final class SqlList {

    private SqlList() {}

    /** The array literal of the database; NUL, which no text of it can have, is left out. */
    public static String of(List<String> texts) {
        return texts.stream()
                .map(text ->
                        '"' + text.replace("\u0000", "").replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
