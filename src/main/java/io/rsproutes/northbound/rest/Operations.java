package io.rsproutes.northbound.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.platform.camel.PageWriter;
import org.apache.camel.Exchange;

/** Rows of {@code operation} and {@code timeline} as the JSON of the API. */
public class Operations {

    private static final Map<String, Pattern> RESULT = Map.of(
            "iccid", Pattern.compile("[0-9]{18,20}|[0-9]{19}[Ff]"),
            "eid", Pattern.compile("[0-9]{32}"),
            "matchingId", Pattern.compile("[0-9A-Z-]{0,200}"),
            "smdpAddress", Pattern.compile("[A-Za-z0-9.-]{1,253}"));

    private static final List<String> SHOWN = List.of(
            "id",
            "tenant",
            "function",
            "interface",
            "peer",
            "target_peer",
            "eid",
            "iccid",
            "client_reference",
            "template");

    private static final List<String> TRIED = List.of(
            "function",
            "interface",
            "peer",
            "targetPeer",
            "eid",
            "iccid",
            "clientReference",
            "template",
            "profileType");

    /**
     * The row of an operation (the body) as JSON: {@code {id, tenant, function, interface, peer, targetPeer,
     * eid, iccid, clientReference, template, nextSteps, after, parameters, state, step, waitingFor, createdAt,
     * deadline, finishedAt, result, status, checks, timeline: [{at, state, note}]}}; what is null is left out; 404
     * when the body is null.
     */
    public String show(Map<String, Object> row) {
        if (row == null) {
            throw Problem.notFound("operation");
        }
        var view = view(row);
        var timeline = view.putArray("timeline");
        for (var moment : Json.read((String) row.get("timeline"))) {
            var at = Timestamps.text(Timestamps.read(moment.path("at").asText()));
            var one = timeline.addObject()
                    .put("at", at)
                    .put("state", moment.path("state").asText());
            if (moment.hasNonNull("note")) {
                one.put("note", moment.path("note").asText());
            }
        }
        return Json.write(view);
    }

    /**
     * The rows of operations (the body) as a page, JSON: {@code {items: [...], cursor}}; an item is as show
     * has it, without timeline. The cursor is the last row's id; null at the end, when fewer than {@code
     * limit} rows came.
     */
    public String list(List<Map<String, Object>> rows, Integer limit) {
        return PageWriter.page(rows, limit, Operations::view);
    }

    /**
     * The rows of the inbox (the body) as a page, as list makes it; an item is {@code {id, peer, kind, state,
     * reason, receivedAt, duplicates, raw}}.
     */
    public String listInbox(List<Map<String, Object>> rows, Integer limit) {
        return PageWriter.page(rows, limit, Operations::message);
    }

    private static ObjectNode message(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        for (var column : new String[] {"id", "peer", "kind", "state"}) {
            view.put(column, row.get(column).toString());
        }
        return view.put(
                        "reason",
                        row.get("reason") == null ? null : row.get("reason").toString())
                .put("receivedAt", Timestamps.text(row.get("received_at")))
                .put("duplicates", ((Number) row.get("duplicates")).intValue())
                .put("raw", row.get("raw").toString());
    }

    /**
     * Throws the problem that the caller of a refused operation gets: code, message and hint are those of
     * column {@code status} of its row, the HTTP status is that of the code (rejectionReasons.refuse).
     */
    public void refuse(Map<String, Object> row) {
        throw RejectionReasons.problem(Json.read(row.get("status").toString()));
    }

    /**
     * How a person settles an operation in doubt: what the lost answer would have said.
     *
     * @param to     SUCCEEDED or FAILED
     * @param reason how the person knows
     * @param status the operation's status from now on, JSON
     * @param result by name, the fields of the result that the person knows (iccid, eid, matchingId, smdpAddress)
     * @param json   the same as JSON; null when there are none
     */
    public record Resolution(String to, String reason, String status, Map<String, String> result, String json) {}

