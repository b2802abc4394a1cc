package io.rsproutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Processor time of servers, from /proc: of a process and all below it, with those below that have ended. */
final class ProcessTimes {

    /** Of /proc: USER_HZ, which Linux fixes at 100 for user space. */
    private static final int MILLIS_PER_TICK = 10;
    /** utime, stime, and the same of children that ended, behind the name in brackets and the state. */
    private static final int FIRST_TIME = 11;

    private ProcessTimes() {}

    /** Milliseconds so far. */
    static long millis(Process process) {
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants());
        return all.mapToLong(one -> ticks(one.pid())).sum() * MILLIS_PER_TICK;
    }

    private static long ticks(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = FIRST_TIME; field < FIRST_TIME + 4; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks;
        } catch (IOException e) {
            // It has just ended; its parent has its time.
            return 0;
        }
    }
}
