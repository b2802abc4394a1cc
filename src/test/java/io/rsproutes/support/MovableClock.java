package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A clock of its own for one process, by libfaketime (Debian: apt install libfaketime). Good for PostgreSQL; a JVM hangs with it. */
public final class MovableClock {

    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");
    private final Path offset;

    /** @param folder one the process may read */
    public MovableClock(Path folder) {
        if (!Files.exists(LIBRARY)) {
            throw new IllegalStateException(
                    "A clock that can be moved needs libfaketime (Debian: apt install libfaketime), which is not there.");
        }
        offset = folder.resolve("clock");
        move(0);
    }

    /** Seconds from the time that is; the process sees it within a second. */
    public void move(int seconds) {
        try {
            Files.writeString(offset, String.format("%+d%n", seconds));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What comes before the command of the process. */
    public List<String> by() {
        return List.of(
                "env",
                "LD_PRELOAD=" + LIBRARY,
                "FAKETIME_TIMESTAMP_FILE=" + offset,
                "FAKETIME_CACHE_DURATION=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1");
    }
}
