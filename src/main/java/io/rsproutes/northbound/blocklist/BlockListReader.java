package io.rsproutes.northbound.blocklist;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.bulk.format.CsvRows;
import io.rsproutes.platform.http.QueryString;
import org.apache.camel.Exchange;

/** Reads entries of the block list, JSON or CSV, in the form that the list is shown in, too. */
public class BlockListReader {

    /** What an entry says; and what it is shown with besides, which is not read. */
    private static final List<String> FIELDS = List.of("tenant", "kind", "value", "reason", "expiresAt");

    private static final List<String> SHOWN = List.of("id", "putBy", "putAt");
    /** How a spreadsheet keeps digits as text. */
    private static final Pattern TEXT = Pattern.compile("^'(?=[0-9])");

    private static final String NAMES = "the columns are " + String.join(", ", FIELDS);

    private final Settings settings;

    public BlockListReader(Settings settings) {
        this.settings = settings;
    }

    /**
     * The entries in the body, JSON {@code {items: [{tenant?, kind, value, reason, expiresAt?}]}} or, by variable
     * {@code contentType}, CSV with these columns in any order, as rows for northbound/block-list.put: JSON text. What
     * else the list shows of an entry is not read. {@code scope}: the only tenant whose entries they may be, and are;
     * null: an operator, whose entries are about everybody's orders unless they name a tenant. Of entries with the same
     * kind, value and tenant the last counts. 400 malformed-json, malformed-csv, or invalid-block-list with all that is
     * wrong.
     */
    public String read(Exchange exchange) {
        var scope = exchange.getVariable("scope", String.class);
        var type = exchange.getVariable("contentType", "", String.class);
        var body = exchange.getMessage().getBody(String.class);
        var faults = new ArrayList<Violation>();
        var entries = new LinkedHashMap<List<String>, Map<String, Object>>();
        var given = type.toLowerCase(Locale.ROOT).startsWith("text/csv") ? csv(body) : json(body, faults);
        given.forEach((place, fields) -> {
            var entry = BlockListEntry.read(fields, place, scope, settings, faults);
            if (entry != null) {
                var row = entry.row(UuidV7.next());
                // Last in the order in which the last came.
                entries.remove(entry.key());
                entries.put(entry.key(), row);
            }
        });
        if (!faults.isEmpty()) {
            throw new Problem(400, "invalid-block-list", "The entries have faults; none was taken.", faults);
        }
        return Json.write(entries.values());
    }

    // Fields by the place of their entry, as it is named in a fault.
    private static Map<String, Map<String, String>> json(String body, List<Violation> faults) {
        var items = Json.read(body).path("items");
        var given = new LinkedHashMap<String, Map<String, String>>();
        if (!items.isArray()) {
            faults.add(new Violation("/items", "is not a list of entries, each with kind, value and reason"));
            return given;
        }
        for (int i = 0; i < items.size(); i++) {
            var at = "/items/" + i;
            var fields = new LinkedHashMap<String, String>();
            for (var field : items.get(i).properties()) {
                if (FIELDS.contains(field.getKey())) {
                    fields.put(field.getKey(), text(field.getValue(), at + "/" + field.getKey(), faults));
                } else if (!SHOWN.contains(field.getKey())) {
                    faults.add(new Violation(
                            at + "/" + field.getKey(), "is no field of an entry; it has " + String.join(", ", FIELDS)));
                }
            }
            given.put(at, fields);
        }
        return given;
    }

    private static String text(JsonNode value, String pointer, List<Violation> faults) {
        if (value.isTextual() || value.isNull()) {
            return value.asText(null);
        }
        faults.add(new Violation(pointer, "is not a text"));
        return null;
    }

    private static Map<String, Map<String, String>> csv(String body) {
        var given = new LinkedHashMap<String, Map<String, String>>();
        try (var rows = new CsvRows(
                new BufferedReader(new StringReader(body.replaceFirst("^\uFEFF", ""))),
                0,
                BlockListReader::malformed)) {
            var columns = rows.columns(BlockListReader::field, NAMES);
            for (var row = rows.next(); row != null; row = rows.next()) {
                var fields = rows.fields(row, columns);
                fields.computeIfPresent(
                        "value", (name, text) -> TEXT.matcher(text).replaceFirst(""));
                given.put("/line " + row.line(), fields);
            }
            return given;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String field(String column) {
        return FIELDS.stream()
                .filter(column::equalsIgnoreCase)
                .findFirst()
                .orElse(SHOWN.stream().anyMatch(column::equalsIgnoreCase) ? "" : null);
    }

    private static Problem malformed(long line, long column, String reason) {
        return new Problem(
                400,
                "malformed-csv",
                "At line " + line + ", column " + column + " " + reason + ". No entry was taken.");
    }

    /** 400 invalid-field unless an entry is named: by its id alone, or by kind and value. */
    public void checkNamed(String id, String kind, String value) {
        if (id == null ? kind == null || value == null : kind != null || value != null) {
            throw QueryString.invalid("id", "is not there, or not alone; name an entry by id, or by kind and value");
        }
    }
}