    /**
     * Reads the body {@code {outcome: succeeded|failed, reason, result?: {iccid, eid, matchingId,
     * smdpAddress}}}, result with either outcome; 400 malformed-json, or invalid-resolution for any other, a
     * field of a wrong form, or a reason that has not 1 to 400 characters. Out: {@code to}, SUCCEEDED or
     * FAILED; {@code reason}; {@code status}, the operation's new status, JSON, class terminal, with the
     * reason in its message; {@code result}, the members of result as a map, empty without any; {@code json},
     * the same as JSON, null without any.
     */
    public Resolution readResolution(String text) {
        var body = Json.read(text);
        var outcome = body.path("outcome").asText("");
        var reason =
                body.path("reason").asText("").replaceAll("\\p{Cntrl}+", " ").trim();
        if (!Set.of("succeeded", "failed").contains(outcome) || reason.isEmpty() || reason.length() > 400) {
            throw new Problem(
                    400,
                    "invalid-resolution",
                    "A resolution needs an outcome and a reason.",
                    List.of(
                            new Violation("/outcome", "is succeeded or failed"),
                            new Violation("/reason", "is 1 to 400 characters: how you know")));
        }
        boolean succeeded = outcome.equals("succeeded");
        var result = result(body.path("result"));
        var status = Map.of(
                "status",
                succeeded ? "Executed-Success" : "Failed",
                "message",
                "Settled by a person: " + reason,
                "class",
                "terminal");
        return new Resolution(
                succeeded ? "SUCCEEDED" : "FAILED",
                reason,
                Json.write(status),
                result,
                result.isEmpty() ? null : Json.write(result));
    }

    private static Map<String, String> result(JsonNode given) {
        if (!given.isMissingNode() && !given.isObject()) {
            throw new Problem(
                    400,
                    "invalid-resolution",
                    "The result is no object.",
                    List.of(new Violation(
                            "/result", "is not an object with some of iccid, eid, matchingId, smdpAddress")));
        }
        var result = new LinkedHashMap<String, String>();
        for (var field : RESULT.entrySet()) {
            var name = field.getKey();
            var value = given.path(name);
            if (!value.isMissingNode()
                    && !(value.isTextual()
                            && field.getValue().matcher(value.asText()).matches())) {
                throw new Problem(
                        400,
                        "invalid-resolution",
                        "The result has a field of a wrong form.",
                        List.of(new Violation(
                                "/result/" + name,
                                switch (name) {
                                    case "iccid" -> "is not 18 to 20 digits, or 19 and F";
                                    case "eid" -> "is not 32 digits";
                                    case "matchingId" -> "is not capitals, digits and hyphens";
                                    default -> "is not a host name, such as smdp.example.com";
                                })));
            }
            if (!value.isMissingNode()) {
                result.put(name, name.equals("iccid") ? Identifiers.canonicalIccid(value.asText()) : value.asText());
            }
        }
        return result;
    }

    /**
     * What would come of the order in the variables, as JSON: {@code {wouldBe, function, interface, peer, targetPeer,
     * eid, iccid, clientReference, template, profileType, validityPeriod (s), nextSteps, status, checks}}; what is null
     * is left out. wouldBe: ACCEPTED or REFUSED (variable {@code to}). Of an order that is refused for whose something
     * is, no peer is told.
     */
    public String dryRun(Exchange exchange) {
        var view = Json.MAPPER.createObjectNode();
        view.put("wouldBe", exchange.getVariable("to", String.class));
        var refusal = exchange.getVariable("refusal", "", String.class);
        boolean told = !Set.of("ownership-refused", "operator-only").contains(refusal);
        for (var field : TRIED) {
            if (told || !field.equals("peer") && !field.equals("interface")) {
                Json.put(view, field, exchange.getVariable(field));
            }
        }
        if (told && exchange.getVariable("validity") != null) {
            view.put("validityPeriod", exchange.getVariable("validity", Long.class));
        }
        nextSteps(view, exchange.getVariable("nextSteps", String.class));
        for (var field : new String[] {"status", "checks"}) {
            if (exchange.getVariable(field) != null) {
                view.set(field, Json.read(exchange.getVariable(field, String.class)));
            }
        }
        return Json.write(view);
    }

    private static void nextSteps(ObjectNode view, String steps) {
        if (steps != null) {
            var functions = view.putArray("nextSteps");
            Json.read(steps).forEach(step -> functions.add(step.path("function").asText()));
        }
    }

    public static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        for (var column : SHOWN) {
            Json.put(view, Strings.camelCase(column), row.get(column));
        }
        nextSteps(view, (String) row.get("next_steps"));
        Json.put(view, "after", row.get("after_id"));
        view.set("parameters", Json.read(row.get("parameters").toString()));
        Json.put(view, "state", row.get("state"));
        Json.put(view, "step", row.get("step"));
        Json.put(view, "waitingFor", row.get("waiting_for"));
        view.put("createdAt", Timestamps.text(row.get("created_at")));
        view.put("deadline", Timestamps.text(row.get("deadline")));
        Json.put(view, "finishedAt", Timestamps.text(row.get("finished_at")));
        for (var field : new String[] {"result", "status", "checks"}) {
            if (row.get(field) != null) {
                view.set(field, Json.read(row.get(field).toString()));
            }
        }
        return view;
    }
}
