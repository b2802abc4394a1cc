package io.rsproutes.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.rsproutes.support.Processes;

/**
 * A little wrong, as a bad release would bring it. {@code blow}: what brings it to light: the step behind which the
 * instance halts, or one of {@link Defects#NONE}, {@link Defects#ANSWERED}, {@link Defects#STOP}.
 */
record Defect(String name, String blow, List<Edit> edits) {

    /** A route file below routes, or a statement's name; what stands there, and what stands there with the defect. */
    record Edit(String where, String from, String to) {}

    /** A folder with the routes as they would be with this defect. */
    Path folder() {
        var folder = Processes.folder("rsp-defect-");
        try {
            for (var part : List.of("routes", "config")) {
                try (var files = Files.walk(Path.of(part))) {
                    for (var file : files.toList()) {
                        if (Files.isRegularFile(file)) {
                            Files.createDirectories(folder.resolve(file).getParent());
                            Files.copy(file, folder.resolve(file));
                        }
                    }
                }
            }
            for (var edit : edits) {
                put(edit, folder.resolve("routes"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(Edit edit, Path routes) throws IOException {
        boolean route = edit.where().endsWith(".yaml");
        var file = routes.resolve(route ? edit.where() : edit.where().replaceFirst("\\..*", ".sql"));
        var text = Files.readString(file);
        // Of a statement, its section only.
        var section = route ? "" : "-- name: " + edit.where().replaceFirst(".*\\.", "") + "\n";
        int from = text.indexOf(section);
        int end = route ? -1 : text.indexOf("-- name: ", from + 1);
        var part = text.substring(Math.max(from, 0), end < 0 ? text.length() : end);
        if (from < 0 || !part.contains(edit.from())) {
            throw new IllegalStateException(name + ": " + edit.where() + " has no longer what the defect replaces");
        }
        Files.writeString(file, text.replace(part, part.replace(edit.from(), edit.to())));
    }
}
