package io.rsproutes.euicc;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.database.SqlList;

/** Information sets of eUICCs (EIS, as JSON): the profiles they show, and what of them a tenant may see. */
public class InformationSets {

    private final Settings settings;

    public InformationSets(Settings settings) {
        this.settings = settings;
    }

    /** The ICCIDs that are shown, as a list of the database; none for null. */
    public String iccids(String eis) {
        return SqlList.of(profiles(eis).stream()
                .map(profile -> profile.path("iccid").asText())
                .toList());
    }

    /** The EntityId of the SM-SR that it names for its eUICC; null for none. */
    public String smsr(String eis) {
        return eis == null ? null : Json.read(eis).path("smsrId").asText(null);
    }

    /** The SM-SR among our peers that has this EntityId, {@code sender} before others; null for none. */
    public String peer(String entityId, String sender) {
        var peers = settings.peersWith(entityId);
        return peers.contains(sender) ? sender : peers.stream().findFirst().orElse(null);
    }

    /** The EntityId of the peer; null if it has none. */
    public String entityId(String peer) {
        return settings.entityIdOf(peer);
    }

    /** The information set without the profiles of these ICCIDs: everyone sees only its own. Null stays null. */
    public String without(String eis, List<String> iccids) {
        if (eis == null
                || iccids.isEmpty()
                || !(Json.read(eis) instanceof ObjectNode shown)
                || !(shown.path("profiles") instanceof ArrayNode profiles)) {
            return eis;
        }
        var own = Json.MAPPER.createArrayNode();
        profiles.forEach(profile -> {
            if (!iccids.contains(profile.path("iccid").asText())) {
                own.add(profile);
            }
        });
        shown.set("profiles", own);
        return Json.write(shown);
    }

    /** Whether each profile that is shown has an ICCID that can be read: only then is another one not shown. */
    static boolean namesAll(JsonNode eis) {
        for (var profile : eis.path("profiles")) {
            if (!Identifiers.isIccid(profile.path("iccid").asText())) {
                return false;
            }
        }
        return true;
    }

    static List<JsonNode> profiles(String eis) {
        var profiles = new ArrayList<JsonNode>();
        if (eis != null) {
            Json.read(eis).path("profiles").forEach(profile -> {
                if (Identifiers.isIccid(profile.path("iccid").asText())) {
                    profiles.add(profile);
                }
            });
        }
        return profiles;
    }
}
