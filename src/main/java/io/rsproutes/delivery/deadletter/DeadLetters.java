package io.rsproutes.delivery.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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
import io.rsproutes.platform.broker.BrokerConfiguration;
import io.rsproutes.platform.camel.PageWriter;
import io.rsproutes.platform.http.QueryString;
import org.apache.camel.Exchange;
import org.apache.camel.component.sql.SqlConstants;

/** Shows dead letters, each with every attempt, and reads what is to be replayed. */
public class DeadLetters {

    private static final List<String> KINDS = List.of("delivery", "callback", "command");
    /** A confirmation code in an order is never shown, whatever else is wrong with it. */
    private static final Pattern CODE = Pattern.compile("(\"confirmationCode\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"?", Pattern.CASE_INSENSITIVE);
    private static final Set<String> FILTERS = Set.of("kind", "type", "subject", "subscription", "since", "until");

    private final Settings settings;

    public DeadLetters(Settings settings) {
        this.settings = settings;
    }

    /** The row in the body; variable {@code attempts}: its attempts. */
    @SuppressWarnings("unchecked")
    public void show(Exchange exchange) {
        var row = (Map<String, Object>) exchange.getMessage().getBody(Map.class);
        if (row == null) {
            throw Problem.notFound("dead letter");
        }
        var view = view(row);
        if (row.get("data") != null) {
            view.set("event", CloudEvents.event(Map.of("id", row.get("event_id"), "tenant", row.get("tenant"), "type", row.get("type"), "subject", row.get("subject"),
                    "at", row.get("at"), "sequence", row.get("sequence"), "data", row.get("data"))));
        }
        if (row.get("raw") != null) {
            view.put("raw", CODE.matcher(row.get("raw").toString()).replaceAll("$1\"***\""));
        }
        var attempts = view.putArray("attempts");
        for (var attempt : (List<Map<String, Object>>) exchange.getVariable("attempts")) {
            var one = attempts.addObject();
            one.put("at", Timestamps.text(attempt.get("at"))).put("outcome", CloudEvents.text(attempt, "outcome"));
            if (attempt.get("http_status") != null) {
                one.put("httpStatus", ((Number) attempt.get("http_status")).intValue());
            }
            one.put("millis", ((Number) attempt.get("millis")).intValue());
            if (attempt.get("detail") != null) {
                one.put("detail", attempt.get("detail").toString());
            }
            if (attempt.get("replay") != null) {
                one.put("replay", attempt.get("replay").toString());
            }
        }
        exchange.getMessage().setBody(Json.write(view));
    }

    public void list(Exchange exchange) {
        PageWriter.write(exchange, DeadLetters::view);
    }

    /** 404 unless the statement before changed its row. */
    public void checkFound(Exchange exchange) {
        if (!Boolean.TRUE.equals(exchange.getVariable("moved"))) {
            throw Problem.notFound("open dead letter");
        }
    }

    /** 409 for a dead letter (JSON in the body) that is not open. */
    public void checkOpen(Exchange exchange) {
        var state = Json.read(exchange.getMessage().getBody(String.class)).path("state").asText();
        if (!"OPEN".equals(state)) {
            throw new Problem(409, "not-open", "The dead letter is " + state + "; only an open one can be replayed.");
        }
        for (var name : FILTERS) {
            exchange.setVariable(variable(name), null);
        }
    }

    /** From the rows in the body how many there are ({@code matched}), and those to be replayed ({@code letters}): none in a dry run. */
    public void matched(Exchange exchange) {
        var rows = CloudEvents.rows(exchange);
        exchange.setVariable("matched", rows.isEmpty() ? 0 : ((Number) rows.get(0).get("matched")).intValue());
        exchange.setVariable("letters", Boolean.TRUE.equals(exchange.getVariable("dryRun")) ? List.of() : rows);
        exchange.setVariable("done", 0);
    }

    /** As many as the statement before changed. */
    public void done(Exchange exchange) {
        exchange.setVariable("done", exchange.getMessage().getHeader(SqlConstants.SQL_UPDATE_COUNT, Integer.class));
    }

    /** @param what {@code replayed} or {@code discarded} */
    public void showDone(Exchange exchange, String what) {
        exchange.getMessage().setBody(Json.write(new java.util.TreeMap<>(Map.of("matched", exchange.getVariable("matched"), what, exchange.getVariable("done"),
                "dryRun", Boolean.TRUE.equals(exchange.getVariable("dryRun"))))));
    }

    /** 409 when the one dead letter could not be replayed: its subscription is disabled or gone, or the operator's. */
    public void checkReplayed(Exchange exchange) {
        if (exchange.getVariable("done", Integer.class) == 0) {
            throw new Problem(409, "subscription-disabled", "Its subscription is disabled (enable it first: POST /rsp/v1/subscriptions/{id}/enable), deleted, or another's.");
        }
    }

    /** The message on rsp.dead-letters. */
    @SuppressWarnings("unchecked")
    public void announce(Exchange exchange) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader("_AMQ_DUPL_ID", exchange.getVariable("deadLetterId") + "/" + ((Map<String, Object>) exchange.getVariable("deadLetter")).get("reason").hashCode());
        BrokerConfiguration.CONTENT_TYPES.forEach(name -> exchange.getMessage().setHeader(name, "application/json"));
        exchange.getMessage().setBody(Json.write(view((Map<String, Object>) exchange.getVariable("deadLetter"))));
    }

