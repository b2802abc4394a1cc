package io.rsproutes.northbound.rest;

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
import io.rsproutes.common.Timestamps;
import io.rsproutes.operation.RejectionReasons;
import io.rsproutes.platform.camel.PageWriter;
import org.apache.camel.Exchange;

/** Rows of {@code operation} and {@code timeline} as the JSON of the API. */
public class Operations {

    private static final Map<String, Pattern> RESULT = Map.of("iccid", Pattern.compile("[0-9]{18,20}|[0-9]{19}[Ff]"), "eid", Pattern.compile("[0-9]{32}"),
            "matchingId", Pattern.compile("[0-9A-Z-]{0,200}"), "smdpAddress", Pattern.compile("[A-Za-z0-9.-]{1,253}"));

    /** The row in the body, with its timeline. */
    @SuppressWarnings("unchecked")
    public void show(Exchange exchange) {
        var row = (Map<String, Object>) exchange.getMessage().getBody(Map.class);
        if (row == null) {
            throw Problem.notFound("operation");
        }
        var view = view(row);
        var timeline = view.putArray("timeline");
        for (var moment : Json.read((String) row.get("timeline"))) {
            var at = Timestamps.text(Timestamps.read(moment.path("at").asText()));
            var one = timeline.addObject().put("at", at).put("state", moment.path("state").asText());
            if (moment.hasNonNull("note")) {
                one.put("note", moment.path("note").asText());
            }
        }
        exchange.setVariable("state", row.get("state"));
        exchange.setVariable("statusCode", view.path("status").path("code").asText(null));
        exchange.getMessage().setBody(Json.write(view));
    }

    /** The rows in the body as a page, newest first. */
    public void list(Exchange exchange) {
        PageWriter.write(exchange, Operations::view);
    }

    /** The inbox rows in the body as a page. */
    public void listInbox(Exchange exchange) {
        PageWriter.write(exchange, row -> Json.MAPPER.createObjectNode().put("id", row.get("id").toString()).put("peer", row.get("peer").toString())
                .put("kind", row.get("kind").toString()).put("state", row.get("state").toString())
                .put("reason", row.get("reason") == null ? null : row.get("reason").toString())
                .put("receivedAt", Timestamps.text(row.get("received_at"))).put("duplicates", ((Number) row.get("duplicates")).intValue())
                .put("raw", row.get("raw").toString()));
    }

    /** A refused operation as the problem its caller gets. */
    public void refuse(Exchange exchange) {
        exchange.setVariable("refused", exchange.getVariable("operationId"));
        throw RejectionReasons.problem(exchange.getVariable("statusCode", String.class));
    }

    /**
     * From {@code {outcome: succeeded|failed, reason, result?: {iccid, eid, matchingId, smdpAddress}}} to variables {@code to, note, status, result,
     * resultIccid} and so on: what the lost answer would have said.
     */
    public void readResolution(Exchange exchange) {
        var body = Json.read(exchange.getMessage().getBody(String.class));
        var outcome = body.path("outcome").asText("");
        var reason = body.path("reason").asText("").replaceAll("\\p{Cntrl}+", " ").trim();
        if (!Set.of("succeeded", "failed").contains(outcome) || reason.isEmpty() || reason.length() > 400) {
            throw new Problem(400, "invalid-resolution", "A resolution needs an outcome and a reason.", List.of(
                    new Violation("/outcome", "is succeeded or failed"), new Violation("/reason", "is 1 to 400 characters: how you know")));
        }
        result(exchange, body.path("result"));
        exchange.setVariable("to", "succeeded".equals(outcome) ? "SUCCEEDED" : "FAILED");
        exchange.setVariable("note", "resolved by " + exchange.getVariable("tenant") + ": " + reason);
        exchange.setVariable("status", Json.write(Map.of("status", "succeeded".equals(outcome) ? "Executed-Success" : "Failed", "message", "Settled by a person: " + reason, "class", "terminal")));
    }

    private static void result(Exchange exchange, JsonNode said) {
        if (!said.isMissingNode() && !said.isObject()) {
            throw new Problem(400, "invalid-resolution", "The result is no object.", List.of(new Violation("/result", "is not an object with some of iccid, eid, matchingId, smdpAddress")));
        }
        var result = Json.MAPPER.createObjectNode();
        for (var field : RESULT.entrySet()) {
            var name = field.getKey();
            var value = said.path(name);
            if (!value.isMissingNode() && !(value.isTextual() && field.getValue().matcher(value.asText()).matches())) {
                throw new Problem(400, "invalid-resolution", "The result has a field of a wrong form.",
                        List.of(new Violation("/result/" + name, switch (name) {
                    case "iccid" -> "is not 18 to 20 digits, or 19 and F";
                    case "eid" -> "is not 32 digits";
                    case "matchingId" -> "is not capitals, digits and hyphens";
                    default -> "is not a host name, such as smdp.example.com";
                })));
            }
            var text = value.isMissingNode() ? null : name.equals("iccid") ? Identifiers.canonicalIccid(value.asText()) : value.asText();
            exchange.setVariable("result" + Character.toUpperCase(name.charAt(0)) + name.substring(1), text);
            if (text != null) {
                result.put(name, text);
            }
        }
        exchange.setVariable("result", result.isEmpty() ? null : Json.write(result));
    }

    public static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        for (var field : new String[][] {{"id", "id"}, {"tenant", "tenant"}, {"function", "function"}, {"interface", "interface"}, {"peer", "peer"}, {"eid", "eid"},
            {"iccid", "iccid"}, {"clientReference", "client_reference"}}) {
            Json.put(view, field[0], row.get(field[1]));
        }
        view.set("parameters", Json.read(row.get("parameters").toString()));
        Json.put(view, "state", row.get("state"));
        Json.put(view, "step", row.get("step"));
        Json.put(view, "waitingFor", row.get("waiting_for"));
        view.put("createdAt", Timestamps.text(row.get("created_at"))).put("deadline", Timestamps.text(row.get("deadline")));
        Json.put(view, "finishedAt", Timestamps.text(row.get("finished_at")));
        for (var field : new String[] {"result", "status"}) {
            if (row.get(field) != null) {
                view.set(field, Json.read(row.get(field).toString()));
            }
        }
        return view;
    }
}
