package io.rsproutes.northbound.tmf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.rest.Faults;
import io.rsproutes.northbound.rest.Operations;
import io.rsproutes.platform.database.TenantScope;
import org.apache.camel.Exchange;

/**
 * How far a TMF641 service order is, and which of its items may be submitted. An item is one operation; it
 * waits for those it relies on, and takes ICCID and EID that it does not name from their results.
 */
public class ServiceOrders {

    /**
     * An order as it is now: {@code view} as service-order-out.jslt takes it, {@code itemStates} as rows for
     * the table, {@code eventType} what subscribers are notified of (null: nothing has changed), {@code
     * nextIn} when to look again (s; null: it has ended).
     */
    public record Progress(
            String state, List<Map<String, Object>> itemStates, String eventType, Double nextIn, String view) {}

    /** Events of a profile that are milestones of the item that ordered it. */
    private static final Map<String, String> MILESTONES = Map.of(
            "rsp.profile.eligibility-checked",
            "eligibilityChecked",
            "rsp.profile.confirmation-checked",
            "confirmationCodeChecked",
            "rsp.profile.downloaded",
            "profileDownloaded",
            "rsp.profile.installed",
            "profileInstalled",
            "rsp.profile.enabled",
            "profileEnabled",
            "rsp.profile.deleted",
            "profileDeleted");

    private final Settings settings;

    public ServiceOrders(Settings settings) {
        this.settings = settings;
    }

    /**
     * Throws the fault of the item at this line, for the whole order: status, code and message of the caught
     * problem, each of its violations pointing at the item. Throws a failure of ours on.
     */
    public void refuse(Exception failure, int line) throws Exception {
        var problem = Faults.find(failure);
        if (problem == null) {
            throw failure;
        }
        var item = "/serviceOrderItem/" + line;
        throw new Problem(
                problem.status(),
                problem.code(),
                problem.getMessage(),
                problem.violations().stream()
                        .map(one -> new Violation(
                                item
                                        + (one.pointer().equals("/template")
                                                ? "/productOffering"
                                                : "/service/serviceCharacteristic"),
                                one.words()))
                        .toList());
    }

    /**
     * 422 idempotency-key-reused when the hash is not that of the order (its row in the body) that this
     * Idempotency-Key made before.
     */
    public void checkSame(Map<String, Object> before, String requestHash) {
        if (!requestHash.equals(before.get("request_hash"))) {
            throw new Problem(
                    422,
                    "idempotency-key-reused",
                    "This Idempotency-Key came with another service order before; use a new key for a new order.");
        }
    }

    /**
     * Of the items (the body: rows with their operations), those to submit now, as a list: without operation
     * and fault so far, and every item they rely on has succeeded. Empty when the order is cancelled
     * (variable {@code cancelledAt} is not null).
     */
    public List<Map<String, Object>> ready(Exchange exchange) {
        return ready(rows(exchange), exchange.getVariable("cancelledAt") != null);
    }

    static List<Map<String, Object>> ready(List<Map<String, Object>> rows, boolean cancelled) {
        var states = ServiceOrderStates.ofItems(rows, cancelled);
        return rows.stream()
                .filter(row -> row.get("id") == null
                        && row.get("fault") == null
                        && "acknowledged".equals(states.get(row.get("item_id").toString())))
                .toList();
    }

    /**
     * For the rest of the exchange statements see only the rows of the order's tenant (variable {@code
     * orderTenant}), or all if that is an operator. Returns the scope: the tenant, or null for all. 403
     * tenant-unknown if the tenant is no longer configured.
     */
    public String actForTenant(Exchange exchange) {
        return TenantScope.act(exchange, settings, exchange.getVariable("orderTenant", String.class));
    }

    /**
     * The command of the item (its row in the body), JSON. An ICCID or EID that its function needs and the
     * command lacks is that of the first item it relies on whose operation has one ({@code rows}: all items);
     * left out if none has.
     */
    public String command(Map<String, Object> item, List<Map<String, Object>> rows) {
        var command = (ObjectNode) Json.read(item.get("command").toString());
        var function = Functions.get(command.path("function").asText());
        for (var other : Json.read(item.get("relies_on").toString())) {
            rows.stream()
                    .filter(row -> other.asText().equals(row.get("item_id")))
                    .forEach(row -> {
                        if (function != null && function.needsIccid() && !command.has("iccid")) {
                            Json.put(command, "iccid", row.get("iccid"));
                        }
                        if (function != null && function.needsEid() && !command.has("eid")) {
                            Json.put(command, "eid", row.get("eid"));
                        }
                    });
        }
        return Json.write(command);
    }

    /**
     * Why an item cannot be an order, in words, at most 500 characters: of a fault of the caller, with a
     * status below 500. Throws any other exception on.
     */
    public String fault(Exception failure) throws Exception {
        var problem = Faults.find(failure);
        if (problem == null || problem.status() >= 500) {
            throw failure;
        }
        return Strings.cap(problem.words(), 500);
    }

