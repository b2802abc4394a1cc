package io.rsproutes.protocol.sgp02.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.rsproutes.common.Strings;
import io.rsproutes.protocol.sgp02.Xml;

/**
 * What of a customer's call would not be read, where to leave it unread changes what is asked for: a misspelt pol2 must
 * not remove the rules there are, nor a misspelt Iccid make an audit of one profile one of all, nor a misspelt
 * EnableProfile leave a downloaded profile disabled. Other functions need
 * all that they have, and what stands beside it is passed over.
 */
final class UnreadContent {

    private static final List<String> BASE = List.of("FunctionCallIdentifier", "ValidityPeriod", "Eid", "Iccid");
    /** What these functions have besides. */
    private static final Map<String, List<String>> FUNCTIONS = Map.of(
            "auditEIS", List.of(),
            "downloadProfile", List.of("ProfileType", "EnableProfile"),
            "updatePolicyRules", List.of("pol2"),
            "updateSubscriptionAddress", List.of("newSubscriptionAddress"));

    private static final Map<String, List<String>> ELEMENTS = Map.of(
            "pol2", List.of("Rule"),
            "Rule", List.of("Subject", "Action", "Qualification"),
            "newSubscriptionAddress", List.of("Imsi", "Msisdn"));
    private static final Set<String> REPEATED = Set.of("Iccid", "Rule");
    private static final int LONGEST_NAME = 64;

    private UnreadContent() {}

    /** In words, one for each; the text itself is repeated nowhere. */
    static List<String> of(String interfaceName, String function, Xml body) {
        var found = new ArrayList<String>();
        if (function != null && FUNCTIONS.containsKey(function)) {
            var smsr = "es2".equals(interfaceName) ? Stream.of("Smsr-id") : Stream.<String>of();
            var known = Stream.of(BASE.stream(), smsr, FUNCTIONS.get(function).stream())
                    .flatMap(Function.identity())
                    .toList();
            collect(body, known, found);
        }
        if ("downloadProfile".equals(function)) {
            download(body, found);
        }
        return found;
    }

    private static void download(Xml body, List<String> found) {
        if (!String.valueOf(body.value("EnableProfile")).trim().matches("true|false|0|1")) {
            found.add("EnableProfile is neither true nor false");
        }
        if (body.value("Iccid") != null && body.value("ProfileType") != null) {
            found.add("Iccid and ProfileType stand beside one another; it takes one of them");
        }
    }

    private static void collect(Xml parent, List<String> known, List<String> found) {
        if (parent.hasText()) {
            found.add("The text" + notRead(parent, known));
        }
        var seen = new HashSet<String>();
        for (var child : parent.children()) {
            var name = known.stream().filter(child::is).findFirst().orElse(null);
            if (name == null) {
                found.add(name(child) + notRead(parent, known));
            } else if (!seen.add(name) && !REPEATED.contains(name)) {
                found.add(name + " in " + name(parent) + " stands twice");
            } else if (ELEMENTS.containsKey(name)) {
                collect(child, ELEMENTS.get(name), found);
            }
        }
    }

    private static String notRead(Xml parent, List<String> known) {
        return " in " + name(parent) + " is not read; it takes " + String.join(", ", known) + " only";
    }

    private static String name(Xml element) {
        return Strings.cap(element.name(), LONGEST_NAME);
    }
}
