package io.rsproutes.delivery.subscription;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Globs;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem.Violation;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.CustomerMessages;
import io.rsproutes.operation.EventTypes;

/**
 * The types of events a subscription asks for, as globs. A customer's own endpoint gets those of them that its protocol
 * has words for.
 */
final class SubscribedTypes {

    private static final List<String> ES2PLUS = List.of(
            "rsp.profile.eligibility-checked",
            "rsp.profile.eligibility-failed",
            "rsp.profile.confirmation-failed",
            "rsp.profile.downloaded",
            "rsp.profile.download-failed",
            "rsp.profile.installed",
            "rsp.profile.install-failed",
            "rsp.profile.enabled",
            "rsp.profile.disabled",
            "rsp.profile.deleted",
            "rsp.profile.unmapped");
    /** What each protocol can say to a customer. */
    private static final Map<String, List<String>> SAYABLE =
            Map.of("es4", CustomerMessages.SGP02, "es2", CustomerMessages.SGP02, "es2plus", ES2PLUS);

    private static final Pattern TYPE = Pattern.compile("[a-z0-9.*-]{1,100}");

    private SubscribedTypes() {}

    /** Whether the channel is the endpoint of a customer of the gateway. */
    static boolean isCustomers(String channel) {
        return SAYABLE.containsKey(channel);
    }

    /** Those in the field {@code types}; where it is absent, all that a customer's protocol can say. */
    static List<String> read(String channel, ObjectNode body, Settings settings, List<Violation> faults) {
        var sayable = SAYABLE.get(channel);
        // The names of v4 are uncertain: they go to those only who ask for them.
        var all = Functions.isSgp02(channel) ? CustomerMessages.SGP02_V3 : sayable;
        var wanted = !body.has("types") && sayable != null ? Json.MAPPER.valueToTree(all) : body.get("types");
        var types = read(wanted, settings, faults);
        if (sayable != null
                && types.stream().noneMatch(type -> sayable.stream().anyMatch(one -> Globs.matches(type, one)))) {
            faults.add(new Violation(
                    "/types", "has nothing that can be said by " + channel + ": " + String.join(", ", sayable)));
        }
        return types;
    }

    private static List<String> read(JsonNode node, Settings settings, List<Violation> faults) {
        var types = new ArrayList<String>();
        if (node == null || !node.isArray() || node.isEmpty() || node.size() > 50) {
            faults.add(new Violation(
                    "/types",
                    "is not a list of 1 to 50 event types, such as [\"rsp.operation.*\", \"rsp.profile.*\"]"));
            return types;
        }
        for (int i = 0; i < node.size(); i++) {
            var type = node.get(i).asText();
            var fault = !node.get(i).isTextual() || !TYPE.matcher(type).matches()
                    ? "is not an event type; * stands for any run of characters"
                    : EventTypes.fault(settings, type);
            if (fault != null) {
                faults.add(new Violation("/types/" + i, fault));
            } else {
                types.add(type);
            }
        }
        if (String.join("|", types).length() > 1500) {
            faults.add(new Violation("/types", "is too long"));
        }
        return types;
    }

    /** By which the database finds them. */
    static String pattern(String channel, List<String> types) {
        var meant = !SAYABLE.containsKey(channel)
                ? types
                : SAYABLE.get(channel).stream()
                        .filter(one -> types.stream().anyMatch(type -> Globs.matches(type, one)))
                        .toList();
        return meant.stream().map(Globs::regex).collect(Collectors.joining("|", "^(", ")$"));
    }
}
