package io.rsproutes.simulator.es2plus;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.Es2PlusWriter;

/**
 * The profiles of the simulated SM-DP+, and what ES2+ does to them (docs/spec/es2plus.md 2.3 and 3). A function answers
 * null when it was executed, else subject code, reason code and message.
 */
final class SmdpStock {

    static final class Profile {
        final String iccid;
        final String type;
        String state = "Available";
        String eid;
        String matchingId;
        SmdpBehaviour behaviour = SmdpBehaviour.PLAIN;
        Instant changed = Instant.now();

        Profile(String iccid, String type) {
            this.iccid = iccid;
            this.type = type;
        }
    }

    private final TreeMap<String, Profile> profiles = new TreeMap<>();
    /** The ICCID given last, by type. */
    private final Map<String, String> allotted = new HashMap<>();

    /**
     * Demo profiles, fifteen hundred each of P9054-1 and P9054-2, and fifty more; all available. None that was allotted
     * is allotted again soon: who called knows it.
     */
    void reset() {
        profiles.clear();
        for (var iccid : List.of("8988211000000000011", "8947010000123456784", "8901000000000000019")) {
            profiles.put(iccid, new Profile(iccid, "8901000000000000019".equals(iccid) ? "P9054-2" : "P9054-1"));
        }
        for (int i = 0; i < 3_000; i++) {
            var iccid = Identifiers.canonicalIccid("89470000000001" + String.format("%04d", i));
            profiles.put(iccid, new Profile(iccid, i % 2 == 0 ? "P9054-1" : "P9054-2"));
        }
        for (int i = 0; i < 50; i++) {
            var iccid = Identifiers.canonicalIccid("89470300000001" + String.format("%04d", i));
            profiles.put(iccid, new Profile(iccid, "P9054-1"));
        }
    }

    /** Null when there is none. */
    Profile profile(String iccid) {
        return profiles.get(Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : iccid);
    }

    String[] downloadOrder(JsonNode request, Map<String, String> result) {
        var type = request.path("profileType").asText(null);
        Profile profile;
        if (request.hasNonNull("iccid")) {
            profile = profiles.get(key(request));
            if (profile == null) {
                return new String[] {"8.2.1", "3.9", "ICCID unknown"};
            }
            if (type != null && !type.equals(profile.type)) {
                return new String[] {"8.2.5", "3.8", "Type does not match the ICCID"};
            }
            if (!"Available".equals(profile.state)) {
                return new String[] {"8.2.1", "3.3", "Profile not available"};
            }
        } else {
            if (profiles.values().stream().noneMatch(one -> one.type.equals(type))) {
                return new String[] {"8.2.5", "3.9", "Profile type unknown"};
            }
            profile = available(type);
            if (profile == null) {
                return new String[] {"8.2.5", "3.7", "No profile of this type left"};
            }
        }
        profile.eid = request.path("eid").asText(null);
        profile.state = profile.eid == null ? "Allocated" : "Linked";
        result.put("iccid", profile.iccid);
        return null;
    }

    /** The next of its type behind the one allotted last; null when there is none left. */
    private Profile available(String type) {
        for (var from : List.of(profiles.tailMap(allotted.getOrDefault(type, ""), false), profiles)) {
            for (var one : from.values()) {
                if (one.type.equals(type) && "Available".equals(one.state) && one.iccid.startsWith("8947000000")) {
                    allotted.put(type, one.iccid);
                    return one;
                }
            }
        }
        return null;
    }

