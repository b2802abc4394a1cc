package io.rsproutes.simulator.es4;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;

/** The eUICCs of the simulated SM-SRs, and what they have agreed on: who is to get which, and which is moving. */
final class SmsrCards {

    private static final String DEMO =
            """
            {"profiles": [{"iccid": "8988211000000000011", "state": "Enabled", "fallback": true},
                          {"iccid": "8947010000123456784", "state": "Disabled", "fallback": false}]}""";

    private static final Set<String> STATES = Set.of("Created", "Disabled", "Enabled");

    /** An SM-SR is ready to take an eUICC over: {@code current}, from whom; {@code call}, who said so. */
    record Preparation(String current, SmsrCall call) {}

    private final Map<String, Map<String, ObjectNode>> euiccs = new TreeMap<>();
    private final Map<String, Map<String, Preparation>> prepared = new TreeMap<>();
    private final Set<String> moving = new HashSet<>();

    private long downloads;

    /** A profile nobody has had before, for an order by type. */
    String nextIccid() {
        return Identifiers.canonicalIccid(String.format("898821199%09d", ++downloads));
    }

    /** The demo's eUICC only, at the first SM-SR. */
    void reset() {
        euiccs.clear();
        prepared.clear();
        moving.clear();
        put(SmsrSimulator.FIRST, "89049032123451234512345678901235", DEMO);
    }

    /**
     * An eUICC: {@code {profiles: [{iccid, state, fallback, policyRules: [{subject, action, qualification}],
     * subscriptionAddress?, mnoId?}]}}. {@code mnoId}: the EntityId of its owner, when that is not who calls.
     */
    String put(String smsr, String eid, String body) {
        var said = Json.read(body);
        if (!(said instanceof ObjectNode euicc)
                || !(euicc.get("profiles") instanceof ArrayNode profiles)
                || !hold(profiles)) {
            throw new Problem(
                    400,
                    "invalid-field",
                    "An eUICC is {\"profiles\": [{\"iccid\": …, \"state\": …, \"fallback\": …}]}; the state of a"
                            + " profile is Created, Disabled or Enabled, fallback true or false.");
        }
        at(smsr).put(eid, euicc);
        return Json.write(euicc);
    }

    private static boolean hold(ArrayNode profiles) {
        for (var profile : profiles) {
            var fallback = profile.path("fallback");
            if (!profile.path("iccid").isTextual()
                    || !STATES.contains(profile.path("state").asText())
                    || !(fallback.isMissingNode() || fallback.isBoolean())) {
                return false;
            }
        }
        return true;
    }

    /** Null when there is none. */
    ObjectNode get(String smsr, String eid) {
        return eid == null ? null : at(smsr).get(eid);
    }

    private Map<String, ObjectNode> at(String smsr) {
        return euiccs.computeIfAbsent(smsr, name -> new TreeMap<>());
    }

    void prepare(SmsrCall call) {
        prepared.computeIfAbsent(call.smsr(), name -> new TreeMap<>())
                .put(call.eid(), new Preparation(call.said().smsrId(), call));
    }

    /** What the SM-SR that this smsrChange names has agreed to with the one it is sent to; null when nothing. */
    Preparation agreed(SmsrCall change) {
        return prepared.values().stream()
                .map(those -> those.get(String.valueOf(change.eid())))
                .filter(one -> one != null
                        && Objects.equals(one.call().own(), change.said().smsrId())
                        && Objects.equals(one.current(), change.own()))
                .findFirst()
                .orElse(null);
    }

    /** The eUICC goes over to the SM-SR that is ready for it. */
    void move(SmsrCall change, Preparation agreed) {
        var next = agreed.call().smsr();
        at(next).put(change.eid(), at(change.smsr()).remove(change.eid()));
        prepared.get(next).remove(change.eid());
    }

    /** From now until the end of the change the eUICC is busy. */
    void begin(SmsrCall change) {
        if (get(change.smsr(), change.eid()) != null) {
            moving.add(change.eid());
        }
    }

    void end(SmsrCall change) {
        moving.remove(String.valueOf(change.eid()));
    }

    boolean isMoving(String eid) {
        return eid != null && moving.contains(eid);
    }

    static JsonNode profile(JsonNode euicc, String iccid) {
        for (var profile : euicc.path("profiles")) {
            if (profile.path("iccid").asText().equals(iccid)) {
                return profile;
            }
        }
        return null;
    }
}
