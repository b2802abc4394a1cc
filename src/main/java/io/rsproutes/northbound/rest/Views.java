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
import io.rsproutes.platform.camel.PageWriter;
import org.apache.camel.Exchange;

/** What is known of an eUICC or a profile, as the JSON of the API: each observation with its source and time. */
public class Views {

    private static final Set<String> NUMBERS =
            Set.of("remainingMemory", "availableMemoryForProfiles", "allocatedMemory", "freeMemory");

    /**
     * The eUICC as JSON: {@code {eid, tenant, peer, facts, profiles: [{iccid, profileType, facts}], timeline:
     * [{at, type, operationId, function, iccid, note}]}}; facts has {@code {value, source, peer, at,
     * operationId}} by name. A profile is there when the inventory has it or it was observed: without the
     * first profileType is left out, without the second facts are empty. From variables {@code euicc} (a row;
     * 404 when null), {@code profiles} and {@code events} (rows), and the rows of observations in the body.
     */
    public String euicc(Exchange exchange) {
        return Json.write(euiccView(
                row(exchange, "euicc", "eUICC"),
                rows(exchange.getVariable("profiles")),
                rows(exchange.getMessage().getBody()),
                rows(exchange.getVariable("events"))));
    }

    static ObjectNode euiccView(
            Map<String, Object> row,
            List<Map<String, Object>> inventory,
            List<Map<String, Object>> observations,
            List<Map<String, Object>> events) {
        var view = Json.MAPPER.createObjectNode();
        Json.put(view, "eid", row.get("eid"));
        Json.put(view, "tenant", row.get("tenant"));
        Json.put(view, "peer", row.get("peer"));
        var profiles = new LinkedHashMap<String, ObjectNode>();
        for (var profile : inventory) {
            Json.put(profile(profiles, profile.get("iccid").toString()), "profileType", profile.get("profile_type"));
        }
        var facts = view.putObject("facts");
        for (var one : observations) {
            var subject = one.get("subject").toString();
            boolean onCard = subject.equals(row.get("eid"));
            observation(onCard ? facts : (ObjectNode) profile(profiles, subject).get("facts"), one);
        }
        profiles.values().forEach(view.putArray("profiles")::add);
        timeline(view, events);
        return view;
    }

    private static ObjectNode profile(Map<String, ObjectNode> profiles, String iccid) {
        return profiles.computeIfAbsent(iccid, one -> {
            var view = Json.MAPPER.createObjectNode().put("iccid", one);
            view.putObject("facts");
            return view;
        });
    }

    /**
     * The rows in the body as a JSON array of objects: columns in camel case, times as text; what is null is
     * left out.
     */
    public String table(List<Map<String, Object>> rows) {
        var table = Json.MAPPER.createArrayNode();
        rows.forEach(row -> table.add(json(row)));
        return Json.write(table);
    }

    /**
     * The rows in the body as a page, JSON {@code {items: [...], cursor}}, each as table writes it, without its
     * row_key. The cursor is the last row's id; null at the end, when fewer than {@code limit} rows came.
     */
    public String page(List<Map<String, Object>> rows, Integer limit) {
        return PageWriter.page(rows, limit, row -> json(row).without("rowKey"));
    }

    /**
     * The first of the rows in the body as a JSON object, as table writes it; 404 when there is none. The
     * second argument names in the 404 what is not there.
     */
    public String one(List<Map<String, Object>> rows, String what) {
        if (rows.isEmpty()) {
            throw Problem.notFound(what);
        }
        return Json.write(json(rows.get(0)));
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

    /**
     * The profile as JSON: {@code {iccid, tenant, eid, profileType, smdp: {peer, state, smdpAddress, at},
     * facts, timeline}}, facts and timeline as euicc has them; eid is that of the first observation, else the
     * row's; smdp only if its state at an SM-DP+ is known. From variables {@code profile} (a row; 404 when
     * null) and {@code events} (rows), and the rows of observations in the body.
     */
    public String profile(Exchange exchange) {
        return Json.write(profileView(
                row(exchange, "profile", "profile"),
                rows(exchange.getMessage().getBody()),
                rows(exchange.getVariable("events"))));
    }

    static ObjectNode profileView(
            Map<String, Object> row, List<Map<String, Object>> observations, List<Map<String, Object>> events) {
        var view = Json.MAPPER.createObjectNode();
        Json.put(view, "iccid", row.get("iccid"));
        Json.put(view, "tenant", row.get("tenant"));
        Json.put(
                view,
                "eid",
                observations.isEmpty() ? row.get("eid") : observations.get(0).get("eid"));
        Json.put(view, "profileType", row.get("profile_type"));
        if (row.get("state") != null) {
            var smdp = view.putObject("smdp");
            Json.put(smdp, "peer", row.get("peer"));
            Json.put(smdp, "state", row.get("state"));
            Json.put(smdp, "smdpAddress", row.get("smdp_address"));
            Json.put(smdp, "at", Timestamps.text(row.get("observed_at")));
        }
        var facts = view.putObject("facts");
        observations.forEach(one -> observation(facts, one));
        timeline(view, events);
        return view;
    }

    private static void observation(ObjectNode facts, Map<String, Object> row) {
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
        Json.put(
                fact,
                "at",
                Instant.EPOCH.equals(Timestamps.instant(row.get("observed_at")))
                        ? null
                        : Timestamps.text(row.get("observed_at")));
        Json.put(fact, "operationId", row.get("operation_id"));
    }

    private static void timeline(ObjectNode view, List<Map<String, Object>> events) {
        var timeline = view.putArray("timeline");
        for (var event : events) {
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
