package io.rsproutes.platform.database.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of the server, under a guard that stops it when we are gone. */
final class PostgresProcess {

    private static final Logger LOG = LoggerFactory.getLogger("rsp.postgresql");
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
    private static final int STOP_SECONDS = 30;

    private final Process guard;
    private final Thread log;
    private volatile String said = "nothing";

    private PostgresProcess(Process guard) {
        this.guard = guard;
        this.log = thread("postgresql-log", this::read);
    }

    static PostgresProcess start(PostgresFolder folder, int port) throws IOException {
        var command = new ArrayList<>(guarded(folder.path().resolve("guard.sh")));
        command.addAll(folder.account()
                .command(folder.program("postgres"), "-D", folder.data().toString(), "-p", String.valueOf(port)));
        for (var setting : List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                // As durable as in production, whatever the files below data say.
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                // What a killed server leaves lies in its folder.
                "dynamic_shared_memory_type=mmap",
                // To us, without what a statement was about.
                "log_destination=stderr",
                "logging_collector=off",
                "log_line_prefix=",
                "log_min_messages=log",
                "log_min_error_statement=panic",
                "log_error_verbosity=terse",
                "log_checkpoints=off")) {
            command.addAll(List.of("-c", setting));
        }
        return new PostgresProcess(new ProcessBuilder(command)
                .directory(folder.path().toFile())
                .redirectErrorStream(true)
                .start());
    }

    // In a group of its own, which a terminal's Ctrl-C does not reach: our drain needs the database. (Not tried on
    // Windows, where an orphan stays until the next start.)
    private static List<String> guarded(Path guard) {
        if (WINDOWS) {
            return List.of();
        }
        boolean setsid = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "setsid")));
        return setsid ? List.of("setsid", "sh", guard.toString()) : List.of("sh", "-m", guard.toString());
    }

    boolean isAlive() {
        return guard.isAlive();
    }

    /** The last line it wrote; of one that has ended, the very last. */
    String said() {
        try {
            log.join(guard.isAlive() ? 1 : 1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return said;
    }

    /** On a thread of its own. */
    void onExit(Runnable then) {
        guard.onExit().thenRun(() -> thread("postgresql-watch", then));
    }

    /** As the guard would: PostgreSQL's fast shutdown. */
    void end() {
        try {
            guard.getOutputStream().close();
            if (WINDOWS || !guard.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "PostgreSQL did not stop within {} s and is killed; it recovers at the next start",
                        STOP_SECONDS);
                guard.descendants().forEach(ProcessHandle::destroyForcibly);
                guard.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debug("the guard had ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines = guard.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                said = line;
                LOG.debug("{}", line);
            }
        } catch (IOException e) {
            LOG.debug("no more of its log", e);
        }
    }

    private static Thread thread(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
