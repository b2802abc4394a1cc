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

    /**
     * The ICCIDs, as far as they can be read, of the profiles that an EIS (JSON text) shows, as text of a
     * PostgreSQL array; {@code {}} when it shows none, or is null.
     */
    public String iccids(String eis) {
        return SqlList.of(profiles(eis).stream()
                .map(profile -> profile.path("iccid").asText())
                .toList());
    }

    /** The EntityId of the SM-SR that an EIS (JSON text) names for its eUICC; null when it names none, or is null. */
    public String smsr(String eis) {
        return eis == null ? null : Json.read(eis).path("smsrId").asText(null);
    }

    /**
     * The name of the peer that has this EntityId: the second argument, if it is one that has it, else the
     * first by name; null when no peer has it, or the EntityId is null.
     */
    public String peer(String entityId, String sender) {
        var peers = settings.peersWith(entityId);
        return peers.contains(sender) ? sender : peers.stream().findFirst().orElse(null);
    }

    /**
     * The EntityId of the peer (rsp.peers.&lt;id&gt;.entity-id); null when it has none, is not in rsp.peers,
     * or is null.
     */
    public String entityId(String peer) {
        return settings.entityIdOf(peer);
    }

    /** The EIS (JSON text) without the profiles whose ICCIDs are in the list; null stays null. */
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