    /**
     * How far the order is, from what northbound-service-orders-load leaves. An item with a fault is
     * rejected. One with an operation is inProgress, held (IN_DOUBT), completed (SUCCEEDED), failed (FAILED,
     * EXPIRED) or rejected (REFUSED). One without is cancelled when the order is, or when an item it relies
     * on ended otherwise than completed; acknowledged when all of those are completed; else pending. Out:
     * {@code state}, the order's: when all items have ended, the one they share, else partial with a
     * completed one, failed without; before that inProgress when an item is, or when one is completed and
     * none held; held when one is; else acknowledged. {@code itemStates}, rows {@code {order_id, line,
     * state}}; {@code eventType}, rsp.service-order.state-changed when state is not {@code orderState},
     * rsp.service-order.changed when only an item's has changed, else null; {@code nextIn}, seconds until it
     * is looked at again (a tenth of its age, 0.3 to 10), null when it has ended; {@code view}, the order as
     * JSON, for service-order-out.jslt.
     */
    public Progress evaluate(Exchange exchange) {
        return evaluate(exchange.getVariables(), rows(exchange), Instant.now());
    }

    static Progress evaluate(Map<String, Object> order, List<Map<String, Object>> rows, Instant now) {
        var states = ServiceOrderStates.ofItems(rows, order.get("cancelledAt") != null);
        var state = ServiceOrderStates.ofOrder(states.values());
        boolean moved = rows.stream()
                .anyMatch(row -> !states.get(row.get("item_id").toString()).equals(row.get("item_state")));
        var itemStates = rows.stream()
                .map(row -> Map.<String, Object>of(
                        "order_id",
                        order.get("serviceOrderId"),
                        "line",
                        row.get("line"),
                        "state",
                        states.get(row.get("item_id").toString())))
                .toList();
        var eventType = !state.equals(order.get("orderState"))
                ? "rsp.service-order.state-changed"
                : moved ? "rsp.service-order.changed" : null;
        // Soon at first, then less and less often.
        var age = Duration.between(Timestamps.instant(order.get("createdAt")), now);
        var nextIn = ServiceOrderStates.ended(state)
                ? null
                : Double.valueOf(Math.max(0.3, Math.min(age.toMillis() / 10_000d, 10)));
        return new Progress(state, itemStates, eventType, nextIn, view(order, rows, states, state, now));
    }

    /** 404 when {@code found} is not true: there is no such order of the caller's. */
    public void checkFound(Boolean found) {
        if (!Boolean.TRUE.equals(found)) {
            throw Problem.notFound("service order");
        }
    }

    /** 409 not-cancellable when {@code moved} is not true: the order has ended, or was cancelled before. */
    public void checkCancelled(Boolean moved) {
        if (!Boolean.TRUE.equals(moved)) {
            throw new Problem(409, "not-cancellable", "The service order has ended, or was cancelled before.");
        }
    }

    /** 404 when {@code cancelledAt} is null: the order was never cancelled. */
    public void checkCancellationFound(Object cancelledAt) {
        if (cancelledAt == null) {
            throw Problem.notFound("cancellation");
        }
    }

    /** The body, a list of orders each as TMF641's JSON text, as one JSON array; [] when it is null. */
    public String list(List<?> orders) {
        var list = Json.MAPPER.createArrayNode();
        for (var order : orders == null ? List.of() : orders) {
            list.add(Json.read(order.toString()));
        }
        return Json.write(list);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> rows(Exchange exchange) {
        return (List<Map<String, Object>>) exchange.getMessage().getBody(List.class);
    }

    private static String view(
            Map<String, Object> order,
            List<Map<String, Object>> rows,
            Map<String, String> states,
            String state,
            Instant now) {
        var view = Json.MAPPER
                .createObjectNode()
                .put("id", order.get("serviceOrderId").toString())
                .put("state", state);
        for (var moment : new String[] {"createdAt", "startedAt", "completedAt", "cancelledAt"}) {
            Json.put(view, moment, Timestamps.text(order.get(moment)));
        }
        if (ServiceOrderStates.ended(state) && !view.has("completedAt")) {
            view.put("completedAt", Timestamps.text(now));
        }
        Json.put(view, "cancellationReason", order.get("cancellationReason"));
        view.set("order", Json.read(order.get("document").toString()));
        var items = view.putArray("items");
        rows.forEach(row -> {
            var item = items.addObject()
                    .put("id", row.get("item_id").toString())
                    .put("state", states.get(row.get("item_id").toString()));
            Json.put(item, "fault", row.get("fault"));
            if (row.get("id") != null) {
                item.set("operation", Operations.view(row));
                milestones(item.putArray("milestones"), row, (List<?>) order.get("milestones"));
            }
        });
        return Json.write(view);
    }

    private static void milestones(ArrayNode milestones, Map<String, Object> item, List<?> events) {
        for (var one : events == null ? List.of() : events) {
            var event = (Map<?, ?>) one;
            var name = MILESTONES.get(event.get("type").toString());
            if (name != null && event.get("line").equals(item.get("line"))) {
                milestones
                        .addObject()
                        .put("id", event.get("id").toString())
                        .put("name", name)
                        .put("at", Timestamps.text(event.get("at")))
                        .put("description", "item " + item.get("item_id") + ": " + event.get("type"));
            }
        }
    }
}
