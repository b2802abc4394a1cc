package io.rsproutes.northbound.tmf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.rest.Edge;
import io.rsproutes.northbound.rest.Operations;
import io.rsproutes.platform.database.TenantScope;
import org.apache.camel.Exchange;

/**
 * TMF641 service orders: which item may be submitted, and in which state items and order are (spec/formats.md 4.1). An item is one operation; it waits
 * for those it relies on, and takes ICCID and EID that it does not name from their results.
 */
public class ServiceOrders {

    private static final Set<String> ENDED = Set.of("completed", "failed", "rejected", "cancelled");
    private static final Map<String, String> STATES = Map.of("ACCEPTED", "inProgress", "SENDING", "inProgress", "WAITING", "inProgress", "IN_DOUBT", "held",
            "SUCCEEDED", "completed", "FAILED", "failed", "EXPIRED", "failed", "REFUSED", "rejected");
    /** Events of a profile that are milestones of the item that ordered it. */
    private static final Map<String, String> MILESTONES = Map.of("rsp.profile.eligibility-checked", "eligibilityChecked", "rsp.profile.confirmation-checked", "confirmationCodeChecked",
            "rsp.profile.downloaded", "profileDownloaded", "rsp.profile.installed", "profileInstalled", "rsp.profile.enabled", "profileEnabled", "rsp.profile.deleted", "profileDeleted");

    private final Settings settings;

    public ServiceOrders(Settings settings) {
        this.settings = settings;
    }

    /**
     * From {@code {externalId, order, items: [{id, reliesOn, command}]}} (routes/mappings/tmf641/service-order-in.jslt) to variables {@code serviceOrderId,
     * externalId, document, requestHash, items} (rows for the table); the body: the commands that can be judged already.
     */
    public void read(Exchange exchange) {
        var mapped = Json.read(exchange.getMessage().getBody(String.class));
        var items = mapped.path("items");
        check(items);
        var id = UuidV7.next();
        var rows = new ArrayList<Map<String, Object>>();
        var judged = new ArrayList<Map<String, Object>>();
        for (int line = 0; line < items.size(); line++) {
            var item = items.get(line);
            var reliesOn = item.has("reliesOn") ? item.get("reliesOn") : Json.MAPPER.createArrayNode();
            rows.add(Map.of("order_id", id, "line", line, "item_id", item.path("id").asText(), "relies_on", Json.write(reliesOn), "command", Json.write(item.path("command")),
                    "state", reliesOn.isEmpty() ? "acknowledged" : "pending"));
            if (reliesOn.isEmpty() || complete(item.path("command"))) {
                judged.add(Map.of("line", line, "command", Json.write(item.path("command"))));
            }
        }
        exchange.setVariable("serviceOrderId", id);
        exchange.setVariable("externalId", mapped.path("externalId").asText(null));
        exchange.setVariable("document", Json.write(mapped.path("order")));
        exchange.setVariable("requestHash", Strings.sha256(Json.write(mapped)));
        exchange.setVariable("items", rows);
        exchange.getMessage().setBody(judged);
    }

    // An item that lacks what another will bring cannot be judged before.
    private static boolean complete(JsonNode command) {
        var function = Functions.get(command.path("function").asText());
        return function == null || !(function.needsEid() && !command.has("eid")) && !(function.needsIccid() && !command.has("iccid"));
    }

    /** One of those to be judged (the body): its command as the body. */
    public void judged(Exchange exchange) {
        var item = exchange.getMessage().getBody(Map.class);
        exchange.setVariable("jobLine", item.get("line"));
        exchange.getMessage().setBody(item.get("command"));
    }

    /** What the core says of an item's command, said of the item. */
    public void invalid(Exchange exchange) throws Exception {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        var problem = Edge.find(failure);
        if (problem == null) {
            throw failure;
        }
        var at = "/serviceOrderItem/" + exchange.getVariable("jobLine") + "/service/serviceCharacteristic";
        throw new Problem(problem.status(), problem.code(), problem.getMessage(), problem.violations().stream()
                .map(one -> new Violation(at, one.words())).toList());
    }

