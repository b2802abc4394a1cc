package io.rsproutes.delivery.deadletter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Globs;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.delivery.CloudEvents;
import io.rsproutes.operation.EventTypes;
import io.rsproutes.platform.camel.PageWriter;
import io.rsproutes.platform.http.QueryString;

/** Shows dead letters, each with every attempt, and reads what is to be replayed. */
public class DeadLetters {

    private static final List<String> KINDS = List.of("delivery", "callback", "command");
    /** A confirmation code in an order is never shown, whatever else is wrong with it. */
    private static final Pattern CODE =
            Pattern.compile("(\"confirmationCode\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"?", Pattern.CASE_INSENSITIVE);

    /** Nor is whose IMSI or MSISDN it is about. */
    private static final Pattern ADDRESS =
            Pattern.compile("(\"newSubscriptionAddress\"\\s*:\\s*)\\{[^}]*\\}?", Pattern.CASE_INSENSITIVE);

    private static final Set<String> FILTERS = Set.of("kind", "type", "subject", "subscription", "since", "until");
    private static final Set<String> MOMENTS = Set.of("since", "until");

    private final Settings settings;

    public DeadLetters(Settings settings) {
        this.settings = settings;
    }

    /**
     * A dead letter's row (the body; null: 404) as JSON: the fields of message; event, a CloudEvent, if it
     * has one; raw, the text of a callback or command, if it has one, without confirmation codes and
     * subscription addresses; and attempts, these rows: {@code [{at, outcome, httpStatus?, millis, detail?,
     * replay?}]}.
     */
    public String show(Map<String, Object> row, List<Map<String, Object>> attempts) {
        if (row == null) {
            throw Problem.notFound("dead letter");
        }
        var view = view(row);
        if (row.get("data") != null) {
            view.set("event", CloudEvents.ofDelivery(row));
        }
        if (row.get("raw") != null) {
            var raw = CODE.matcher(row.get("raw").toString()).replaceAll("$1\"***\"");
            view.put("raw", ADDRESS.matcher(raw).replaceAll("$1{}"));
        }
        var list = view.putArray("attempts");
        attempts.forEach(attempt -> list.add(attempt(attempt)));
        return Json.write(view);
    }

    private static ObjectNode attempt(Map<String, Object> row) {
        var attempt = Json.MAPPER.createObjectNode();
        attempt.put("at", Timestamps.text(row.get("at"))).put("outcome", CloudEvents.text(row, "outcome"));
        if (row.get("http_status") != null) {
            attempt.put("httpStatus", ((Number) row.get("http_status")).intValue());
        }
        attempt.put("millis", ((Number) row.get("millis")).intValue());
        Json.put(attempt, "detail", row.get("detail"));
        Json.put(attempt, "replay", row.get("replay"));
        return attempt;
    }

    /**
     * The rows (the body) as a page, JSON: {items: [...], cursor}, each as in message. The cursor is the last
     * row's id; null when fewer than {@code limit} rows came, as that is the end.
     */
    public String list(List<Map<String, Object>> rows, Integer limit) {
        return PageWriter.page(rows, limit, DeadLetters::view);
    }

    /** 404 when {@code moved} is false: the caller has no dead letter of this id that is open or being replayed. */
    public void checkFound(Boolean moved) {
        if (!Boolean.TRUE.equals(moved)) {
            throw Problem.notFound("open dead letter");
        }
    }

    /** 409 not-open when the dead letter (the body, JSON) is in another state than OPEN. */
    public void checkOpen(String letter) {
        var state = Json.read(letter).path("state").asText();
        if (!"OPEN".equals(state)) {
            throw new Problem(409, "not-open", "The dead letter is " + state + "; only an open one can be replayed.");
        }
    }

    /**
     * How many open dead letters the filter means in all, of the rows (the body) of dead-letters.matching,
     * which has at most 10000; 0 without rows.
     */
    public int matched(List<Map<String, Object>> rows) {
        return rows.isEmpty() ? 0 : ((Number) rows.get(0).get("matched")).intValue();
    }

    /**
     * The answer to a request with a filter, JSON: {matched, replayed or discarded, dryRun}: how many dead
     * letters the filter means, of how many that was done, and whether it was only to count.
     *
     * @param what {@code replayed} or {@code discarded}
     */
    public String showDone(int matched, String what, int done, Boolean dryRun) {
        return Json.write(new TreeMap<>(Map.of("matched", matched, what, done, "dryRun", Boolean.TRUE.equals(dryRun))));
    }

    /**
     * 409 subscription-disabled when {@code done} is 0: nothing became due again, as its subscription is
     * disabled, deleted, or one that the caller may not see, or as the dead letter was replayed or discarded
     * meanwhile.
     */
    public void checkReplayed(int done) {
        if (done == 0) {
            throw new Problem(
                    409,
                    "subscription-disabled",
                    "Its subscription is disabled (enable it first: POST /rsp/v1/subscriptions/{id}/enable),"
                            + " deleted, or another's.");
        }
    }

    /**
     * A dead letter's row (the body) as JSON: {id, kind, tenant, subject, type, reason, state, subscription,
     * createdAt, closedAt}. A member is null when its column is: subscription, of what is no delivery.
     */
    public String message(Map<String, Object> row) {
        return Json.write(view(row));
    }

    /**
     * The id (text) by which the broker drops a repeat: the letter's own, with a hash of its reason and of
     * when it was last replayed. So a letter whose replay failed is announced anew.
     */
    public String duplicateId(Map<String, Object> row) {
        return row.get("id") + "/" + Objects.hash(row.get("reason"), row.get("replayed_at"));
    }

    /**
     * From the body, JSON {filter: {kind?, type?, subject?, subscription?, since?, until?}, dryRun?}, a map
     * of those filters (one that is left out is null, and excludes nothing), type, a glob that must match a
     * type of event, as a regular expression, since and until as times; and {@code dryRun} (Boolean; false
     * when left out). 400 malformed-json; invalid-replay or invalid-discard, with all that is wrong.
     *
     * @param what {@code replay} or {@code discard}
     */
    public Map<String, Object> readFilter(String body, String what) {
        var node = Json.read(body);
        var faults = new ArrayList<Violation>();
        node.fieldNames().forEachRemaining(field -> {
            if (!field.equals("filter") && !field.equals("dryRun")) {
                faults.add(new Violation("/" + field, "is not a field; it has filter and dryRun"));
            }
        });
        if (!node.path("filter").isObject()) {
            faults.add(new Violation("/filter", "is missing; {} stands for every open dead letter"));
        }
        if (node.has("dryRun") && !node.get("dryRun").isBoolean()) {
            faults.add(new Violation("/dryRun", "is not true or false"));
        }
        var filter = new HashMap<String, Object>();
        node.path("filter").properties().forEach(entry -> {
            var fault = fault(entry.getKey(), entry.getValue());
            if (fault != null) {
                faults.add(new Violation("/filter/" + entry.getKey(), fault));
            } else {
                filter.put(
                        entry.getKey(), value(entry.getKey(), entry.getValue().asText()));
            }
        });
        if (!faults.isEmpty()) {
            throw new Problem(
                    400,
                    "invalid-" + what,
                    "The " + what + " request has " + (faults.size() == 1 ? "a fault." : faults.size() + " faults."),
                    faults);
        }
        filter.put("dryRun", node.path("dryRun").asBoolean(false));
        return filter;
    }

    private String fault(String name, JsonNode value) {
        if (!FILTERS.contains(name)) {
            return "is not a text filter; there are "
                    + String.join(", ", FILTERS.stream().sorted().toList());
        }
        if (!value.isTextual()) {
            return "is not a text";
        }
        var text = value.asText();
        if (MOMENTS.contains(name)) {
            return QueryString.moment(text) == null
                    ? "is not a time such as 2026-01-31T12:00:00Z, of the years 1970 to 9999"
                    : null;
        }
        if (!text.matches("[\\x21-\\x7E]{1,200}")) {
            return "is not 1 to 200 printable characters of ASCII, without blanks";
        }
        if (name.equals("kind") && !KINDS.contains(text)) {
            return "is none of " + String.join(", ", KINDS);
        }
        return name.equals("type") ? EventTypes.fault(settings, text) : null;
    }

    private static Object value(String name, String text) {
        return switch (name) {
            case "since", "until" -> java.sql.Timestamp.from(QueryString.moment(text));
            case "type" -> "^" + Globs.regex(text) + "$";
            case "subject" -> Identifiers.isIccid(text) ? Identifiers.canonicalIccid(text) : text;
            default -> text;
        };
    }

    private static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        for (var field : new String[][] {
            {"id", "id"},
            {"kind", "kind"},
            {"tenant", "tenant"},
            {"subject", "subject"},
            {"type", "type"},
            {"reason", "reason"},
            {"state", "state"},
            {"subscription", "subscription_id"}
        }) {
            view.put(field[0], CloudEvents.text(row, field[1]));
        }
        view.put("createdAt", Timestamps.text(row.get("created_at")))
                .put("closedAt", Timestamps.text(row.get("closed_at")));
        return view;
    }
}
