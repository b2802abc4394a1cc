package io.rsproutes.euicc;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Functions;
import io.rsproutes.config.Settings;
import org.apache.camel.Exchange;

/** What an audit of a card says of an ES4 operation in doubt. */
public class Audits {

    static final String DONE = "done";
    static final String NOT_DONE = "not-done";
    static final String UNKNOWN = "unknown";
    static final String NEVER = "never";

    /** How far a peer's clock may be from ours. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final int MOST_DOUBLINGS = 30;

    private final Settings settings;

    public Audits(Settings settings) {
        this.settings = settings;
    }

    /**
     * The verdict of an audit (variables {@code outcome, result, status, observedAt}) on the operation in doubt
     * ({@code function, iccid, createdAt}): done, not-done (also when it shows other profiles only), never when the
     * peer cannot tell, or unknown when it does not tell now.
     */
    public String evaluate(Exchange exchange) {
        var outcome = exchange.getVariable("outcome", String.class);
        if (!DONE.equals(outcome)) {
            return unanswered(outcome, json(exchange, "status"));
        }
        var result = json(exchange, "result");
        var function = exchange.getVariable("function", String.class);
        if (Functions.get(function).repeatable()) {
            // It wanted to read, and here it is.
            return result == null ? UNKNOWN : DONE;
        }
        return evaluate(
                function,
                exchange.getVariable("iccid", String.class),
                result,
                Timestamps.instant(exchange.getVariable("observedAt")),
                Timestamps.instant(exchange.getVariable("createdAt")));
    }

    static String evaluate(String function, String iccid, JsonNode eis, Instant observed, Instant ordered) {
        // What was so before the order says nothing of it.
        if (eis == null || eis.path("profiles").isEmpty() || observed.isBefore(ordered.minus(CLOCK_SKEW))) {
            return UNKNOWN;
        }
        var verdict = NOT_DONE;
        for (var profile : eis.path("profiles")) {
            if (profile.path("iccid").asText().equals(iccid)) {
                verdict = switch (function) {
                    case "enableProfile" -> enabled(profile.path("state").asText());
                    case "setFallBackAttribute" ->
                        !profile.hasNonNull("fallback")
                                ? UNKNOWN
                                : profile.path("fallback").asBoolean() ? DONE : NOT_DONE;
                    default -> UNKNOWN;
                };
            }
        }
        return verdict;
    }

    private static String enabled(String state) {
        return switch (state) {
            case "Enabled" -> DONE;
            case "Disabled", "Created" -> NOT_DONE;
            default -> UNKNOWN;
        };
    }

    /** The verdict when the peer did not show what it was asked for: never, when it says that it cannot. */
    static String unanswered(String outcome, JsonNode status) {
        boolean never = "refused".equals(outcome)
                && status.hasNonNull("subjectCode")
                && "terminal".equals(status.path("class").asText());
        return never ? NEVER : UNKNOWN;
    }

    /** Seconds until the next audit of an operation that has had so many: doubling, within the limits. */
    public long untilNext(int audits) {
        var operations = settings.operations();
        return Math.max(
                1,
                Math.min(
                        operations.auditDelay().toSeconds() * (1L << Math.min(MOST_DOUBLINGS, audits)),
                        operations.maxAuditDelay().toSeconds()));
    }

    static JsonNode json(Exchange exchange, String variable) {
        var text = exchange.getVariable(variable, String.class);
        return text == null ? null : Json.read(text);
    }
}
