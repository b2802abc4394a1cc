package io.rsproutes.northbound.tmf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.SimSecrets;
import io.rsproutes.common.Strings;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Functions;

/** Reads TMF641 service orders and cancellations, as the mappings leave them. */
public class ServiceOrderReader {

    /**
     * A new order; {@code items} as rows for the table, {@code checkable} those whose commands are
     * complete: {@code {line, command}}.
     */
    public record Order(
            String id,
            String externalId,
            String document,
            String requestHash,
            List<Map<String, Object>> items,
            List<Map<String, Object>> checkable) {}

    public record Cancellation(String serviceOrderId, String reason) {}

    /**
     * Reads the body, JSON {@code {externalId, order, items: [{id, reliesOn, command, templates?}]}} (from
     * routes/mappings/tmf641/service-order-in.jslt). Out: {@code id} (new); {@code externalId}, or null;
     * {@code document}, its member order as JSON text; {@code requestHash}, equal for equal orders; {@code
     * items}, rows {@code {order_id, line, item_id, relies_on, command, state}}, state pending when the item
     * relies on others, else acknowledged; {@code checkable}, {@code {line, command}} of each item that can
     * be tried at once: it relies on no other, or its command has the EID and ICCID that its function needs.
     * 400 invalid-order when an id stands twice, or an item relies on one that is not there or, in the end,
     * on itself; when it names several templates; and when a command has a key or code of a SIM.
     */
    public Order read(String text) {
        var mapped = Json.read(text);
        var items = mapped.path("items");
        check(items);
        var id = UuidV7.next();
        var rows = new ArrayList<Map<String, Object>>();
        var checkable = new ArrayList<Map<String, Object>>();
        for (int line = 0; line < items.size(); line++) {
            var item = items.get(line);
            var reliesOn = item.has("reliesOn") ? item.get("reliesOn") : Json.MAPPER.createArrayNode();
            var command = Json.write(item.path("command"));
            rows.add(Map.of(
                    "order_id",
                    id,
                    "line",
                    line,
                    "item_id",
                    item.path("id").asText(),
                    "relies_on",
                    Json.write(reliesOn),
                    "command",
                    command,
                    "state",
                    reliesOn.isEmpty() ? "acknowledged" : "pending"));
            if (reliesOn.isEmpty() || complete(item.path("command"))) {
                checkable.add(Map.of("line", line, "command", command));
            }
        }
        return new Order(
                id,
                mapped.path("externalId").asText(null),
                Json.write(mapped.path("order")),
                Strings.sha256(Json.write(mapped)),
                rows,
                checkable);
    }

    // An item that lacks what another will bring cannot be checked before.
    private static boolean complete(JsonNode command) {
        var function = Functions.get(command.path("function").asText());
        return function == null
                || !(function.needsEid() && !command.has("eid")) && !(function.needsIccid() && !command.has("iccid"));
    }

    private static void check(JsonNode items) {
        var faults = new ArrayList<Violation>();
        var lines = new HashMap<String, Integer>();
        for (int line = 0; line < items.size(); line++) {
            // Before anything of the order is kept; an item that relies on another is checked only later.
            if (SimSecrets.isIn(items.get(line).path("command"))) {
                faults.add(new Violation(
                        "/serviceOrderItem/" + line + "/service/serviceCharacteristic",
                        "has a key or code of a SIM, which no order takes"));
            }
        }
        for (int line = 0; line < items.size(); line++) {
            checkTemplates(items.get(line), "/serviceOrderItem/" + line, faults);
            if (lines.put(items.get(line).path("id").asText(), line) != null) {
                faults.add(new Violation("/serviceOrderItem/" + line + "/id", "stands more than once"));
            }
        }
        for (int line = 0; line < items.size(); line++) {
            for (var other : items.get(line).path("reliesOn")) {
                var at = "/serviceOrderItem/" + line + "/serviceOrderItemRelationship";
                if (!lines.containsKey(other.asText())) {
                    faults.add(new Violation(at, "relies on an item that is not in this order"));
                } else if (reaches(items, lines, lines.get(other.asText()), line, new HashSet<>())) {
                    faults.add(new Violation(at, "relies, in the end, on itself"));
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new Problem(400, "invalid-order", "The service order cannot be carried out as it stands.", faults);
        }
    }

    private static void checkTemplates(JsonNode item, String place, List<Violation> faults) {
        var names = new TreeSet<String>();
        item.path("templates").forEach(name -> names.add(Strings.cap(name.asText(), 64)));
        if (!names.isEmpty()) {
            faults.add(new Violation(
                    place + "/productOffering",
                    "is not the only one: it, its service and the characteristic template name "
                            + String.join(" and ", names) + "; name one template"));
        }
    }

    /** 400 invalid-order when the one item in the body, of the form that read takes, names several templates. */
    public void checkOne(String text) {
        var faults = new ArrayList<Violation>();
        checkTemplates(Json.read(text).at("/items/0"), "", faults);
        if (!faults.isEmpty()) {
            throw new Problem(400, "invalid-order", "The service cannot be ordered as it stands.", faults);
        }
    }

    private static boolean reaches(JsonNode items, Map<String, Integer> lines, int from, int to, Set<Integer> seen) {
        if (from == to) {
            return true;
        }
        if (!seen.add(from)) {
            return false;
        }
        for (var other : items.get(from).path("reliesOn")) {
            var line = lines.get(other.asText());
            if (line != null && reaches(items, lines, line, to, seen)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Reads the body {@code {serviceOrder: {id}, cancellationReason?}}. Out: {@code serviceOrderId}; {@code
     * reason}, null without one.
     */
    public Cancellation readCancellation(String text) {
        var body = Json.read(text);
        return new Cancellation(
                body.at("/serviceOrder/id").asText(),
                body.path("cancellationReason").asText(null));
    }
}
