package io.rsproutes.operation.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;

/**
 * A command that was read.
 *
 * @param namedPeer      the peer it names, or null
 * @param targetPeer     the second SM-SR that a change of it names, or null
 * @param wantedValidity s, or null
 * @param whenBusy       wait or refuse
 * @param secrets        parameters that are never shown again
 * @param requestHash    two requests of one hash are the same request
 * @param wrongDigits    violations that count only if the peer chosen wants right check digits
 */
record Command(
        Functions.Function function,
        String eid,
        String iccid,
        String namedPeer,
        String targetPeer,
        String clientReference,
        Long wantedValidity,
        String whenBusy,
        ObjectNode parameters,
        ObjectNode secrets,
        String requestHash,
        List<Violation> wrongDigits) {

    /** For the route; nodes as JSON text. {@code step}: the first function of a composite, else null. */
    Map<String, Object> asMap() {
        var map = new HashMap<String, Object>();
        map.put("function", function.name());
        map.put("operatorOnly", function.operatorOnly());
        map.put("step", function.composite() ? function.steps().get(0) : null);
        map.put("interface", function.interfaceName());
        map.put("eid", eid);
        map.put("iccid", iccid);
        map.put("namedPeer", namedPeer);
        map.put("targetPeer", targetPeer);
        map.put("clientReference", clientReference);
        map.put("wantedValidity", wantedValidity);
        map.put("whenBusy", whenBusy);
        map.put("profileType", parameters.path("profileType").asText(null));
        map.put("parameters", Json.write(parameters));
        map.put("secrets", secrets.isEmpty() ? null : Json.write(secrets));
        map.put("requestHash", requestHash);
        map.put("wrongDigits", wrongDigits);
        return map;
    }
}
