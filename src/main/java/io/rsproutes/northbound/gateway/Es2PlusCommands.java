package io.rsproutes.northbound.gateway;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.protocol.es2plus.Es2Plus;

/** A customer's ES2+ call as canonical commands. */
final class Es2PlusCommands {

    private Es2PlusCommands() {}

    /**
     * The commands of a getProfileStatus, one for each profile that it names, in its order: a map with {@code
     * place}, the profile's in iccidList from 0, and {@code command}, JSON.
     *
     * @param most as many entries as iccidList may have
     */
    static List<Map<String, Object>> statusQueries(Es2Plus.Request request, int most) {
        var iccids = request.iccids();
        if (iccids.isEmpty()) {
            throw new Problem(400, "missing-parameter", "iccidList is missing, or has no entry.");
        }
        if (iccids.size() > most) {
            throw new Problem(
                    400,
                    "invalid-command",
                    "iccidList has " + iccids.size() + " entries; a call may have " + most
                            + " at most. Ask in several calls.");
        }
        var seen = new HashSet<String>();
        var commands = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < iccids.size(); i++) {
            var iccid = iccids.get(i);
            if (iccid == null) {
                throw new Problem(400, "missing-parameter", "iccidList[" + i + "] has no iccid.");
            }
            if (!Identifiers.isIccid(iccid)) {
                throw new Problem(
                        400,
                        "invalid-command",
                        "iccidList[" + i + "]: iccid is not an ICCID: a string of 18 to 20 digits, or 19 and F.");
            }
            if (seen.add(Identifiers.canonicalIccid(iccid))) {
                var command = command("getProfileStatus", request).put("iccid", iccid);
                command.remove("eid");
                commands.add(Map.of("place", i, "command", Json.write(command)));
            }
        }
        return commands;
    }

    static ObjectNode command(String function, Es2Plus.Request request) {
        var command = Json.MAPPER
                .createObjectNode()
                .put("function", function)
                .put("clientReference", Strings.cap(request.callId().replaceAll("\\p{Cntrl}+", " "), 128));
        Json.put(command, "eid", request.fields().get("eid"));
        Json.put(command, "iccid", request.fields().get("iccid"));
        var parameters = parameters(function, request);
        if (!parameters.isEmpty()) {
            command.set("parameters", parameters);
        }
        return command;
    }

    private static ObjectNode parameters(String function, Es2Plus.Request request) {
        var fields = request.fields();
        var parameters = Json.MAPPER.createObjectNode();
        switch (function) {
            case "downloadOrder" -> Json.put(parameters, "profileType", fields.get("profiletype"));
            case "confirmOrder" -> {
                Json.put(parameters, "matchingId", fields.get("matchingid"));
                Json.put(parameters, "confirmationCode", fields.get("confirmationcode"));
                Json.put(parameters, "smdsAddress", fields.get("smdsaddress"));
                var flag = fields.get("releaseflag") == null
                        ? ""
                        : fields.get("releaseflag").strip();
                if (!flag.equalsIgnoreCase("true") && !flag.equalsIgnoreCase("false")) {
                    throw new Problem(
                            400,
                            fields.get("releaseflag") == null ? "missing-parameter" : "invalid-command",
                            "releaseFlag is not true or false.");
                }
                parameters.put("releaseFlag", Boolean.valueOf(flag));
            }
            case "cancelOrder" -> {
                Json.put(parameters, "matchingId", fields.get("matchingid"));
                if (fields.get("finalprofilestatusindicator") == null) {
                    throw new Problem(400, "missing-parameter", "finalProfileStatusIndicator is missing.");
                }
                parameters.put("finalProfileStatusIndicator", Es2Plus.state(fields.get("finalprofilestatusindicator")));
            }
            case "recoverProfile" -> {
                if (fields.get("profilestatus") == null) {
                    throw new Problem(400, "missing-parameter", "profileStatus is missing.");
                }
                parameters.put("profileStatus", Es2Plus.state(fields.get("profilestatus")));
            }
            default -> {
                // releaseProfile and getProfileStatus have none
            }
        }
        return parameters;
    }
}
