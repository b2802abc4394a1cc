package io.rsproutes.delivery.subscription;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Globs;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.config.OperationSettings.CheckDigitPolicy;
import io.rsproutes.config.Range;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.EventTypes;

/**
 * Which of the events of its types a subscription asks for: choices for members of an event's data, by which the
 * database finds them (rsp_wanted in db/migration).
 */
final class SubscriptionFilter {

    private static final int MOST_CHOICES = 100;
    private static final String ASTERISK = "*";
    private static final int LONGEST = 100;

    private static final Pattern PEER = Pattern.compile("[A-Za-z0-9._-]{0,64}");
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7E&&[^*]]{0,100}");

    /** What there is, and what a choice of it is. */
    private static final Map<String, String> FIELDS = Map.of(
            "eid", "an EID of 32 digits, or a range such as 8904903212* or 8904903212-8904903215",
            "iccid", "an ICCID of 18 to 20 digits, or a range such as 8988211* or 8988211-8988213",
            "profileType", "a profile type, or how it begins and an asterisk, such as P9054-*",
            "peer", "the id of a peer, or how it begins and an asterisk",
            "function", "a function, or how it begins and an asterisk; there are ",
            "cause", "a cause, or how it begins and an asterisk; there are ",
            "template", "the name of a template, or how it begins and an asterisk");

    private SubscriptionFilter() {}

    /** The filter as it is kept (JSON text), null when the field is absent or null. */
    static String read(JsonNode filter, List<String> types, Settings settings, List<Violation> faults) {
        if (filter == null || filter.isNull()) {
            return null;
        }
        if (!filter.isObject() || filter.isEmpty()) {
            faults.add(new Violation(
                    "/filter", "is not an object of lists, such as {\"peer\": [\"smdp-demo\"]}; " + members()));
            return null;
        }
        var kept = Json.MAPPER.createObjectNode();
        boolean strict = settings.checkDigits().northbound() == CheckDigitPolicy.REJECT;
        filter.properties().forEach(member -> read(member.getKey(), member.getValue(), strict, kept, faults));
        checkTold(kept.properties().stream().map(Map.Entry::getKey).toList(), types, settings, faults);
        return Json.write(kept);
    }

    // An event passes only when it tells every member.
    private static void checkTold(List<String> members, List<String> types, Settings settings, List<Violation> faults) {
        var wanted = EventTypes.all(settings).stream()
                .filter(type -> types.stream().anyMatch(asked -> Globs.matches(asked, type)))
                .toList();
        if (wanted.isEmpty()
                || wanted.stream().anyMatch(type -> members.stream().allMatch(one -> EventTypes.tells(type, one)))) {
            return;
        }
        for (var member : members) {
            if (wanted.stream().noneMatch(type -> EventTypes.tells(type, member))) {
                faults.add(new Violation("/filter/" + member, "is told by no event of the types asked for"));
                return;
            }
        }
        faults.add(new Violation("/filter", "has members that no event of the types asked for tells together"));
    }

    private static void read(String name, JsonNode choices, boolean strict, ObjectNode kept, List<Violation> faults) {
        var pointer = "/filter/" + name;
        if (!FIELDS.containsKey(name)) {
            faults.add(new Violation(pointer, "is no member of a filter; " + members()));
            return;
        }
        if (!choices.isArray() || choices.isEmpty() || choices.size() > MOST_CHOICES) {
            faults.add(new Violation(pointer, "is not a list of 1 to " + MOST_CHOICES + " texts"));
            return;
        }
        var list = kept.putArray(name);
        for (int i = 0; i < choices.size(); i++) {
            var choice =
                    choices.get(i).isTextual() ? choice(name, choices.get(i).asText()) : null;
            if (choice != null && strict && !checkHolds(name, choice)) {
                faults.add(new Violation(
                        pointer + "/" + i,
                        "has a wrong check digit, so that no " + name.toUpperCase(Locale.ROOT) + " is that"));
            } else if (choice == null) {
                faults.add(new Violation(pointer + "/" + i, "is not " + form(name)));
            } else {
                list.add(choice);
            }
        }
    }

    // As it is kept; null when it is none.
    private static String choice(String name, String text) {
        boolean beginning = text.endsWith(ASTERISK);
        var plain = beginning ? text.substring(0, text.length() - 1) : text;
        return switch (name) {
            case "eid" -> Identifiers.isEid(text) || isRange(text, 32) ? text : null;
            case "iccid" ->
                Identifiers.isIccid(text) ? Identifiers.canonicalIccid(text) : isRange(text, 20) ? text : null;
            case "function" -> isOneOf(Functions.names(), plain, beginning) ? text : null;
            case "cause" -> isOneOf(EventTypes.CAUSES, plain, beginning) ? text : null;
            case "peer" -> PEER.matcher(plain).matches() && !text.isEmpty() ? text : null;
            default -> TEXT.matcher(plain).matches() && !text.isEmpty() && text.length() <= LONGEST ? text : null;
        };
    }

    // Of a whole number; a range has none.
    private static boolean checkHolds(String name, String choice) {
        return switch (name) {
            case "eid" -> !Identifiers.isEid(choice) || Identifiers.eidCheckHolds(choice);
            case "iccid" -> !Identifiers.isIccid(choice) || Identifiers.iccidCheckHolds(choice);
            default -> true;
        };
    }

    private static boolean isOneOf(Set<String> all, String plain, boolean beginning) {
        return beginning ? all.stream().anyMatch(one -> one.startsWith(plain)) : all.contains(plain);
    }

    private static boolean isRange(String text, int digits) {
        try {
            return text.equals(ASTERISK) || Range.valueOf(text).from().length() <= digits;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String form(String name) {
        return switch (name) {
            case "function" -> FIELDS.get(name) + String.join(", ", new TreeSet<>(Functions.names()));
            case "cause" -> FIELDS.get(name) + String.join(", ", EventTypes.CAUSES);
            default -> FIELDS.get(name);
        };
    }

    private static String members() {
        return "it has " + String.join(", ", new TreeSet<>(FIELDS.keySet()));
    }
}
