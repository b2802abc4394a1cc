package io.rsproutes.northbound.template;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.EventTypes;
import io.rsproutes.operation.Peers;
import io.rsproutes.operation.command.TemplateSteps;
import io.rsproutes.platform.camel.PageWriter;
import io.rsproutes.platform.http.QueryString;
import org.apache.camel.Exchange;

/** Reads templates, and writes them as they are read. */
public class TemplateReader {

    private static final List<String> CONTENT = List.of("description", "profileType", "steps", "notifications");
    private static final List<String> FIELDS = List.of(
            "name", "tenant", "description", "profileType", "steps", "notifications", "validFrom", "validUntil");

    private static final Set<String> SHOWN = Set.of("id", "putBy", "putAt");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern DESCRIPTION = Pattern.compile("[^\\p{Cntrl}]{1,200}");
    private static final int MOST_NOTIFICATIONS = 20;

    private final Settings settings;
    private final Peers peers;

    public TemplateReader(Settings settings) {
        this.settings = settings;
        this.peers = new Peers(settings);
    }

    /**
     * The templates in the body, JSON {@code {items: [{name, tenant?, description?, profileType?, steps: [{function,
     * peer?, validityPeriod?, parameters?}], notifications?, validFrom?, validUntil?}]}}, as rows for
     * northbound/templates.put: JSON text. What else the list shows of a template is not read. {@code scope}: the only
     * tenant whose templates they may be, and are; null: an operator, whose templates are for everybody unless they
     * name a tenant. Of templates with the same name and tenant the last counts. 400 malformed-json, or
     * invalid-template with all that is wrong.
     */
    public String read(Exchange exchange) {
        var scope = exchange.getVariable("scope", String.class);
        var faults = new ArrayList<Violation>();
        var rows = new LinkedHashMap<List<String>, Map<String, Object>>();
        if (Json.read(exchange.getMessage().getBody(String.class)).path("items") instanceof ArrayNode items) {
            for (int i = 0; i < items.size(); i++) {
                var row = row(items.get(i), "/items/" + i, scope, faults);
                rows.put(
                        List.of(
                                row.get("name").toString(),
                                row.getOrDefault("tenant", "").toString()),
                        row);
            }
        } else {
            faults.add(new Violation("/items", "is not a list of templates, each with name and steps"));
        }
        if (!faults.isEmpty()) {
            throw new Problem(400, "invalid-template", "The templates have faults; none was taken.", faults);
        }
        return Json.write(rows.values());
    }

    private Map<String, Object> row(JsonNode item, String at, String scope, List<Violation> faults) {
        item.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field) && !SHOWN.contains(field)) {
                faults.add(new Violation(
                        at + "/" + field, "is no field of a template; it has " + String.join(", ", FIELDS)));
            }
        });
        if (!NAME.matcher(item.path("name").asText()).matches()) {
            faults.add(new Violation(at + "/name", "is not 1 to 64 letters, digits, dots, underscores and hyphens"));
        }
        if (item.hasNonNull("description")
                && !DESCRIPTION.matcher(item.path("description").asText()).matches()) {
            faults.add(new Violation(at + "/description", "is not 1 to 200 characters on one line"));
        }
        faults.addAll(TemplateSteps.faults(item, at, peers));
        notifications(item.path("notifications"), at + "/notifications", faults);
        var row = new LinkedHashMap<String, Object>();
        row.put("id", UuidV7.next());
        row.put("name", item.path("name").asText());
        Json.put(row, "tenant", tenant(item, at, scope, faults));
        var content = Json.MAPPER.createObjectNode();
        CONTENT.stream().filter(item::hasNonNull).forEach(field -> content.set(field, item.get(field)));
        row.put("content", Json.write(content));
        var from = moment(item, "validFrom", at, faults);
        var until = moment(item, "validUntil", at, faults);
        if (from != null && until != null && !from.isBefore(until)) {
            faults.add(new Violation(at + "/validUntil", "is not after validFrom"));
        }
        Json.put(row, "valid_from", from == null ? null : from.toString());
        Json.put(row, "valid_until", until == null ? null : until.toString());
        return row;
    }

    private String tenant(JsonNode item, String at, String scope, List<Violation> faults) {
        var tenant = item.path("tenant").asText(null);
        var fault = settings.tenantFault(tenant, scope);
        if (fault != null) {
            faults.add(new Violation(at + "/tenant", fault));
        }
        return tenant == null ? scope : tenant;
    }

    private void notifications(JsonNode types, String at, List<Violation> faults) {
        if (types.isMissingNode() || types.isNull()) {
            return;
        }
        if (!types.isArray() || types.size() > MOST_NOTIFICATIONS) {
            faults.add(new Violation(at, "is not a list of at most " + MOST_NOTIFICATIONS + " types of events"));
            return;
        }
        for (int i = 0; i < types.size(); i++) {
            var fault = types.get(i).isTextual()
                    ? EventTypes.fault(settings, types.get(i).asText())
                    : "is not a text";
            if (fault != null) {
                faults.add(new Violation(at + "/" + i, fault));
            }
        }
    }

    private static Instant moment(JsonNode item, String field, String at, List<Violation> faults) {
        if (!item.hasNonNull(field)) {
            return null;
        }
        var moment = QueryString.moment(item.path(field).asText());
        if (moment == null) {
            faults.add(new Violation(at + "/" + field, "is no time such as 2026-01-31T12:00:00Z"));
        }
        return moment;
    }

    /** The rows of templates (the body) as a page, JSON {@code {items: [...], cursor}}, each as read reads it. */
    public String page(List<Map<String, Object>> rows, Integer limit) {
        return PageWriter.page(rows, limit, TemplateReader::view);
    }

    private static ObjectNode view(Map<String, Object> row) {
        var view = Json.MAPPER.createObjectNode();
        for (var column : new String[] {"id", "name", "tenant"}) {
            Json.put(view, column, row.get(column));
        }
        view.setAll((ObjectNode) Json.read(row.get("content").toString()));
        Json.put(view, "validFrom", Timestamps.text(row.get("valid_from")));
        Json.put(view, "validUntil", Timestamps.text(row.get("valid_until")));
        Json.put(view, "putBy", row.get("put_by"));
        return view.put("putAt", Timestamps.text(row.get("put_at")));
    }

    /** 400 invalid-field unless a template is named, by its id or its name. */
    public void checkNamed(String id, String name) {
        if ((id == null) == (name == null)) {
            throw QueryString.invalid("id", "is not there, or not alone; name a template by id or by name");
        }
    }
}
