package io.rsproutes.northbound.blocklist;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Range;
import io.rsproutes.config.Settings;
import io.rsproutes.platform.http.QueryString;

/**
 * One entry: what may not be ordered, and why.
 *
 * @param tenant    whose orders it stops; null: everybody's
 * @param value     as it is shown; {@code from} and {@code to}: the numbers it means
 * @param expiresAt null: it stays until it is taken off
 */
record BlockListEntry(
        String tenant, String kind, String value, String from, String to, String reason, Instant expiresAt) {

    private static final int EID_DIGITS = 32;
    private static final Pattern EUM = Pattern.compile("[0-9]{8}");
    private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{1,200}");

    private record Numbers(String value, String from, String to) {}

    /** The entry that these fields are; null when they have faults, which are added. */
    static BlockListEntry read(
            Map<String, String> fields, String place, String scope, Settings settings, List<Violation> faults) {
        int before = faults.size();
        var kind = text(fields, "kind");
        var value = text(fields, "value");
        var numbers = numbers(kind, value, settings);
        if (numbers == null) {
            faults.add(fault(place, kind, settings));
        }
        var reason = text(fields, "reason");
        if (!REASON.matcher(reason).matches()) {
            faults.add(new Violation(place + "/reason", "is not 1 to 200 characters on one line"));
        }
        var until = fields.get("expiresAt");
        var expiresAt = until == null ? null : QueryString.moment(until);
        if (until != null && expiresAt == null) {
            faults.add(new Violation(place + "/expiresAt", "is no time such as 2026-01-31T12:00:00Z"));
        } else if (expiresAt != null && !expiresAt.isAfter(Instant.now())) {
            faults.add(new Violation(
                    place + "/expiresAt",
                    "has passed, so the entry would stop nothing; leave the entry out, or DELETE one that is there"));
        }
        var tenant = fields.get("tenant");
        var tenantFault = settings.tenantFault(tenant, scope);
        if (tenantFault != null) {
            faults.add(new Violation(place + "/tenant", tenantFault));
        }
        return faults.size() > before
                ? null
                : new BlockListEntry(
                        tenant == null ? scope : tenant,
                        kind,
                        numbers.value(),
                        numbers.from(),
                        numbers.to(),
                        reason,
                        expiresAt);
    }

    // Empty for none.
    private static String text(Map<String, String> fields, String name) {
        var text = fields.get(name);
        return text == null ? "" : text.trim();
    }

    // Null when the value is none of the kind.
    private static Numbers numbers(String kind, String value, Settings settings) {
        boolean strict = settings.checkDigits().northbound() == CheckDigitPolicy.REJECT;
        return switch (kind) {
            case "eid" ->
                Identifiers.isEid(value) && (!strict || Identifiers.eidCheckHolds(value))
                        ? new Numbers(value, value, value)
                        : null;
            case "iccid" -> {
                var iccid = Identifiers.isIccid(value) ? Identifiers.canonicalIccid(value) : null;
                yield iccid == null || strict && !Identifiers.iccidCheckHolds(iccid)
                        ? null
                        : new Numbers(iccid, iccid, iccid);
            }
            case "eum" -> EUM.matcher(value).matches() ? new Numbers(value, first(value), last(value)) : null;
            case "tac" -> EUM.matcher(value).matches() ? new Numbers(value, value, value) : null;
            case "eid-range" -> range(value);
            default -> null;
        };
    }

    private static Numbers range(String value) {
        try {
            var range = Range.valueOf(value);
            return range.from().length() > EID_DIGITS
                    ? null
                    : new Numbers(value, first(range.from()), last(range.to()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String first(String beginning) {
        return beginning + "0".repeat(EID_DIGITS - beginning.length());
    }

    private static String last(String beginning) {
        return beginning + "9".repeat(EID_DIGITS - beginning.length());
    }

    private static Violation fault(String place, String kind, Settings settings) {
        boolean strict = settings.checkDigits().northbound() == CheckDigitPolicy.REJECT;
        var digits = strict ? ", with the right check digit" : "";
        return switch (kind) {
            case "eid" -> new Violation(place + "/value", "is not an EID of 32 digits" + digits);
            case "iccid" -> new Violation(place + "/value", "is not an ICCID of 18 to 20 digits" + digits);
            case "eum" -> new Violation(place + "/value", "is not the first 8 digits of an EID");
            case "tac" -> new Violation(place + "/value", "is not the 8 digits of a TAC");
            case "eid-range" ->
                new Violation(
                        place + "/value",
                        "is no range: write 8904903212* or 8904903212-8904903215, both of one length, at most 32"
                                + " digits");
            default -> new Violation(place + "/kind", "is none of eid, eid-range, eum, tac, iccid");
        };
    }

    /** Two entries with the same are one. */
    List<String> key() {
        return List.of(tenant == null ? "" : tenant, kind, value);
    }

    /** As northbound/block-list.put takes it. */
    Map<String, Object> row(String id) {
        var row = new LinkedHashMap<String, Object>();
        Json.put(row, "id", id);
        Json.put(row, "tenant", tenant);
        Json.put(row, "kind", kind);
        Json.put(row, "value", value);
        Json.put(row, "from_number", from);
        Json.put(row, "to_number", to);
        Json.put(row, "reason", reason);
        Json.put(row, "expires_at", expiresAt == null ? null : expiresAt.toString());
        return row;
    }
}
