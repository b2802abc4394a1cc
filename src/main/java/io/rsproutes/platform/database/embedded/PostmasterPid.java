package io.rsproutes.platform.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A data folder's {@code postmaster.pid}: who runs, or ran, on it. */
final class PostmasterPid {

    /** No process has this number. */
    private static final String NOBODYS = String.valueOf(Integer.MAX_VALUE);

    private static final Duration FAST = Duration.ofSeconds(20);
    private static final Duration IMMEDIATE = Duration.ofSeconds(10);

    private final Path data;
    private final Path file;

    PostmasterPid(Path data) {
        this.data = data;
        this.file = data.resolve("postmaster.pid");
    }

    /** Ends a server that is still on the folder: fast, else at once, else killed. */
    void end() throws IOException {
        var server = server();
        if (server.isEmpty()) {
            disown();
            return;
        }
        if (!ended(server.get(), "INT", FAST) && !ended(server.get(), "QUIT", IMMEDIATE)) {
            ended(server.get(), "KILL", IMMEDIATE);
        }
    }

    /** The process that runs on the folder. */
    private Optional<ProcessHandle> server() throws IOException {
        return number().flatMap(ProcessHandle::of)
                .filter(process -> List.of(process.info().arguments().orElse(new String[0]))
                        .contains(data.toString()));
    }

    /**
     * The number of a server that died may be another process's by now, or a thread's (likely in a container), and
     * PostgreSQL would take that for the server. The rest of the file stays, by which it sees whether something of the
     * old server is still at work. A file without a number was never written to the end.
     */
    private void disown() throws IOException {
        if (number().isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        var lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(0, NOBODYS);
        Files.write(file, lines);
    }

    private Optional<Long> number() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return Files.readAllLines(file).stream()
                .limit(1)
                .filter(line -> line.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .findFirst();
    }

    private static boolean ended(ProcessHandle process, String signal, Duration within) throws IOException {
        try {
            if (System.getProperty("os.name").startsWith("Windows")) {
                process.destroyForcibly();
            } else {
                new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor();
            }
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
