package io.rsproutes.euicc;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/** Policy rules (POL2) as they compare. */
final class PolicyRules {

    private PolicyRules() {}

    /**
     * The rules of a JSON array: they have no order, nor their words a case; a rule is about the profile, also where
     * the peer does not say so.
     */
    static Set<String> of(JsonNode rules) {
        var set = new TreeSet<String>();
        rules.forEach(rule -> set.add(String.join(
                        " ",
                        rule.path("subject").asText("PROFILE"),
                        rule.path("action").asText(),
                        rule.path("qualification").asText())
                .toUpperCase(Locale.ROOT)));
        return set;
    }
}