    String[] confirmOrder(JsonNode request, Map<String, String> result) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        var eid = request.path("eid").asText(null);
        if (eid != null && profile.eid != null && !eid.equals(profile.eid)) {
            return new String[] {"8.1.1", "3.10", "Another EID is tied to this ICCID"};
        }
        if (!List.of("Allocated", "Linked").contains(profile.state)) {
            return new String[] {"8.2.1", "3.5", "Profile is " + profile.state};
        }
        var matchingId = request.path("matchingId").asText(null);
        if (matchingId != null && profiles.values().stream().anyMatch(one -> matchingId.equals(one.matchingId))) {
            return new String[] {"8.2.6", "3.3", "matchingId in use"};
        }
        profile.eid = eid == null ? profile.eid : eid;
        profile.matchingId = matchingId != null ? matchingId : token();
        profile.state = request.path("releaseFlag").asBoolean() ? "Released" : "Confirmed";
        result.put("matchingId", profile.matchingId);
        result.put("smdpAddress", "smdp.example.com");
        if (profile.eid != null) {
            result.put("eid", profile.eid);
        }
        return null;
    }

    String[] cancelOrder(JsonNode request) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        if (List.of("Downloaded", "Installed", "Available", "Unavailable").contains(profile.state)) {
            return new String[] {"8.2.1", "3.3", "Profile is " + profile.state};
        }
        if (profile.eid != null && !profile.eid.equals(request.path("eid").asText(profile.eid))) {
            return new String[] {"8.2.1", "3.10", "Another EID is tied to this ICCID"};
        }
        if (profile.matchingId != null
                && !profile.matchingId.equals(request.path("matchingId").asText(""))) {
            return new String[] {"8.2.6", "3.10", "Another matchingId is tied to this ICCID"};
        }
        profile.state =
                Es2Plus.state(request.path("finalProfileStatusIndicator").asText("Available"));
        profile.eid = null;
        profile.matchingId = null;
        return null;
    }

    String[] releaseProfile(JsonNode request) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        if ("Released".equals(profile.state)) {
            return null;
        }
        if (!"Confirmed".equals(profile.state)) {
            return new String[] {"8.2.1", "3.5", "Profile is " + profile.state};
        }
        profile.state = "Released";
        return null;
    }

    String[] recoverProfile(JsonNode request) {
        var profile = profiles.get(key(request));
        if (profile == null) {
            return new String[] {"8.2.1", "3.9", "ICCID unknown"};
        }
        profile.state = Es2Plus.state(request.path("profileStatus").asText("Available"));
        if (profile.state.equals("Available")) {
            profile.eid = null;
            profile.matchingId = null;
        }
        return null;
    }

    /** Takes profiles with their keys, of which it keeps none: of each only its ICCID and type. */
    String provision(JsonNode request) {
        var body = (ObjectNode) Json.read(Es2PlusWriter.answer(Map.of("status", "Executed-Success"), Map.of()));
        var list = body.putArray("profiles");
        for (var asked : request.path("profiles")) {
            var iccid = key(asked);
            var entry = list.addObject().put("iccid", asked.path("iccid").asText(""));
            var known = profiles.get(iccid);
            if (!asked.hasNonNull("ki") || !asked.hasNonNull("opc")) {
                refuse(entry, "1.6", "2.2");
            } else if (known != null && !"Available".equals(known.state)) {
                refuse(entry, "8.2.1", "3.3");
            } else {
                profiles.put(
                        iccid, new Profile(iccid, request.path("profileType").asText(null)));
                entry.put("status", "Executed-Success");
            }
        }
        return Json.write(body);
    }

    private static void refuse(ObjectNode entry, String subject, String reason) {
        entry.putObject("status")
                .put("status", "Failed")
                .putObject("statusCodeData")
                .put("subjectCode", subject)
                .put("reasonCode", reason);
    }

    String statuses(JsonNode request, SmdpBehaviour behaviour) {
        var body = (ObjectNode) Json.read(Es2PlusWriter.answer(Map.of("status", "Executed-Success"), Map.of()));
        var list = body.putArray("profileStatusList");
        for (var asked : request.path("iccidList")) {
            var profile = profiles.get(key(asked));
            if (profile != null) {
                list.addObject()
                        .put("iccid", behaviour.iccid(profile.iccid))
                        .put("state", behaviour.state(profile.state))
                        .put("eid", profile.eid)
                        .put("acToken", profile.matchingId)
                        .put("lockFlag", false)
                        .put(
                                "status_last_update_timestamp",
                                profile.changed.truncatedTo(ChronoUnit.SECONDS).toString());
            }
        }
        return Json.write(body.put(
                "completionTimestamp",
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    }

    private static String key(JsonNode request) {
        var iccid = request.path("iccid").asText("");
        return Identifiers.isIccid(iccid) ? Identifiers.canonicalIccid(iccid) : iccid;
    }

    static String token() {
        var letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        var token = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            token.append(i > 0 && i % 5 == 0 ? "-" : "")
                    .append(letters.charAt(ThreadLocalRandom.current().nextInt(letters.length())));
        }
        return token.toString();
    }
}
