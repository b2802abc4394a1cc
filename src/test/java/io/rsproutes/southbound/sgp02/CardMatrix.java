package io.rsproutes.southbound.sgp02;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.params.provider.Arguments;

/** Functions about a card with everything that their peer may say against them (docs/spec/es4.md 2.4). */
abstract class CardMatrix extends BundleIT {

    private static final List<String> FAULTS = List.of("unknown-eid", "unknown-iccid", "busy", "cardError", "expired");

    static Stream<Arguments> cells(List<String> functions) {
        return functions.stream().flatMap(function -> FAULTS.stream().map(fault -> Arguments.of(function, fault)));
    }

    /** The peer that the orders name, as a member of theirs; empty: none. */
    abstract String peer();

    private static boolean moves(String function) {
        return function.endsWith("SMSRChange") || function.equals("smsrChange");
    }

    private static boolean reads(String function) {
        return function.endsWith("EIS");
    }

    private Card cardFor(String function, String fault) {
        if (function.equals("downloadProfile") && !fault.equals("unknown-eid")) {
            return card("{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"Enabled\",\"fallback\":true}]}");
        }
        boolean enabled = function.equals("disableProfile");
        var card = fault.equals("unknown-eid")
                ? card(null)
                : card("{\"profiles\":[{\"iccid\":\"%s\",\"state\":\"" + (enabled ? "Disabled" : "Enabled")
                        + "\",\"fallback\":true},{\"iccid\":\"" + (fault.equals("unknown-iccid") ? "89%.0s" : "%s")
                        + "\",\"state\":\"" + (enabled ? "Enabled" : "Disabled")
                        + "\",\"policyRules\":[],\"subscriptionAddress\":{\"imsi\":\"204080000000001\"}}]}");
        if (function.equals("smsrChange") && !fault.equals("unknown-eid")) {
            prepared(card);
        }
        return card;
    }

    private Answer order(String function, Card card) {
        return acme.order(
                switch (function) {
                    case "getEIS", "auditEIS" -> order(function, card, null, peer());
                    case "updatePolicyRules" ->
                        order(
                                function,
                                card,
                                card.b(),
                                peer()
                                        + ",\"parameters\":{\"policyRules\":[{\"subject\":\"PROFILE\",\"action\":\"ENABLE\","
                                        + "\"qualification\":\"Not-Allowed\"}]}");
                    case "updateSubscriptionAddress" ->
                        order(
                                function,
                                card,
                                card.b(),
                                peer() + ",\"parameters\":{\"newSubscriptionAddress\":{\"imsi\":\"204080000000002\"}}");
                    case "prepareSMSRChange", "smsrChange" ->
                        order(function, card, null, ",\"targetPeer\":\"smsr-next\"");
                    default -> order(function, card, card.b(), peer());
                });
    }

    void isSaid(String function, String fault) {
        var card = cardFor(function, fault);
        smsr("{\"delay\":20" + (fault.startsWith("unknown") ? "" : ",\"" + fault + "\":1") + "}");

        var ordered = order(function, card);
        settles(ordered.id(), expected(function, fault).split(" ")[0]);
        var answer = operation(ordered.id());

        assertThat(answer.state() + " "
                        + answer.json().at("/status/subjectCode").asText("") + "/"
                        + answer.json().at("/status/reasonCode").asText(""))
                .as(answer.text())
                .isEqualTo(expected(function, fault));
        // An SM-SR that is to take an eUICC over does not know it yet, and a card that is read has no ICCID to miss.
        boolean done = expected(function, fault).startsWith("SUCCEEDED");
        assertThat(executed(card, function)).isEqualTo(done ? 1 : 0);
    }

    private static String expected(String function, String fault) {
        return switch (fault) {
            case "unknown-eid" -> function.equals("prepareSMSRChange") ? "SUCCEEDED /" : "FAILED 8.1.1/1.1";
            case "unknown-iccid" ->
                moves(function) || reads(function) || function.equals("downloadProfile")
                        ? "SUCCEEDED /"
                        : "FAILED 8.2.1/3.9";
            case "busy" -> "FAILED 1.2/4.4";
            case "cardError" -> "FAILED 8.4/4.2";
            // What has expired may have been executed all the same: the card is audited, and shows that it was not.
            default ->
                reads(function)
                        ? "EXPIRED 1.6/5.3"
                        : function.equals("prepareSMSRChange") ? "IN_DOUBT 1.6/5.3" : "FAILED 1.6/5.3";
        };
    }
}
