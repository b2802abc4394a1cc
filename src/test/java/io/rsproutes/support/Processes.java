package io.rsproutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.springframework.boot.SpringApplication;
import org.springframework.test.util.ReflectionTestUtils;

/** Starts servers for the tests and ends every one of them with this JVM. */
public final class Processes {

    private static final Path PIDS = Path.of("target", "test-processes");
    private static final List<Process> STARTED = Collections.synchronizedList(new ArrayList<>());
    private static final List<Path> FOLDERS = Collections.synchronizedList(new ArrayList<>());

    static {
        // After the bundles of the tests have stopped: they need their servers and folders until then.
        SpringApplication.getShutdownHandlers().add(Processes::end);
        Runtime.getRuntime().addShutdownHook(new Thread(Processes::endWithoutSpring));
    }

    private Processes() {}

    // Spring runs its handlers only in a JVM in which it has run an application.
    private static void endWithoutSpring() {
        var hook = ReflectionTestUtils.getField(SpringApplication.class, "shutdownHook");
        if (!((AtomicBoolean) ReflectionTestUtils.getField(hook, "shutdownHookAdded")).get()) {
            end();
        }
    }

    /** Everything that was started here. */
    public static void end() {
        STARTED.forEach(Processes::kill);
        FOLDERS.forEach(Processes::delete);
    }

    public static Process start(Path log, Path folder, List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            STARTED.add(process);
            // For .ci/run, should this JVM be killed before it can clean up.
            Files.writeString(PIDS, process.pid() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void run(Path folder, List<String> command) {
        try {
            var log = Files.createTempFile("rsp-", ".log");
            var process = start(log, folder, command);
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                kill(process);
                throw new IllegalStateException(command + " failed: " + Files.readString(log));
            }
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** kill -9, children too; returns when they are gone. */
    public static void kill(Process process) {
        var children = process.descendants().toList();
        // First, or it makes new ones for those that it sees die.
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        var gone = CompletableFuture.allOf(Stream.concat(Stream.of(process.toHandle()), children.stream())
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture[]::new));
        try {
            gone.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a process does not end", e);
        }
    }

    /** As an operator stops it: SIGTERM, or what PostgreSQL wants for it that does not wait for its clients; kill -9 after a minute. */
    public static void stop(Process process) {
        signal(process, process.info().command().orElse("").endsWith("postgres") ? "INT" : "TERM");
        try {
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A signal for the process and its children: STOP, CONT, TERM, INT. */
    public static void signal(Process process, String signal) {
        var pids = new ArrayList<String>(List.of("kill", "-" + signal, String.valueOf(process.pid())));
        process.descendants().forEach(child -> pids.add(String.valueOf(child.pid())));
        try {
            new ProcessBuilder(pids).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public static Path folder(String prefix) {
        try {
            var folder = Files.createTempDirectory(prefix);
            FOLDERS.add(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // a leftover in the temporary folder harms nobody
        }
    }
}