    private static void check(JsonNode items) {
        var faults = new ArrayList<Violation>();
        var places = new HashMap<String, Integer>();
        for (int line = 0; line < items.size(); line++) {
            if (places.put(items.get(line).path("id").asText(), line) != null) {
                faults.add(new Violation("/serviceOrderItem/" + line + "/id", "stands more than once"));
            }
        }
        for (int line = 0; line < items.size(); line++) {
            for (var other : items.get(line).path("reliesOn")) {
                if (!places.containsKey(other.asText())) {
                    faults.add(new Violation("/serviceOrderItem/" + line + "/serviceOrderItemRelationship", "relies on an item that is not in this order"));
                } else if (reaches(items, places, places.get(other.asText()), line, new HashSet<>())) {
                    faults.add(new Violation("/serviceOrderItem/" + line + "/serviceOrderItemRelationship", "relies, in the end, on itself"));
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new Problem(400, "invalid-order", "The service order cannot be carried out as it stands.", faults);
        }
    }

    private static boolean reaches(JsonNode items, Map<String, Integer> places, int from, int to, Set<Integer> seen) {
        if (from == to) {
            return true;
        }
        if (!seen.add(from)) {
            return false;
        }
        for (var other : items.get(from).path("reliesOn")) {
            var place = places.get(other.asText());
            if (place != null && reaches(items, places, place, to, seen)) {
                return true;
            }
        }
        return false;
    }

    /** The key came with an order before: variable {@code serviceOrderId} is that order's, if it is the same one (the row in the body). */
    public void repeated(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        if (!exchange.getVariable("requestHash").equals(row.get("request_hash"))) {
            throw new Problem(422, "idempotency-key-reused", "This Idempotency-Key came with another service order before; use a new key for a new order.");
        }
        exchange.setVariable("serviceOrderId", row.get("id"));
    }

    /** The rows of an order's items in the body, with their operations: the body becomes those to submit now. */
    public void ready(Exchange exchange) {
        var rows = rows(exchange);
        var states = states(rows, cancelled(exchange));
        exchange.getMessage().setBody(rows.stream().filter(row -> row.get("id") == null && row.get("fault") == null && "acknowledged".equals(states.get(row.get("item_id").toString()))).toList());
        exchange.setVariable("rows", rows);
    }

    /** The item in the body as a command of the order's tenant: variables {@code tenant, scope, jobId, jobLine}. */
    public void command(Exchange exchange) {
        @SuppressWarnings("unchecked")
        var item = (Map<String, Object>) exchange.getMessage().getBody(Map.class);
        exchange.setVariable("jobId", exchange.getVariable("serviceOrderId"));
        exchange.setVariable("jobLine", item.get("line"));
        // The order's, not the operation's.
        exchange.removeVariable("createdAt");
        var tenant = exchange.getVariable("orderTenant", String.class);
        exchange.setVariable("scope", TenantScope.act(exchange, settings, tenant));
        exchange.setVariable("tenant", tenant);
        var command = (ObjectNode) Json.read(item.get("command").toString());
        var function = Functions.get(command.path("function").asText());
        @SuppressWarnings("unchecked")
        var rows = (List<Map<String, Object>>) exchange.getVariable("rows");
        for (var other : Json.read(item.get("relies_on").toString())) {
            rows.stream().filter(row -> other.asText().equals(row.get("item_id"))).forEach(row -> {
                if (function != null && function.needsIccid() && !command.has("iccid")) {
                    Json.put(command, "iccid", row.get("iccid"));
                }
                if (function != null && function.needsEid() && !command.has("eid")) {
                    Json.put(command, "eid", row.get("eid"));
                }
            });
        }
        exchange.getMessage().setBody(Json.write(command));
    }

    /** The item in variable {@code jobLine} cannot be an order: variable {@code fault} says why. Any failure of ours is thrown on. */
    public void reject(Exchange exchange) throws Exception {
        var failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        var problem = Edge.find(failure);
        if (problem == null || problem.status() >= 500) {
            throw failure;
        }
        exchange.setVariable("fault", Strings.cap(problem.words(), 500));
    }

    /**
     * The order as it is: the body (rows of its items) becomes {@code {id, state, …, order, items: [{id, state, operation, fault, milestones}]}}. Variables
     * {@code orderState, itemStates} (rows for the table), {@code eventType}: what subscribers must be told, null when nothing has changed.
     */
    public void judge(Exchange exchange) {
        var rows = rows(exchange);
        var states = states(rows, cancelled(exchange));
        var before = exchange.getVariable("orderState", String.class);
        var state = state(states.values());
        boolean moved = rows.stream().anyMatch(row -> !states.get(row.get("item_id").toString()).equals(row.get("item_state")));
        exchange.setVariable("itemStates", rows.stream().map(row -> Map.of("order_id", exchange.getVariable("serviceOrderId"), "line", row.get("line"), "state", states.get(row.get("item_id").toString()))).toList());
        exchange.setVariable("orderStateBefore", before);
        exchange.setVariable("orderState", state);
        // Soon at first, then less and less often.
        var made = Timestamps.instant(exchange.getVariable("createdAt"));
        exchange.setVariable("nextIn", ended(state) ? null : Math.max(0.3, Math.min(Duration.between(made, Instant.now()).toMillis() / 10_000d, 10)));
        exchange.setVariable("eventType", !state.equals(before) ? "rsp.service-order.state-changed" : moved ? "rsp.service-order.changed" : null);
        exchange.setVariable("view", view(exchange, rows, states, state));
        exchange.getMessage().setBody(exchange.getVariable("view"));
    }

    /** An order that has just been made: the body as {@link #judge} makes it, and the event that says so. */
    public void made(Exchange exchange) {
        judge(exchange);
        exchange.setVariable("eventType", "rsp.service-order.created");
    }

    /** The order in the body (as TMF641 shows it) as event data: variables {@code orderKey, eventId, eventData, operationId}. */
    public void event(Exchange exchange) {
        exchange.setVariable("orderKey", exchange.getVariable("serviceOrderId"));
        exchange.setVariable("operationId", null);
        exchange.setVariable("tenant", exchange.getVariable("orderTenant"));
        exchange.setVariable("eventId", UuidV7.next());
        var data = Json.MAPPER.createObjectNode();
        data.set("serviceOrder", Json.read(exchange.getMessage().getBody(String.class)));
        exchange.setVariable("eventData", Json.write(data));
    }

    /** 404 when there is no such order of the caller's. */
    public void found(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("found"))) {
            throw Problem.notFound("service order");
        }
    }

