package io.rsproutes.northbound.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rsproutes.support.Customer;
import io.rsproutes.support.Es4Orders;
import io.rsproutes.support.Es4Schema;
import org.junit.jupiter.params.provider.Arguments;

/** Functions about a card through the gateway, in every situation: what the customer is told, and that only what should has happened. */
abstract class GatewayCardMatrix extends GatewayBundle {

    /** How things are, and what the customer is told then. */
    enum Situation {
        NOMINAL("EXECUTED_SUCCESS"),
        UNKNOWN_EID("FAILED 8.1.1 1.1"),
        UNKNOWN_ICCID("FAILED 8.2.1 3.9"),
        NOT_OWNER("FAILED 8.1.1 1.1"),
        BAD_STATE("FAILED 8.2.1 1.2"),
        POLICY_REFUSAL("FAILED 8.2.3 3.8"),
        BUSY("FAILED 1.2 4.4"),
        CARD_ERROR("FAILED 8.4 4.2"),
        EXPIRED("EXPIRED 1.6 5.3");

        private final String told;

        Situation(String told) {
            this.told = told;
        }

        /** Where the SM-SR gets to see the call. */
        private boolean isAtSmsr() {
            return this != UNKNOWN_EID && this != NOT_OWNER;
        }

        private String told(String function) {
            if (this == BAD_STATE && function.equals("smsrChange")) {
                // The SM-SR that is to have the eUICC was not asked before.
                return "FAILED 8.7 1.1";
            }
            // What has expired may have been executed all the same: an audit shows that it was not.
            return this == EXPIRED && !function.endsWith("EIS") ? "FAILED 1.6 5.3" : told;
        }

        private boolean appliesTo(String function) {
            return switch (this) {
                case UNKNOWN_ICCID ->
                    !Es4Orders.WITHOUT_ICCID.contains(function) && !function.equals("downloadProfile");
                case BAD_STATE ->
                    Set.of("enableProfile", "disableProfile", "setFallBackAttribute", "smsrChange")
                            .contains(function);
                case POLICY_REFUSAL ->
                    Set.of("enableProfile", "disableProfile", "deleteProfile").contains(function);
                // No audit shows whether it was prepared: it stays in doubt, and the customer is told later.
                case EXPIRED -> !function.equals("prepareSMSRChange");
                default -> true;
            };
        }
    }

    /** Of another tenant, and told of refusals at once. */
    private static final Customer STRANGER = new Customer(GATEWAY, "hooli", "1.3.6.1.4.1.70000", CERTIFICATES);

    private static final Pattern STATUS = Pattern.compile("<rps:Status>(\\w+)</rps:Status>");
    private static final Pattern CODE =
            Pattern.compile("<rps:Subject>([0-9.]+)</rps:Subject><rps:Reason>([0-9.]+)</rps:Reason>");

    /** The call of the interface in question. */
    abstract HttpResponse<String> call(Customer customer, String function, String eid, String iccid, String replyTo);

    static Stream<Arguments> all(List<String> functions) {
        return functions.stream().flatMap(function -> Stream.of(Situation.values())
                .filter(situation -> situation.appliesTo(function))
                .map(situation -> Arguments.of(function, situation)));
    }

    /** Every function as it should be, and one in every situation. */
    static Stream<Arguments> some(List<String> functions) {
        return all(functions)
                .filter(cell -> cell.get()[1] == Situation.NOMINAL || cell.get()[0].equals("enableProfile"));
    }

    static Stream<Arguments> others(List<String> functions) {
        var some = some(functions).map(cell -> List.of(cell.get())).toList();
        return all(functions).filter(cell -> !some.contains(List.of(cell.get())));
    }

    void cell(String function, Situation situation) {
        var card = card(document(function, situation));
        if (function.equals("smsrChange") && situation.isAtSmsr() && situation != Situation.BAD_STATE) {
            smsr("{\"delay\":50}");
            prepared(card);
        }
        smsr(faults(situation));
        var eid = situation == Situation.UNKNOWN_EID ? UNKNOWN_EID : card.eid();
        var iccid = Es4Orders.WITHOUT_ICCID.contains(function) ? null : card.b();
        var customer = situation == Situation.NOT_OWNER ? STRANGER : ACME;

        var answer = call(customer, function, eid, iccid, receiver.url());
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        var told = answer.statusCode() == 200 ? answer.body() : body(0);

        assertThat(told).contains(Es4Orders.stem("", function) + "Response").doesNotContain("smsr-");
        assertThat(Es4Schema.fault(told)).isNull();
        assertThat(said(told)).as(told).isEqualTo(situation.told(function));
        assertThat(executed(card, function)).isEqualTo(situation == Situation.NOMINAL ? 1 : 0);
        assertThat(receiver.got).hasSizeLessThanOrEqualTo(1);
    }

    private static String said(String message) {
        var status = STATUS.matcher(message);
        var code = CODE.matcher(message);
        return (status.find() ? status.group(1) : "?") + (code.find() ? " " + code.group(1) + " " + code.group(2) : "");
    }

    // The first profile has the fall-back attribute; the second is the one that the call is about.
    private static String document(String function, Situation situation) {
        boolean enabled = function.equals("disableProfile") != (situation == Situation.BAD_STATE);
        boolean fallBack = function.equals("setFallBackAttribute") && situation == Situation.BAD_STATE;
        var action = function.equals("updatePolicyRules")
                ? "DELETE"
                : function.replace("Profile", "").toUpperCase(Locale.ROOT);
        boolean ruled = situation == Situation.POLICY_REFUSAL || function.equals("updatePolicyRules");
        var rule = ruled
                ? "{\"subject\":\"PROFILE\",\"action\":\"" + action + "\",\"qualification\":\"Not-Allowed\"}"
                : "";
        var first = profile(!enabled, !fallBack, "");
        return situation == Situation.UNKNOWN_ICCID || function.equals("downloadProfile")
                ? "{\"profiles\":[" + profile(true, true, "") + "]}"
                : "{\"profiles\":[" + first + "," + profile(enabled, fallBack, rule) + "]}";
    }

    private static String profile(boolean enabled, boolean fallBack, String rules) {
        return "{\"iccid\":\"%s\",\"state\":\"" + (enabled ? "Enabled" : "Disabled") + "\",\"fallback\":" + fallBack
                + ",\"subscriptionAddress\":{\"imsi\":\"204080000000001\"},\"policyRules\":[" + rules + "]}";
    }

    private static String faults(Situation situation) {
        return switch (situation) {
            case BUSY -> "{\"delay\":50,\"busy\":1}";
            case CARD_ERROR -> "{\"delay\":50,\"cardError\":1}";
            case EXPIRED -> "{\"delay\":50,\"expired\":1}";
            default -> "{\"delay\":50}";
        };
    }
}
