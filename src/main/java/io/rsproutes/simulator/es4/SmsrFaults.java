package io.rsproutes.simulator.es4;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.rsproutes.common.Problem;
import io.rsproutes.simulator.FaultReader;

/** How the simulated SM-SR behaves: as which real peer (docs/spec/es4.md), and with which faults. */
final class SmsrFaults {

    private static final Set<String> BEHAVIOURS = Set.of("kpn", "gsoap", "early-failure", "two-phase", "sloppy");
    /** Faults that strike the next n calls. */
    private static final List<String> COUNTED = List.of(
            "lostAccept",
            "lostCallback",
            "warningFirst",
            "rollback",
            "busy",
            "cardError",
            "expired",
            "expiredAfter",
            "unavailable",
            "fail");

    private static final Set<String> OTHERS =
            Set.of("behaviour", "delay", "late", "duplicate", "shuffle", "early", "notifyOwn", "namespace");

    private static final String NAMESPACES = "http://namespaces.gsma.org/esim-messaging/";

    String behaviour = "kpn";
    /** Milliseconds until a call is executed, and from then until its callback leaves. */
    int delay = 300;

    int late;
    int duplicate = 1;
    boolean shuffle;
    boolean early;
    boolean notifyOwn;
    /** The version in the namespace of calls it takes; null: any. */
    private String namespace;

    private final Map<String, Integer> counted = new TreeMap<>();

    /**
     * The members above, and how many next calls each counted fault strikes; what is left out is off.
     *
     * @throws Problem that says what cannot be read, and what can
     */
    static SmsrFaults read(String body) {
        var said = new FaultReader(
                body, Stream.concat(COUNTED.stream(), OTHERS.stream()).toList());
        var faults = new SmsrFaults();
        faults.behaviour = said.word("behaviour", "kpn", BEHAVIOURS);
        faults.delay = said.number("delay", 300, 0);
        faults.late = said.number("late", 0, 0);
        faults.duplicate = said.number("duplicate", 1, 1);
        faults.shuffle = said.flag("shuffle");
        faults.early = said.flag("early");
        faults.notifyOwn = said.flag("notifyOwn");
        faults.namespace = said.word("namespace", null, Set.of("1", "3"));
        COUNTED.forEach(fault -> faults.counted.put(fault, said.number(fault, 0, 0)));
        said.check();
        return faults;
    }

    /** Whether it takes calls in this namespace, as one does whose code is made of a schema. */
    boolean takes(String of) {
        return namespace == null || of.equals(NAMESPACES + namespace);
    }

    /** Whether a counted fault strikes this call; it strikes one less then. */
    boolean strikes(String fault) {
        int left = counted.getOrDefault(fault, 0);
        counted.put(fault, Math.max(0, left - 1));
        return left > 0;
    }
}
