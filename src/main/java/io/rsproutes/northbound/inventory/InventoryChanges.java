package io.rsproutes.northbound.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Problem;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.operation.RejectionReasons;
import org.apache.camel.Body;

/** What may be changed of a profile in the inventory, and why it is not. */
public class InventoryChanges {

    private static final String INVALID = "invalid-inventory";
    private static final String IN_USE = "inventory-in-use";
    private static final int MAX_REASON = 200;
    private static final Set<String> STATES = Set.of("available", "suspended");

    private record Field(String name, Predicate<String> form, String words) {}

    private static final List<Field> FIELDS = List.of(
            new Field(
                    "stockState",
                    STATES::contains,
                    "available, suspended or null (not pooled); reserved and assigned are for orders to set"),
            new Field(
                    "reason",
                    text -> !text.isBlank()
                            && text.length() <= MAX_REASON
                            && text.chars().noneMatch(Character::isISOControl),
                    "1 to " + MAX_REASON + " characters"),
            new Field("msisdnReference", StockColumns::isReference, StockColumns.REFERENCE_WORDS + ", or null"),
            new Field("imsiReference", StockColumns::isReference, StockColumns.REFERENCE_WORDS + ", or null"),
            new Field(
                    "profileType",
                    text -> Functions.PROFILE_TYPE.form().matcher(text).matches(),
                    Functions.PROFILE_TYPE.words() + ", or null"),
            new Field("eid", Identifiers::isEid, "32 digits, or null"));

    /**
     * The change in the body, JSON {@code {stockState?, reason?, msisdnReference?, imsiReference?, profileType?,
     * eid?}}, each a text or null, as JSON text for northbound/inventory.change. 400 malformed-json, or
     * invalid-inventory with all that is wrong.
     */
    public String read(@Body String body) {
        var change = Json.read(body);
        var faults = new ArrayList<Violation>();
        if (!change.isObject() || change.isEmpty()) {
            faults.add(new Violation("", "is no object with what is to change: " + String.join(", ", names())));
        }
        for (var member : change.properties()) {
            var field = FIELDS.stream()
                    .filter(one -> one.name().equals(member.getKey()))
                    .findFirst()
                    .orElse(null);
            var fault = fault(field, member.getValue());
            if (fault != null) {
                faults.add(new Violation("/" + member.getKey(), fault));
            }
        }
        if (!faults.isEmpty()) {
            throw invalid(faults);
        }
        return Json.write(change);
    }

    private static List<String> names() {
        return FIELDS.stream().map(Field::name).toList();
    }

    private static String fault(Field field, JsonNode value) {
        if (field == null) {
            return "cannot be changed; what can is " + String.join(", ", names());
        }
        if (value.isNull() || value.isTextual() && field.form().test(value.asText())) {
            return null;
        }
        return "is not " + field.words();
    }

    private static Problem invalid(List<Violation> faults) {
        return new Problem(400, INVALID, "The change has faults; nothing was changed.", faults);
    }

    /**
     * Throws what the row in the body says, of northbound/inventory.change or .remove: 404 when there is none; by its
     * fault, if any, 409 inventory-in-use (an order has the profile, or its SM-DP+ says so: known_state) or
     * reference-taken (with taken_by, the ICCID that has it, masked), 403 ownership-refused for an EID that is not the
     * tenant's, 400 invalid-inventory.
     */
    public void check(@Body Map<String, Object> row) {
        if (row == null) {
            throw Problem.notFound("profile");
        }
        if (row.get("fault") == null) {
            return;
        }
        switch (row.get("fault").toString()) {
            case IN_USE ->
                throw inUse("An order about this profile has not ended, and needs it as it is. Wait for its end, or "
                        + "settle it (POST /rsp/v1/operations/{id}/resolve).");
            case "assigned" ->
                throw inUse("An order has this profile. A cancelOrder brings it back; if you know that it is free, set "
                        + "stockState suspended first.");
            case "ordered" ->
                throw inUse("At its SM-DP+ this profile is " + row.get("known_state") + ", as far as we know. A "
                        + "cancelOrder makes it Available; if it is already, a getProfileStatus finds that out.");
            case "eid-refused" -> throw RejectionReasons.problem("ownership-refused");
            case "type-needed" ->
                throw invalid(List.of(
                        new Violation("/profileType", "is needed in the pool, as profiles are taken from it by type")));
            case "reason-needless" ->
                throw invalid(List.of(
                        new Violation("/reason", "says why a profile is suspended; set stockState suspended with it")));
            default -> throw taken(row.get("taken_by"));
        }
    }

    private static Problem taken(Object holder) {
        var which = holder == null ? "" : " It is that of " + Masking.mask(holder.toString()) + ".";
        return new Problem(
                409,
                "reference-taken",
                "The msisdnReference or imsiReference is another profile's." + which
                        + " Find it (GET /rsp/v1/inventory by the reference), and PATCH the reference of that one to "
                        + "null first.");
    }

    private static Problem inUse(String detail) {
        return new Problem(409, IN_USE, detail);
    }

    /** As a row for .check: another request has just given the reference to another profile. */
    public Map<String, Object> takenMeanwhile() {
        return Map.of("fault", "reference-taken");
    }
}
