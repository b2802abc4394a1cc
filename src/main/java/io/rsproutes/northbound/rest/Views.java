package io.rsproutes.northbound.rest;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import org.apache.camel.Exchange;

/** What is known of an eUICC or a profile, as the JSON of the API: each fact with its source and time. */
public class Views {

    private static final Set<String> NUMBERS = Set.of("remainingMemory", "availableMemoryForProfiles", "allocatedMemory", "freeMemory");

    /** The fact rows in the body, with variables {@code euicc, profiles, events}: rows of what they are named after. */
    public void euicc(Exchange exchange) {
        var row = row(exchange, "euicc", "eUICC");
        var view = Json.MAPPER.createObjectNode();
        Json.put(view, "eid", row.get("eid"));
        Json.put(view, "tenant", row.get("tenant"));
        Json.put(view, "peer", row.get("peer"));
        var profiles = new LinkedHashMap<String, ObjectNode>();
        for (var profile : rows(exchange.getVariable("profiles"))) {
            Json.put(profile(profiles, profile.get("iccid").toString()), "profileType", profile.get("profile_type"));
        }
        var facts = view.putObject("facts");
        for (var fact : rows(exchange.getMessage().getBody())) {
            var subject = fact.get("subject").toString();
            fact(subject.equals(row.get("eid")) ? facts : (ObjectNode) profile(profiles, subject).get("facts"), fact);
        }
        profiles.values().forEach(view.putArray("profiles")::add);
        timeline(view, exchange);
        exchange.getMessage().setBody(Json.write(view));
    }

    private static ObjectNode profile(Map<String, ObjectNode> profiles, String iccid) {
        return profiles.computeIfAbsent(iccid, one -> {
            var view = Json.MAPPER.createObjectNode().put("iccid", one);
            view.putObject("facts");
            return view;
        });
    }

    /** The rows in the body (a list) as JSON objects with their columns in camel case; what is null is left out. */
    public void table(Exchange exchange) {
        var table = Json.MAPPER.createArrayNode();
        rows(exchange.getMessage().getBody()).forEach(row -> table.add(json(row)));
        exchange.getMessage().setBody(Json.write(table));
    }

    /** 404 unless there is one row in the body; it as a JSON object. */
    public void one(Exchange exchange, String what) {
        var rows = rows(exchange.getMessage().getBody());
        if (rows.isEmpty()) {
            throw Problem.notFound(what);
        }
        exchange.getMessage().setBody(Json.write(json(rows.get(0))));
    }

    static ObjectNode json(Map<String, Object> row) {
        var object = Json.MAPPER.createObjectNode();
        row.forEach((column, value) -> {
            if (value instanceof Number number) {
                object.put(Strings.camelCase(column), number.longValue());
            } else if (Timestamps.instant(value) != null) {
                object.put(Strings.camelCase(column), Timestamps.text(value));
            } else {
                Json.put(object, Strings.camelCase(column), value);
            }
        });
        return object;
    }

    /** The fact rows in the body, with variables {@code profile, events}: rows of what they are named after. */
    public void profile(Exchange exchange) {
        var row = row(exchange, "profile", "profile");
        var view = Json.MAPPER.createObjectNode();
        Json.put(view, "iccid", row.get("iccid"));
        Json.put(view, "tenant", row.get("tenant"));
        var facts = rows(exchange.getMessage().getBody());
        Json.put(view, "eid", facts.isEmpty() ? row.get("eid") : facts.get(0).get("eid"));
        Json.put(view, "profileType", row.get("profile_type"));
        if (row.get("state") != null) {
            var smdp = view.putObject("smdp");
            Json.put(smdp, "peer", row.get("peer"));
            Json.put(smdp, "state", row.get("state"));
            Json.put(smdp, "smdpAddress", row.get("smdp_address"));
            Json.put(smdp, "at", Timestamps.text(row.get("observed_at")));
        }
        var known = view.putObject("facts");
        facts.forEach(fact -> fact(known, fact));
        timeline(view, exchange);
        exchange.getMessage().setBody(Json.write(view));
    }

    private static void fact(ObjectNode facts, Map<String, Object> row) {
        var name = row.get("name").toString();
        var fact = facts.putObject(name);
        var content = String.valueOf(row.get("content"));
        if (name.equals("policyRules")) {
            fact.set("value", Json.read(content));
        } else if (name.equals("fallback")) {
            fact.put("value", Boolean.parseBoolean(content));
        } else if (NUMBERS.contains(name)) {
            fact.put("value", Long.parseLong(content));
        } else {
            fact.put("value", content);
        }
        Json.put(fact, "source", row.get("source"));
        Json.put(fact, "peer", row.get("peer"));
        // One without a time of its own has none to show.
        Json.put(fact, "at", Instant.EPOCH.equals(Timestamps.instant(row.get("observed_at"))) ? null
                : Timestamps.text(row.get("observed_at")));
        Json.put(fact, "operationId", row.get("operation_id"));
    }

    private static void timeline(ObjectNode view, Exchange exchange) {
        var timeline = view.putArray("timeline");
        for (var event : rows(exchange.getVariable("events"))) {
            var moment = timeline.addObject();
            Json.put(moment, "at", Timestamps.text(event.get("at")));
            Json.put(moment, "type", event.get("type"));
            Json.put(moment, "operationId", event.get("operation_id"));
            var data = Json.read(event.get("data").toString());
            for (var field : new String[] {"function", "iccid", "note"}) {
                Json.put(moment, field, data.path(field).asText(null));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> row(Exchange exchange, String variable, String what) {
        if (!(exchange.getVariable(variable) instanceof Map<?, ?> row)) {
            throw Problem.notFound(what);
        }
        return (Map<String, Object>) row;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
