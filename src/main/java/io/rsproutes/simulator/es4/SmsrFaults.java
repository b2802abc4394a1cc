package io.rsproutes.simulator.es4;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Problem;

/** How the simulated SM-SR behaves: as which real peer (docs/spec/es4.md), and with which faults. */
final class SmsrFaults {

    private static final Set<String> BEHAVIOURS = Set.of("kpn", "gsoap", "early-failure", "two-phase", "sloppy");
    /** Faults that strike the next n calls. */
    private static final List<String> COUNTED = List.of(
            "lostAccept",
            "lostCallback",
            "rollback",
            "busy",
            "cardError",
            "expired",
            "expiredAfter",
            "unavailable",
            "fail");

    private static final Set<String> OTHERS =
            Set.of("behaviour", "delay", "late", "duplicate", "shuffle", "early", "notifyOwn");

    String behaviour = "kpn";
    /** Milliseconds until a call is executed, and from then until its callback leaves. */
    int delay = 300;

    int late;
    int duplicate = 1;
    boolean shuffle;
    boolean early;
    boolean notifyOwn;
    private final Map<String, Integer> counted = new TreeMap<>();

    /** The members above, and how many next calls each counted fault strikes; what is left out is off. */
    static SmsrFaults read(JsonNode node) {
        if (!node.isObject()) {
            throw new Problem(400, "invalid-field", "Faults are a JSON object; {} is none.");
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!COUNTED.contains(name) && !OTHERS.contains(name)) {
                throw new Problem(
                        400, "invalid-field", "There is no fault '" + name + "'; docs/guides/simulator.md lists them.");
            }
        });
        var faults = new SmsrFaults();
        faults.behaviour = node.path("behaviour").asText("kpn");
        if (!BEHAVIOURS.contains(faults.behaviour)) {
            throw new Problem(
                    400,
                    "invalid-field",
                    "behaviour is one of "
                            + String.join(", ", BEHAVIOURS.stream().sorted().toList()) + ".");
        }
        faults.delay = node.path("delay").asInt(300);
        faults.late = node.path("late").asInt(0);
        faults.duplicate = Math.max(1, node.path("duplicate").asInt(1));
        faults.shuffle = node.path("shuffle").asBoolean(false);
        faults.early = node.path("early").asBoolean(false);
        faults.notifyOwn = node.path("notifyOwn").asBoolean(false);
        COUNTED.forEach(fault -> faults.counted.put(fault, node.path(fault).asInt(0)));
        return faults;
    }

    /** Whether a counted fault strikes this call; it strikes one less then. */
    boolean strikes(String fault) {
        int left = counted.getOrDefault(fault, 0);
        counted.put(fault, Math.max(0, left - 1));
        return left > 0;
    }
}
