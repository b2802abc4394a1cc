package io.rsproutes.euicc;

import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.protocol.es2plus.Es2Plus;
import org.apache.camel.Exchange;

/**
 * States of profiles at their SM-DP+: what an order makes of them, and whether what a peer reports is what we
 * know.
 */
public class ProfileStates {

    private static final Set<String> ORDERED = Set.of("Allocated", "Linked");
    private static final Set<String> ON_DEVICE = Set.of("Installed", "Enabled", "Disabled");
    private static final String READABLE = "[A-Za-z_-]{1,32}";

    /**
     * The state of the profile after an executed order: variable {@code reportedState}, if set. Else by
     * {@code calledFunction}: downloadOrder: Linked, without {@code eid} Allocated; confirmOrder: Released,
     * or Confirmed if {@code parameters} (JSON) has releaseFlag false; releaseProfile: Released; cancelOrder:
     * finalProfileStatusIndicator of parameters, else Available.
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

    /** The state that recoverProfile set: profileStatus in variable {@code parameters} (JSON), in SGP.22's spelling. */
    public String recovered(Exchange exchange) {
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        return Es2Plus.state(parameters.path("profileStatus").asText());
    }

    /**
     * true when {@code interface} is es2plus and the answer names an EID ({@code resultEid}) that is not the
     * order's {@code eid}, also when the order has none; else false.
     */
    public boolean namesAnotherEid(Exchange exchange) {
        var named = exchange.getVariable("resultEid", String.class);
        return "es2plus".equals(exchange.getVariable("interface"))
                && named != null
                && !named.equals(exchange.getVariable("eid"));
    }

    /** The result (JSON text) without its field eid; null stays null. */
    public String withoutEid(String result) {
        return result != null && Json.read(result) instanceof ObjectNode shown
                ? Json.write(shown.without("eid"))
                : result;
    }

    /**
     * How the state that a peer reports (variable {@code reportedState}) compares with the one we know
     * ({@code knownState}). unknown, from which nothing follows: the profile is nobody's ({@code found} is
     * false), reportedState is not one word (at most 32 letters, - or _), {@code openOrders} is not 0, or
     * {@code periodic} and {@code touched} are both true. Else set: knownState is null, or {@code
     * calledFunction} is recoverProfile. Else same: both are equal, one is Allocated and the other Linked, or
     * Installed is reported where we know Enabled or Disabled. Else drifted.
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
