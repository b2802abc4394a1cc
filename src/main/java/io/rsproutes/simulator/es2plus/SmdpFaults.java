package io.rsproutes.simulator.es2plus;

import java.util.Set;

import io.rsproutes.common.Problem;
import io.rsproutes.simulator.FaultReader;

/**
 * Faults of the simulated SM-DP+.
 *
 * @param delay       milliseconds before an answer
 * @param drop        so many next answers are lost, though the call was executed
 * @param fail        so many next calls are answered 500
 * @param unavailable so many next calls are answered 503
 * @param retryAfter  seconds in Retry-After with 503
 * @param malformed   so many next answers are cut in half
 * @param of          the function they strike; null: any
 * @param duplicate   how often each notification is sent
 * @param shuffle     whether notifications go out in any order
 */
record SmdpFaults(
        int delay,
        int drop,
        int fail,
        int unavailable,
        int retryAfter,
        int malformed,
        String of,
        int duplicate,
        boolean shuffle) {

    static final SmdpFaults NONE = new SmdpFaults(0, 0, 0, 0, 1, 0, null, 1, false);

    private static final Set<String> NAMES =
            Set.of("delay", "drop", "fail", "unavailable", "retryAfter", "malformed", "of", "duplicate", "shuffle");

    /**
     * The parameters above as JSON; what is left out is off.
     *
     * @throws Problem that says what cannot be read, and what can
     */
    static SmdpFaults read(String body) {
        var said = new FaultReader(body, NAMES);
        var faults = new SmdpFaults(
                said.number("delay", 0, 0),
                said.number("drop", 0, 0),
                said.number("fail", 0, 0),
                said.number("unavailable", 0, 0),
                said.number("retryAfter", 1, 0),
                said.number("malformed", 0, 0),
                said.word("of", null, SmdpSimulator.FUNCTIONS),
                said.number("duplicate", 1, 1),
                said.flag("shuffle"));
        said.check();
        return faults;
    }

    boolean spares(String function) {
        return of != null && !of.equals(function);
    }

    /** What is left of them when the next call has been struck: one at a time, in the order of the parameters. */
    SmdpFaults struck() {
        return new SmdpFaults(
                delay,
                left(drop),
                drop > 0 ? fail : left(fail),
                drop + fail > 0 ? unavailable : left(unavailable),
                retryAfter,
                drop + fail + unavailable > 0 ? malformed : left(malformed),
                of,
                duplicate,
                shuffle);
    }

    private static int left(int count) {
        return Math.max(0, count - 1);
    }
}
