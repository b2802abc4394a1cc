package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client that is a program of its own, made with tools that are not ours (src/test/resources/clients). */
public final class ClientProgram {

    public static final Path SOURCES = Path.of("src/test/resources/clients").toAbsolutePath();

    private ClientProgram() {}

    /** Runs it to its end; what it printed on lines that begin with "> ". */
    public static List<String> run(Path folder, List<String> command) {
        try {
            var log = Files.createTempFile(folder, "client-", ".log");
            var process = Processes.start(log, folder, command);
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                Processes.kill(process);
                throw new AssertionError(command + " failed: " + Files.readString(log));
            }
            return Files.readAllLines(log).stream()
                    .filter(line -> line.startsWith("> "))
                    .map(line -> line.substring(2))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
