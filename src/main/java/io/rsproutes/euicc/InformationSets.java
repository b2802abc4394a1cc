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

    /** The profiles that are shown with a state: {@code [{iccid, state}]}; none for null. */
    public String states(String eis) {
        var states = Json.MAPPER.createArrayNode();
        profiles(eis).stream().filter(profile -> profile.hasNonNull("state")).forEach(profile -> states.addObject()
                .put("iccid", profile.path("iccid").asText())
                .put("state", profile.path("state").asText()));
        return Json.write(states);
    }

    /** The ICCIDs that are shown, as a list of the database; none for null. */
    public String iccids(String eis) {
        return SqlList.of(profiles(eis).stream()
                .map(profile -> profile.path("iccid").asText())
                .toList());
    }

    /** Whether it names this peer as the SM-SR of its eUICC. */
    public boolean namesSmsr(String eis, String peer) {
        var known = settings.peers().get(peer);
        return eis != null
                && known != null
                && known.entityId() != null
                && known.entityId().equals(Json.read(eis).path("smsrId").asText());
    }

    /** The same without the profiles of these ICCIDs: everyone sees only its own. Null stays null. */
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
