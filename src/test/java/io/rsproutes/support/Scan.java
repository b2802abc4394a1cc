package io.rsproutes.support;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import io.rsproutes.common.Identifiers;

/**
 * Reads along with everything the test run prints, the bundle's log above all, and is given metrics and error bodies: what looks like an EID or
 * ICCID with right check digits, or like a code of an order, must not be there.
 */
public final class Scan {

    private static final Pattern NUMBER = Pattern.compile("(?<![0-9A-Za-z])(89[0-9]{17,18}|[0-9]{32})(?![0-9A-Za-z])");
    private static final Pattern CODE = Pattern.compile(
            "LPA:1\\$|(?<![0-9A-Za-z])1\\$[a-z0-9.-]+\\$|4711-secret|secret-4711|C0FFEE11C0FFEE|BADC0DE1BADC|731973190111|864286420222|ADADADAD0333|DEADBEA7DEADBEA7",
            Pattern.CASE_INSENSITIVE);
    private static final List<String> FOUND = new CopyOnWriteArrayList<>();

    static {
        System.setOut(along(System.out));
        System.setErr(along(System.err));
    }

    private Scan() {}

    /** Begins to read along; once is enough. */
    public static void begin() {
        // by loading this class
    }

    /** Lines, or what else was given, with something in them that must be masked. */
    public static List<String> found() {
        return FOUND;
    }

    public static void read(String what, String text) {
        var number = NUMBER.matcher(text);
        while (number.find()) {
            var digits = number.group(1);
            if (digits.length() == 32 ? Identifiers.eidCheckHolds(digits) : Identifiers.iccidCheckHolds(digits)) {
                FOUND.add(what + ": " + text.substring(0, Math.min(300, text.length())));
                return;
            }
        }
        if (CODE.matcher(text).find()) {
            FOUND.add(what + ": " + text.substring(0, Math.min(300, text.length())));
        }
    }

    private static PrintStream along(PrintStream printed) {
        return new PrintStream(
                new OutputStream() {
                    private final ThreadLocal<ByteArrayOutputStream> line =
                            ThreadLocal.withInitial(ByteArrayOutputStream::new);

                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        printed.write(bytes, offset, length);
                        for (int i = offset; i < offset + length; i++) {
                            if (bytes[i] == '\n') {
                                read("printed", line.get().toString(StandardCharsets.UTF_8));
                                line.get().reset();
                            } else {
                                line.get().write(bytes[i]);
                            }
                        }
                    }

                    @Override
                    public void flush() {
                        printed.flush();
                    }
                },
                true,
                StandardCharsets.UTF_8);
    }
}
