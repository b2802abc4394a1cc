package io.rsproutes.proof;

import java.util.List;

/** What a storm may hit. */
interface Target {

    String KILL = "kill -9";
    /** SIGSTOP, and SIGCONT at the end. */
    String PAUSE = "SIGSTOP";
    /** In order, as an operator does. */
    String STOP = "stop";

    /** The disk is full. */
    String FULL = "disk full";

    String name();

    /** What may befall it. */
    List<String> faults();

    void begin(String fault);

    /** Until it serves again. */
    void end(String fault);
}
