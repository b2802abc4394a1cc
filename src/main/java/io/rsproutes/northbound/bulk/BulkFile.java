package io.rsproutes.northbound.bulk;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.rsproutes.common.Csv;
import io.rsproutes.common.Problem;
import io.rsproutes.northbound.bulk.format.BulkLine;
import io.rsproutes.northbound.bulk.format.BulkReader;
import io.rsproutes.northbound.bulk.format.ParameterCells;

/**
 * The file of one job while it is worked on, with what it refuses: {@code rejects.csv} (line, column, reason,
 * and the line's own columns, so that it can be corrected and sent again) and, for the second reading, {@code
 * rejects.lines} (their numbers).
 */
final class BulkFile implements Closeable {

    private static final long REPORT_EVERY = Duration.ofSeconds(10).toNanos();

    private final BulkReader reader;
    private final boolean checking;
    private final LongSet seen = new LongSet();
    private final LongSet left = new LongSet();
    private final List<String> columns = new ArrayList<>();
    private final BufferedWriter rejects;
    private final BufferedWriter numbers;
    private long position;
    private long rejected;
    private boolean ended;
    private long room = -1;
    private long reported = System.nanoTime();

    private BulkFile(BulkReader reader, Path folder, boolean checking) throws IOException {
        this.reader = reader;
        this.checking = checking;
        columns.addAll(List.of("line", "column", "reason"));
        columns.addAll(reader.columns());
        if (!columns.contains("function")) {
            columns.add("function");
        }
        var file = folder.resolve("rejects.csv");
        var lines = folder.resolve("rejects.lines");
        if (checking) {
            rejects = Files.newBufferedWriter(SpoolFiles.create(file));
            numbers = Files.newBufferedWriter(SpoolFiles.create(lines));
            rejects.write(String.join(",", columns) + "\n");
        } else {
            // The job's row may know of fewer: what was put aside in a chunk that failed is here already.
            try (var numbered = Files.lines(lines)) {
                rejected = numbered.filter(line -> !line.isEmpty())
                        .filter(line -> left.add(Long.parseLong(line)))
                        .count();
            }
            rejects = Files.newBufferedWriter(file, StandardOpenOption.APPEND);
            numbers = Files.newBufferedWriter(lines, StandardOpenOption.APPEND);
        }
    }

    /** Whether there is as much room for orders as there was when this was last asked: none has ended since. */
    boolean stands(long now) {
        boolean same = now == room;
        room = now;
        return same;
    }

    /** From its beginning, to check every line. */
    static BulkFile toCheck(BulkReader reader, Path folder) throws IOException {
        return new BulkFile(reader, folder, true);
    }

    /** After so many lines; those that were refused, or submitted already, are left out. */
    static BulkFile toSubmit(BulkReader reader, Path folder, long position, List<Long> submitted) throws IOException {
        var file = new BulkFile(reader, folder, false);
        while (file.position < position && file.read() != null) {
            // read before
        }
        submitted.forEach(file.left::add);
        return file;
    }

    boolean is(boolean checked, long at) {
        return checking == checked && position == at;
    }

    /** Lines read so far. */
    long position() {
        return position;
    }

    long rejected() {
        return rejected;
    }

    boolean ended() {
        return ended;
    }

    /** Now and then, so that a long job shows in the log. */
    boolean isReportDue() {
        boolean due = System.nanoTime() - reported > REPORT_EVERY;
        reported = due ? System.nanoTime() : reported;
        return due;
    }

    /** So many lines at most; when checking, a line that was there before is refused at once. */
    List<BulkLine> next(int lines) throws IOException {
        var chunk = new ArrayList<BulkLine>(lines);
        for (int i = 0; i < lines; i++) {
            var line = read();
            if (line == null) {
                break;
            }
            long sameness = checking ? line.sameness() : 0;
            if (sameness != 0 && !seen.add(sameness)) {
                reject(line, "", "the same order stands further up");
            } else if (checking || left.add(line.number())) {
                chunk.add(line);
            }
        }
        return chunk;
    }

    private BulkLine read() throws IOException {
        var line = reader.next();
        position += line == null ? 0 : 1;
        ended = line == null;
        return line;
    }

    void reject(BulkLine line, String column, String reason) throws IOException {
        rejected++;
        var cells = new ArrayList<String>();
        for (var name : columns) {
            cells.add(
                    switch (name) {
                        case "line" -> String.valueOf(line.number());
                        case "column" -> column;
                        case "reason" -> reason;
                        default -> line.fields().getOrDefault(name, "");
                    });
        }
        rejects.write(Csv.line(cells));
        numbers.write(line.number() + "\n");
    }

    void flush() throws IOException {
        rejects.flush();
        numbers.flush();
    }

    @Override
    public void close() throws IOException {
        try (rejects;
                numbers;
                reader) {
            flush();
        }
    }

    /** Puts a line aside for a problem of the core: column and reason; of a list or an object, how it is written. */
    void reject(BulkLine line, Problem problem) throws IOException {
        var columns = problem.violations().stream()
                .map(violation -> violation.path().split("/", 2)[0])
                .distinct()
                .toList();
        var spelt = columns.stream()
                .filter(column -> line.takes(column) && ParameterCells.spelling(column) != null)
                .map(column -> "; write " + column + " as " + ParameterCells.spelling(column))
                .collect(Collectors.joining());
        reject(line, columns.isEmpty() ? "" : columns.get(0), problem.words() + spelt);
    }
}
