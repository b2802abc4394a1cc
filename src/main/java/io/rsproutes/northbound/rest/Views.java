package io.rsproutes.northbound.rest;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.camel.PageWriter;
import io.rsproutes.platform.http.QueryString;
import org.apache.camel.Exchange;

/** What is known of an eUICC or a profile, as the JSON of the API: each observation with its source and time. */
public class Views {

    private static final Set<String> NUMBERS =
            Set.of("remainingMemory", "availableMemoryForProfiles", "allocatedMemory", "freeMemory");

    private static final List<String> DEVICE = List.of("tac", "imei", "model");

    private static final List<String> KEYS = List.of("eid", "iccid", "msisdnReference", "clientReference");

    private final CardInfo info;

    public Views(Settings settings) {
        this.info = new CardInfo(settings);
    }

    /** 404 unless true: there is no such thing, or it is not the caller's. The second argument names it. */
    public void checkFound(Boolean found, String what) {
        if (!Boolean.TRUE.equals(found)) {
            throw Problem.notFound(what);
        }
    }

    /** 404 when the row is null: there is no such thing, or it is not the caller's. The second argument names it. */
    public void check(Map<String, Object> row, String what) {
        if (row == null) {
            throw Problem.notFound(what);
        }
    }

    /**
     * The eUICC as JSON: {@code {eid, tenant, peer, eum, eumName, device: {tac, imei, model, iccid, source, peer, at},
     * facts, profiles: [{iccid, profileType, smdp, activation, downloads, facts}], timeline}}; facts has {@code {value,
     * source, peer, at, operationId}} by name; smdp, activation and downloads are as profile has them, an item of
     * timeline as timeline has it. A profile is there when the inventory has it or it was observed: without the first
     * profileType is left out, without the second facts are empty. From variables {@code euicc} (a row), {@code
     * profiles}, {@code deviceFacts} and {@code moments} (rows), and the rows of observations in the body.
     */
    public String euicc(Exchange exchange) {
        var row = row(exchange, "euicc");
        var eid = row.get("eid").toString();
        var view = Json.MAPPER.createObjectNode().put("eid", eid);
        Json.put(view, "tenant", row.get("tenant"));
        Json.put(view, "peer", row.get("peer"));
        info.eum(view, eid);
        CardInfo.device(view, rows(exchange.getVariable("deviceFacts")), "iccid");
        var profiles = new LinkedHashMap<String, ObjectNode>();
        for (var profile : rows(exchange.getVariable("profiles"))) {
            var one = profile(profiles, profile.get("iccid").toString());
            Json.put(one, "profileType", profile.get("profile_type"));
            info.smdp(one, profile);
        }
        var facts = view.putObject("facts");
        for (var one : rows(exchange.getMessage().getBody())) {
            var subject = one.get("subject").toString();
            boolean onCard = subject.equals(eid);
            observation(onCard ? facts : (ObjectNode) profile(profiles, subject).get("facts"), one);
        }
        profiles.values().forEach(view.putArray("profiles")::add);
        moments(view, exchange);
        return Json.write(view);
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
     * row_key. The cursor is the last row's row_key, else its id; null at the end, when fewer than {@code limit}
     * rows came.
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
     * The profile as JSON: {@code {iccid, tenant, eid, profileType, smdp: {peer, state, smdpAddress, matchingId, at},
     * activation: {state, operationId, link: {state, at}}, downloads: {count, limit, exceeded}, device, facts,
     * timeline}}, device, facts and timeline as euicc has them; eid is that of the first observation, else the row's;
     * smdp, activation and downloads only if its state at an SM-DP+ is known; limit and exceeded only if there is a
     * limit. From variables {@code profile} (a row) and {@code moments} (rows), and the rows of observations in the
     * body.
     */
    public String profile(Exchange exchange) {
        var row = row(exchange, "profile");
        var observations = rows(exchange.getMessage().getBody());
        var view = Json.MAPPER.createObjectNode();
        Json.put(view, "iccid", row.get("iccid"));
        Json.put(view, "tenant", row.get("tenant"));
        Json.put(
                view,
                "eid",
                observations.isEmpty() ? row.get("eid") : observations.get(0).get("eid"));
        Json.put(view, "profileType", row.get("profile_type"));
        info.smdp(view, row);
        var newest = Comparator.comparing((Map<String, Object> one) -> Timestamps.instant(one.get("observed_at")));
        CardInfo.device(
                view,
                observations.stream()
                        .filter(one -> DEVICE.contains(one.get("name")))
                        .sorted(newest.reversed())
                        .toList(),
                "subject");
        var facts = view.putObject("facts");
        observations.forEach(one -> observation(facts, one));
        moments(view, exchange);
        return Json.write(view);
    }

    /**
     * The rows in the body as a page of what happened, JSON {@code {items: [...], cursor}}; an item is {@code {at,
     * type, operationId, function, eid, iccid, peer, source, cause, note, timestamp, status}}, what is null left out.
     * The cursor is as page has it.
     */
    public String timeline(List<Map<String, Object>> rows, Integer limit) {
        return PageWriter.page(rows, limit, CardInfo::moment);
    }

    /** 400 invalid-field unless just one of variables {@code eid, iccid, msisdnReference, clientReference} is set. */
    public void checkSearch(Exchange exchange) {
        var given =
                KEYS.stream().filter(key -> exchange.getVariable(key) != null).toList();
        if (given.size() != 1) {
            throw QueryString.invalid(
                    given.isEmpty() ? "eid" : given.get(1),
                    "is not there, or not alone; give one of " + String.join(", ", KEYS));
        }
    }

    /** The EIDs to look for, a JSON array: the one that was searched for (null: none), and those of profiles (rows). */
    public String eids(String eid, List<Map<String, Object>> profiles) {
        var eids = Json.MAPPER.createArrayNode();
        Stream.concat(Stream.of(eid == null ? "" : eid), profiles.stream().map(row -> (String) row.get("eid")))
                .filter(one -> one != null && !one.isEmpty())
                .distinct()
                .forEach(eids::add);
        return Json.write(eids);
    }

    /**
     * What was found, JSON {@code {euiccs, profiles, operations, cursor}}, each row as table writes it. The cursor is
     * the last operation's id; null at the end, when fewer than variable {@code limit} came. From variables {@code
     * foundProfiles} and {@code foundOperations} (rows), and the rows of eUICCs in the body.
     */
    public String search(Exchange exchange) {
        var found = Json.MAPPER.createObjectNode();
        List.of("euiccs", "profiles", "operations").forEach(found::putArray);
        var operations = rows(exchange.getVariable("foundOperations"));
        rows(exchange.getMessage().getBody())
                .forEach(row -> found.withArray("euiccs").add(json(row)));
        rows(exchange.getVariable("foundProfiles"))
                .forEach(row -> found.withArray("profiles").add(json(row)));
        operations.forEach(row -> found.withArray("operations").add(json(row)));
        boolean more = operations.size() == exchange.getVariable("limit", Integer.class);
        found.put(
                "cursor", more ? (String) operations.get(operations.size() - 1).get("id") : null);
        return Json.write(found);
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
        Json.put(fact, "at", CardInfo.moment(row.get("observed_at")));
        Json.put(fact, "operationId", row.get("operation_id"));
    }

    private static void moments(ObjectNode view, Exchange exchange) {
        var timeline = view.putArray("timeline");
        rows(exchange.getVariable("moments")).forEach(row -> timeline.add(CardInfo.moment(row)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> row(Exchange exchange, String variable) {
        return exchange.getVariable(variable, Map.class);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
