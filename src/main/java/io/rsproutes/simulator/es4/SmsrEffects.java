package io.rsproutes.simulator.es4;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;

/** What an executed call, or the device, does to a simulated eUICC (docs/spec/es4.md 2.3). */
final class SmsrEffects {

    private SmsrEffects() {}

    /** Something that happened to a profile, by the name of its notification: HandleProfileEnabled. */
    record Change(String name, String iccid) {}

    /** Executes a call that was checked; the ICCID of the profile that it downloads, else null. */
    static String execute(SmsrCall call, SmsrCards cards) {
        var euicc = cards.get(call.smsr(), call.eid());
        var profile = euicc == null ? null : (ObjectNode) SmsrCards.profile(euicc, call.iccid());
        switch (call.function()) {
            case "downloadProfile" -> {
                return download(euicc, call, cards);
            }
            case "enableProfile" -> enable(euicc, profile);
            case "disableProfile" -> enable(euicc, SmsrRules.fallBack(euicc));
            case "deleteProfile" -> {
                if (SmsrRules.isEnabled(profile)) {
                    enable(euicc, SmsrRules.fallBack(euicc));
                }
                remove(euicc, profile);
            }
            case "setFallBackAttribute" ->
                euicc.path("profiles").forEach(one -> ((ObjectNode) one).put("fallback", one == profile));
            case "updatePolicyRules" -> profile.set("policyRules", call.said().policyRules());
            case "updateSubscriptionAddress" ->
                profile.set("subscriptionAddress", call.said().newSubscriptionAddress());
            case "prepareSMSRChange" -> cards.prepare(call);
            case "smsrChange" -> cards.move(call, cards.agreed(call));
            default -> {
                // It only reads.
            }
        }
        return null;
    }

    private static String download(ObjectNode euicc, SmsrCall call, SmsrCards cards) {
        var asked = call.said().download();
        var iccid = call.iccid() == null ? cards.nextIccid() : call.iccid();
        var profile = ((ArrayNode) euicc.path("profiles"))
                .addObject()
                .put("iccid", iccid)
                .put("state", "Disabled")
                .put("fallback", false)
                .put("mnoId", call.message().senderEntityId());
        Json.put(profile, "profileType", asked.profileType());
        if (asked.enable()) {
            enable(euicc, profile);
        }
        return iccid;
    }

    // One is enabled, and the one that was is not any more: by its rules it may be deleted then.
    private static void enable(ObjectNode euicc, JsonNode profile) {
        for (var other : List.copyOf(all(euicc))) {
            if (other != profile && SmsrRules.isEnabled(other)) {
                ((ObjectNode) other).put("state", "Disabled");
                if (SmsrRules.says(other, "DISABLE", "Auto-Delete")) {
                    remove(euicc, other);
                }
            }
        }
        ((ObjectNode) profile).put("state", "Enabled");
    }

    private static void remove(ObjectNode euicc, JsonNode profile) {
        ((ArrayNode) euicc.path("profiles")).removeIf(one -> one == profile);
    }

    private static List<JsonNode> all(JsonNode euicc) {
        var profiles = new ArrayList<JsonNode>();
        euicc.path("profiles").forEach(profiles::add);
        return profiles;
    }

    /** What happened to the profiles of an eUICC from then to now; null for one that is not here any more. */
    static List<Change> between(JsonNode before, JsonNode after) {
        var changes = new LinkedHashMap<String, Change>();
        for (var old : before.path("profiles")) {
            var iccid = old.path("iccid").asText();
            var now = after == null ? null : SmsrCards.profile(after, iccid);
            if (after != null && now == null) {
                changes.put(iccid, new Change("HandleProfileDeleted", iccid));
            } else if (now != null && !now.path("state").equals(old.path("state"))) {
                changes.put(
                        iccid,
                        new Change(SmsrRules.isEnabled(now) ? "HandleProfileEnabled" : "HandleProfileDisabled", iccid));
            }
        }
        return List.copyOf(changes.values());
    }

    /** Somebody else, or the device itself, does it: enable, disable or delete, by no rule. */
    static List<Change> play(ObjectNode euicc, ObjectNode profile, String what) {
        var before = euicc.deepCopy();
        switch (what) {
            case "enable" -> {
                enable(euicc, profile);
            }
            case "disable" -> profile.put("state", "Disabled");
            default -> remove(euicc, profile);
        }
        var changes = new ArrayList<>(between(before, euicc));
        var iccid = profile.path("iccid").asText();
        var names = Map.of("enable", "HandleProfileEnabled", "disable", "HandleProfileDisabled");
        // It is told also where the profile was so before, and last.
        changes.removeIf(change -> change.iccid().equals(iccid));
        changes.add(new Change(names.getOrDefault(what, "HandleProfileDeleted"), iccid));
        return changes;
    }
}