    /**
     * From {@code {filter: {kind?, type?, subject?, subscription?, since?, until?}, dryRun?}} to variables {@code filterKind} and so on, and {@code dryRun}.
     *
     * @param what {@code replay} or {@code discard}
     */
    public void readFilter(Exchange exchange, String what) {
        var node = Json.read(exchange.getMessage().getBody(String.class));
        var faults = new ArrayList<Violation>();
        node.fieldNames().forEachRemaining(field -> {
            if (!field.equals("filter") && !field.equals("dryRun")) {
                faults.add(new Violation("/" + field, "is not a field; it has filter and dryRun"));
            }
        });
        var filter = node.path("filter");
        if (!filter.isObject()) {
            faults.add(new Violation("/filter", "is missing; {} stands for every open dead letter"));
        }
        if (node.has("dryRun") && !node.get("dryRun").isBoolean()) {
            faults.add(new Violation("/dryRun", "is not true or false"));
        }
        FILTERS.forEach(name -> exchange.setVariable(variable(name), null));
        filter.fields().forEachRemaining(entry -> {
            if (!FILTERS.contains(entry.getKey())) {
                faults.add(new Violation("/filter/" + entry.getKey(),
                        "is not a text filter; there are " + String.join(", ", FILTERS.stream().sorted().toList())));
            } else if (!entry.getValue().isTextual()) {
                faults.add(new Violation("/filter/" + entry.getKey(), "is not a text"));
            } else if (entry.getKey().equals("since") || entry.getKey().equals("until")) {
                var moment = QueryString.moment(entry.getValue().asText());
                exchange.setVariable(variable(entry.getKey()), moment == null ? null : java.sql.Timestamp.from(moment));
                if (moment == null) {
                    faults.add(new Violation("/filter/" + entry.getKey(),
                            "is not a time such as 2026-01-31T12:00:00Z, of the years 1970 to 9999"));
                }
            } else if (!entry.getValue().asText().matches("[\\x21-\\x7E]{1,200}")) {
                faults.add(new Violation("/filter/" + entry.getKey(),
                        "is not 1 to 200 printable characters of ASCII, without blanks"));
            } else if (entry.getKey().equals("kind") && !KINDS.contains(entry.getValue().asText())) {
                faults.add(new Violation("/filter/kind", "is none of " + String.join(", ", KINDS)));
            } else {
                var text = entry.getValue().asText();
                var fault = entry.getKey().equals("type") ? EventTypes.fault(settings, text) : null;
                if (fault != null) {
                    faults.add(new Violation("/filter/type", fault));
                }
                exchange.setVariable(variable(entry.getKey()), switch (entry.getKey()) {
                    case "type" -> "^" + Globs.regex(text) + "$";
                    case "subject" -> Identifiers.isIccid(text) ? Identifiers.canonicalIccid(text) : text;
                    default -> text;
                });
            }
        });
        if (!faults.isEmpty()) {
            throw new Problem(400, "invalid-" + what, "The " + what + " request has " + (faults.size() == 1 ? "a fault." : faults.size() + " faults."), faults);
        }
        exchange.setVariable("dryRun", node.path("dryRun").asBoolean(false));
    }

    private static String variable(String filter) {
        return "filter" + Character.toUpperCase(filter.charAt(0)) + filter.substring(1);
    }

    private static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        for (var field : new String[][] {{"id", "id"}, {"kind", "kind"}, {"tenant", "tenant"}, {"subject", "subject"}, {"type", "type"}, {"reason", "reason"},
            {"state", "state"}, {"subscription", "subscription_id"}}) {
            view.put(field[0], CloudEvents.text(row, field[1]));
        }
        view.put("createdAt", Timestamps.text(row.get("created_at"))).put("closedAt", Timestamps.text(row.get("closed_at")));
        return view;
    }
}
