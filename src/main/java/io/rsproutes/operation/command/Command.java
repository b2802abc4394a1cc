package io.rsproutes.operation.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;

/**
 * A command that was read.
 *
 * @param said           its function, and what it is about
 * @param wantedValidity s, or null
 * @param whenBusy       wait or refuse
 * @param requestHash    two requests of one hash are the same request
 * @param wrongDigits    violations that count only if the peer chosen wants right check digits
 * @param template       the template it was filled by, or null
 */
record Command(
        Conditions.Said said,
        String clientReference,
        Long wantedValidity,
        String whenBusy,
        String requestHash,
        List<Violation> wrongDigits,
        OrderTemplate template) {

    /** For the route; nodes as JSON text. {@code step}: the first function of a composite, else null. */
    Map<String, Object> asMap() {
        var map = new HashMap<String, Object>();
        var function = said.function();
        map.put("function", function.name());
        map.put("operatorOnly", function.operatorOnly());
        map.put("step", function.composite() ? function.steps().get(0) : null);
        map.put("interface", function.interfaceName());
        map.put("eid", said.eid());
        map.put("iccid", said.iccid());
        map.put("namedPeer", said.peer());
        map.put("targetPeer", said.targetPeer());
        map.put("clientReference", clientReference);
        map.put("wantedValidity", wantedValidity);
        map.put("whenBusy", whenBusy);
        map.put("profileType", said.parameters().path("profileType").asText(null));
        map.put("parameters", Json.write(said.parameters()));
        map.put("secrets", said.secrets().isEmpty() ? null : Json.write(said.secrets()));
        map.put("requestHash", requestHash);
        map.put("wrongDigits", wrongDigits);
        map.put("template", template == null ? null : template.name());
        map.put("nextSteps", template == null ? null : template.nextSteps());
        return map;
    }
}
