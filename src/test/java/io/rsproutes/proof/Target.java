package io.rsproutes.proof;

import java.util.List;

/** What the fault injector may hit. */
public interface Target {

    String KILL = "kill -9";
    /** SIGSTOP, and SIGCONT at the end. */
    String PAUSE = "SIGSTOP";
    /** In order, as an operator does. */
    String STOP = "stop";

    /** The disk is full. */
    String FULL = "disk full";
    /** The clock of the database, by which everything waits, is some seconds fast or slow, and then right again. */
    String MOVED = "clock moved";
    /** Everybody orders at once. */
    String BURST = "burst";
    /** What nobody can read, at every address. */
    String POISON = "poison";

    List<String> FAULTS = List.of(KILL, PAUSE, STOP, FULL, MOVED, BURST, POISON);

    String name();

    /** What may befall it. */
    List<String> faults();

    void begin(String fault);

    /** Until it serves again. */
    void end(String fault);
}
