package io.rsproutes.euicc;

import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.apache.camel.Exchange;

/**
 * States of profiles at their SM-DP+: what an order makes of them, and whether what a peer reports is what we know.
 */
public class ProfileStates {

    private static final Set<String> ORDERED = Set.of("Allocated", "Linked");
    private static final Set<String> ON_DEVICE = Set.of("Installed", "Enabled", "Disabled");
    private static final String READABLE = "[A-Za-z_-]{1,32}";

    /**
     * The state of its profile after an executed order: as the peer reported it ({@code reportedState}), else as it
     * must be ({@code calledFunction, eid, parameters}).
     */
    public String ordered(Exchange exchange) {
        var reported = exchange.getVariable("reportedState", String.class);
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        return reported != null
                ? reported
                : switch (exchange.getVariable("calledFunction", String.class)) {
                    case "downloadOrder" -> exchange.getVariable("eid") == null ? "Allocated" : "Linked";
                    case "confirmOrder" -> parameters.path("releaseFlag").asBoolean(true) ? "Released" : "Confirmed";
                    case "releaseProfile" -> "Released";
                    default -> parameters.path("finalProfileStatusIndicator").asText("Available");
                };
    }

    /** The state that recoverProfile (variable {@code parameters}) set. */
    public String recovered(Exchange exchange) {
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        return Es2Plus.state(parameters.path("profileStatus").asText());
    }

    /** Whether an ES2+ answer names an eUICC ({@code resultEid}), and another than was asked about ({@code eid}). */
    public boolean namesAnotherEid(Exchange exchange) {
        var named = exchange.getVariable("resultEid", String.class);
        return "es2plus".equals(exchange.getVariable("interface"))
                && named != null
                && !named.equals(exchange.getVariable("eid"));
    }

    /** A result (JSON, may be null) without the EID it names. */
    public String withoutEid(String result) {
        return result != null && Json.read(result) instanceof ObjectNode shown
                ? Json.write(shown.without("eid"))
                : result;
    }

    /**
     * How the state that a peer reports ({@code reportedState}) compares with the one we know ({@code knownState};
     * null: none). set: we knew none, or the order has set it; same; drifted; or unknown, from which nothing follows:
     * it is no state of a profile, the profile is nobody's ({@code found} is false), it has {@code openOrders}, or,
     * when it was asked after {@code periodic}ally, something was heard of it meanwhile ({@code touched}).
     */
    public String compare(Exchange exchange) {
        var reported = exchange.getVariable("reportedState", String.class);
        boolean readable = flag(exchange, "found") && reported.matches(READABLE);
        boolean quiet = readable
                && exchange.getVariable("openOrders", Long.class) == 0
                && !(flag(exchange, "periodic") && flag(exchange, "touched"));
        boolean set = "recoverProfile".equals(exchange.getVariable("calledFunction"));
        return quiet ? compare(exchange.getVariable("knownState", String.class), reported, set) : "unknown";
    }

    static String compare(String known, String reported, boolean set) {
        return known == null || set ? "set" : alike(known, reported) ? "same" : "drifted";
    }

    // A server may not tell Linked from Allocated, nor follow a profile on its device.
    private static boolean alike(String known, String reported) {
        return known.equals(reported)
                || ORDERED.contains(known) && ORDERED.contains(reported)
                || reported.equals("Installed") && ON_DEVICE.contains(known);
    }

    private static boolean flag(Exchange exchange, String variable) {
        return Boolean.TRUE.equals(exchange.getVariable(variable, Boolean.class));
    }
}
