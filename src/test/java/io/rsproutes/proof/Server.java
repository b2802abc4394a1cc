package io.rsproutes.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.rsproutes.support.Processes;

/** A process that may be killed, paused and stopped, and is started again. */
public abstract class Server implements Target {
    private final String name;

    Server(String name) {
        this.name = name;
    }

    public abstract Process process();

    /** Until it serves. */
    abstract void start();

    void kill() {
        Processes.kill(process());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> faults() {
        return List.of(KILL, PAUSE, STOP);
    }

    @Override
    public void begin(String fault) {
        switch (fault) {
            case KILL -> kill();
            case STOP -> Processes.stop(process());
            default -> Processes.signal(process(), "STOP");
        }
    }

    @Override
    public void end(String fault) {
        if (fault.equals(PAUSE)) {
            Processes.signal(process(), "CONT");
        } else {
            start();
        }
    }

    /** Kilobytes of memory a process holds. */
    static long resident(long pid) {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
