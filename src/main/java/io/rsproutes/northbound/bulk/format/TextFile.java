package io.rsproutes.northbound.bulk.format;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Opens a text file as spreadsheets and scripts write it: UTF-8, or UTF-16 where a byte order mark says so. Strict:
 * what is no such text, or has a line without an end, is refused with its place, in memory that does not grow
 * with it.
 */
public final class TextFile {

    /** What is wrong with a file, as it is reported; line and column from 1. */
    @FunctionalInterface
    public interface Fault {
        RuntimeException at(long line, long column, String reason);
    }

    /** Characters of one line: more than any order has, and little enough to be held. */
    static final int MAX_LINE = 65_536;

    private TextFile() {}

    /**
     * The text without its byte order mark.
     *
     * @throws java.nio.charset.CharacterCodingException from any read, where the text is not in its encoding
     */
    public static BufferedReader open(Path file, Fault fault) throws IOException {
        var in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            var decoder = encoding(in)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            return new BufferedReader(new Lines(new InputStreamReader(in, decoder), fault), 1 << 13);
        } catch (RuntimeException | IOException e) {
            in.close();
            throw e;
        }
    }

    // Reads past the mark.
    private static Charset encoding(InputStream in) throws IOException {
        in.mark(3);
        int first = in.read();
        int second = in.read();
        if (first == 0xFF && second == 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        if (first == 0xFE && second == 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        if (first != 0xEF || second != 0xBB || in.read() != 0xBF) {
            in.reset();
        }
        return StandardCharsets.UTF_8;
    }

    /** Counts lines; refuses what no text has. */
    private static final class Lines extends FilterReader {
        private final Fault fault;
        private long line = 1;
        private int column;

        Lines(Reader in, Fault fault) {
            super(in);
            this.fault = fault;
        }

        @Override
        public int read() throws IOException {
            var one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            for (int i = offset; i < offset + read; i++) {
                if (into[i] == '\n' || into[i] == '\r') {
                    // A carriage return before a line feed ends the same line.
                    line += into[i] == '\n' ? 1 : 0;
                    column = 0;
                } else if (++column > MAX_LINE) {
                    throw fault.at(line, column, "the line has more than " + MAX_LINE + " characters");
                } else if (into[i] == 0) {
                    throw fault.at(
                            line,
                            column,
                            "there is a NUL character, so this is no text, or UTF-16 without a byte"
                                    + " order mark; save it as UTF-8");
                }
            }
            return read;
        }
    }
}