    /** From {@code {serviceOrder: {id}, cancellationReason?}} to variables {@code serviceOrderId, reason}. */
    public void readCancellation(Exchange exchange) {
        var body = Json.read(exchange.getMessage().getBody(String.class));
        exchange.setVariable("serviceOrderId", body.at("/serviceOrder/id").asText());
        exchange.setVariable("reason", body.path("cancellationReason").asText(null));
    }

    /** 409 when there was nothing left to cancel. */
    public void checkCancelled(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("moved"))) {
            throw new Problem(409, "not-cancellable", "The service order has ended, or was cancelled before.");
        }
    }

    /** 404 when the order was never cancelled. */
    public void cancellationFound(Exchange exchange) {
        if (!cancelled(exchange)) {
            throw Problem.notFound("cancellation");
        }
    }

    /** A list of orders, each as TMF641 shows it (texts in the body), as one. */
    public void list(Exchange exchange) {
        var list = Json.MAPPER.createArrayNode();
        var orders = exchange.getMessage().getBody(List.class);
        for (var order : orders == null ? List.of() : orders) {
            list.add(Json.read(order.toString()));
        }
        exchange.getMessage().setBody(Json.write(list));
    }

    private static boolean cancelled(Exchange exchange) {
        return exchange.getVariable("cancelledAt") != null;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Exchange exchange) {
        return (List<Map<String, Object>>) exchange.getMessage().getBody(List.class);
    }

    // In the order of the items; what one relies on may stand anywhere, so until nothing changes.
    private static Map<String, String> states(List<Map<String, Object>> rows, boolean cancelled) {
        var states = new LinkedHashMap<String, String>();
        rows.forEach(row -> states.put(row.get("item_id").toString(), row.get("fault") != null ? "rejected" : row.get("state") == null ? "pending" : STATES.get(row.get("state").toString())));
        for (boolean changed = true; changed;) {
            changed = false;
            for (var row : rows) {
                var item = row.get("item_id").toString();
                if (row.get("state") == null && row.get("fault") == null) {
                    changed |= !Objects.equals(states.put(item, waiting(row, states, cancelled)), states.get(item));
                }
            }
        }
        return states;
    }

    private static String waiting(Map<String, Object> row, Map<String, String> states, boolean cancelled) {
        if (cancelled) {
            return "cancelled";
        }
        var others = new ArrayList<String>();
        Json.read(row.get("relies_on").toString()).forEach(other -> others.add(states.get(other.asText())));
        return others.stream().anyMatch(other -> ended(other) && !other.equals("completed")) ? "cancelled" : others.stream().allMatch("completed"::equals) ? "acknowledged" : "pending";
    }

    private static boolean ended(String state) {
        return ENDED.contains(state) || "partial".equals(state);
    }

    private static String state(Iterable<String> items) {
        var seen = new HashSet<String>();
        items.forEach(seen::add);
        if (seen.size() == 1 && ENDED.containsAll(seen)) {
            return seen.iterator().next();
        }
        if (ENDED.containsAll(seen)) {
            return seen.contains("completed") ? "partial" : "failed";
        }
        return seen.contains("inProgress") || seen.contains("completed") && !seen.contains("held") ? "inProgress" : seen.contains("held") ? "held" : "acknowledged";
    }

    private static String view(Exchange exchange, List<Map<String, Object>> rows, Map<String, String> states, String state) {
        var view = Json.MAPPER.createObjectNode().put("id", exchange.getVariable("serviceOrderId", String.class)).put("state", state);
        for (var moment : new String[] {"createdAt", "startedAt", "completedAt", "cancelledAt"}) {
            Json.put(view, moment, Timestamps.text(exchange.getVariable(moment)));
        }
        if (ended(state) && !view.has("completedAt")) {
            view.put("completedAt", Timestamps.text(Instant.now()));
        }
        Json.put(view, "cancellationReason", exchange.getVariable("cancellationReason"));
        view.set("order", Json.read(exchange.getVariable("document", String.class)));
        var items = view.putArray("items");
        rows.forEach(row -> {
            var item = items.addObject().put("id", row.get("item_id").toString()).put("state", states.get(row.get("item_id").toString()));
            Json.put(item, "fault", row.get("fault"));
            if (row.get("id") != null) {
                item.set("operation", Operations.view(row));
                milestones(item.putArray("milestones"), row, exchange.getVariable("milestones", List.class));
            }
        });
        return Json.write(view);
    }

    private static void milestones(ArrayNode milestones, Map<String, Object> item, List<?> events) {
        for (var one : events == null ? List.of() : events) {
            var event = (Map<?, ?>) one;
            if (MILESTONES.containsKey(event.get("type").toString()) && event.get("line").equals(item.get("line"))) {
                milestones.addObject().put("id", event.get("id").toString()).put("name", MILESTONES.get(event.get("type").toString())).put("at", Timestamps.text(event.get("at")))
                        .put("description", "item " + item.get("item_id") + ": " + event.get("type"));
            }
        }
    }
}
