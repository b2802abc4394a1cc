package io.rsproutes.euicc;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import org.apache.camel.Exchange;

/** What an audit of a card says of an operation on it that is in doubt. */
public class Audits {

    static final String DONE = "done";
    static final String NOT_DONE = "not-done";
    static final String UNKNOWN = "unknown";
    static final String NEVER = "never";

    private static final int MOST_DOUBLINGS = 30;

    private final Settings settings;

    public Audits(Settings settings) {
        this.settings = settings;
    }

    /**
     * What was ordered, as far as a card can show it.
     *
     * @param parameters as the order has them, those that are secret too
     * @param current    the entity id of the SM-SR that the eUICC is to leave, null where the function moves none
     * @param target     the entity id of its new one, null where the function moves none
     */
    record Order(String function, String iccid, JsonNode parameters, String current, String target, Instant at) {}

    /**
     * The verdict (text) of an audit ({@code outcome, result, status, observedAt}) on the operation in doubt
     * ({@code function, iccid, parameters, secrets, currentPeer, targetPeer, createdAt}). done: the EIS shows
     * the profile as ordered (of downloadProfile, it lists it, enabled if that was ordered); of deleteProfile, the
     * EIS does not list it, but others; of smsrChange and
     * prepareSMSRChange, it names targetPeer as its SM-SR; of getEIS and auditEIS, there is an EIS. not-done:
     * the EIS shows the profile otherwise, or does not list it, but others (but for deleteProfile); of
     * smsrChange, it names currentPeer. Of a downloadProfile by type, whose ICCID nobody knows, and of one that was
     * to be enabled and is not: unknown. never: the SM-SR refused with codes of class terminal; not for
     * smsrChange and prepareSMSRChange, where that is unknown. unknown: anything else, as an EIS over five
     * minutes older than the order.
     */
    public String evaluate(Exchange exchange) {
        var outcome = exchange.getVariable("outcome", String.class);
        var function = Functions.get(exchange.getVariable("function", String.class));
        if (!DONE.equals(outcome)) {
            // An SM-SR that has given the eUICC away does not know it any more, and that proves nothing.
            return function.needsTarget() ? UNKNOWN : unanswered(outcome, json(exchange, "status"));
        }
        var result = json(exchange, "result");
        if (function.repeatable()) {
            // It wanted to read, and here it is.
            return result == null ? UNKNOWN : DONE;
        }
        return evaluate(order(exchange), result, Timestamps.instant(exchange.getVariable("observedAt")));
    }

    private Order order(Exchange exchange) {
        var parameters = Json.MAPPER.createObjectNode();
        for (var variable : new String[] {"parameters", "secrets"}) {
            if (json(exchange, variable) instanceof ObjectNode some) {
                parameters.setAll(some);
            }
        }
        return new Order(
                exchange.getVariable("function", String.class),
                exchange.getVariable("iccid", String.class),
                parameters,
                settings.entityIdOf(exchange.getVariable("currentPeer", String.class)),
                settings.entityIdOf(exchange.getVariable("targetPeer", String.class)),
                Timestamps.instant(exchange.getVariable("createdAt")));
    }

    static String evaluate(Order order, JsonNode eis, Instant observed) {
        // What was so before the order says nothing of it.
        if (eis == null || observed.isBefore(order.at().minus(Timestamps.CLOCK_SKEW))) {
            return UNKNOWN;
        }
        if (order.target() != null) {
            return moved(order, eis.path("smsrId").asText());
        }
        if (eis.path("profiles").isEmpty() || order.iccid() == null) {
            return UNKNOWN;
        }
        for (var profile : eis.path("profiles")) {
            if (profile.path("iccid").asText().equals(order.iccid())) {
                return evaluate(order, profile);
            }
        }
        if (!InformationSets.namesAll(eis)) {
            return UNKNOWN;
        }
        return "deleteProfile".equals(order.function()) ? DONE : NOT_DONE;
    }

    private static String evaluate(Order order, JsonNode profile) {
        var state = profile.path("state").asText();
        return switch (order.function()) {
            case "downloadProfile" ->
                !order.parameters().path("enableProfile").asBoolean() || state.equals("Enabled") ? DONE : UNKNOWN;
            case "enableProfile" -> state(state, "Enabled", "Disabled", "Created");
            case "disableProfile" -> state(state, "Disabled", "Enabled", "Enabled");
            case "deleteProfile" -> state(state, "Deleted", "Enabled", "Disabled");
            case "setFallBackAttribute" ->
                !profile.hasNonNull("fallback")
                        ? UNKNOWN
                        : profile.path("fallback").asBoolean() ? DONE : NOT_DONE;
            case "updatePolicyRules" ->
                !profile.has("policyRules")
                        ? UNKNOWN
                        : PolicyRules.of(profile.path("policyRules"))
                                        .equals(PolicyRules.of(
                                                order.parameters().path("policyRules")))
                                ? DONE
                                : NOT_DONE;
            case "updateSubscriptionAddress" ->
                address(profile.path("subscriptionAddress"), order.parameters().path("newSubscriptionAddress"));
            default -> UNKNOWN;
        };
    }

    private static String state(String shown, String done, String... notDone) {
        return shown.equals(done) ? DONE : List.of(notDone).contains(shown) ? NOT_DONE : UNKNOWN;
    }

    // What was ordered, as far as it is shown; a peer may show a part of it, or nothing.
    private static String address(JsonNode shown, JsonNode ordered) {
        boolean all = true;
        for (var member : ordered.properties()) {
            var one = shown.get(member.getKey());
            if (one != null && !one.equals(member.getValue())) {
                return NOT_DONE;
            }
            all &= one != null;
        }
        return all && !ordered.isEmpty() ? DONE : UNKNOWN;
    }

    // The SM-SR that an information set names. That it is still the current one says nothing of a preparation.
    private static String moved(Order order, String smsrId) {
        if (smsrId.equals(order.target())) {
            return DONE;
        }
        return smsrId.equals(order.current()) && "smsrChange".equals(order.function()) ? NOT_DONE : UNKNOWN;
    }

    /** The verdict when the peer did not show what it was asked for: never, when it says that it cannot. */
    static String unanswered(String outcome, JsonNode status) {
        boolean never = "refused".equals(outcome)
                && status.hasNonNull("subjectCode")
                && "terminal".equals(status.path("class").asText());
        return never ? NEVER : UNKNOWN;
    }

    /**
     * Seconds until the next audit of an operation that had so many before: rsp.operations.audit-delay,
     * doubled with each, at most rsp.operations.max-audit-delay; at least 1.
     */
    public long untilNext(int audits) {
        var operations = settings.operations();
        return Math.max(
                1,
                Math.min(
                        operations.auditDelay().toSeconds() * (1L << Math.min(MOST_DOUBLINGS, audits)),
                        operations.maxAuditDelay().toSeconds()));
    }

    /**
     * true when an SM-SR that did not show an eUICC will never show it: {@code outcome} is refused, and
     * {@code status} has a subject code and class terminal. Else false: it may be asked again.
     */
    public boolean isOver(Exchange exchange) {
        var status = json(exchange, "status");
        return status != null && NEVER.equals(unanswered(exchange.getVariable("outcome", String.class), status));
    }

    static JsonNode json(Exchange exchange, String variable) {
        var text = exchange.getVariable(variable, String.class);
        return text == null ? null : Json.read(text);
    }
}
