package io.rsproutes.euicc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.common.Strings;
import io.rsproutes.common.Timestamps;
import io.rsproutes.common.UuidV7;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.Peers;
import io.rsproutes.protocol.es2plus.Es2Plus;
import io.rsproutes.protocol.es2plus.Es2Plus.ProfileStatus;
import org.apache.camel.Exchange;

/** What SM-DP+ servers tell of their profiles, asked or unasked: the verdict on a call in doubt, drift from what we know, and facts of the device. */
public class Profiles {

    /** States after ConfirmOrder (spec/es2plus.md 3 and 5.1). */
    private static final Set<String> CONFIRMED = Set.of("Confirmed", "Released", "Downloaded", "Installed", "Enabled", "Disabled", "Deleted", "Error");
    private static final Set<String> RELEASED = Set.of("Released", "Downloaded", "Installed", "Enabled", "Disabled", "Deleted", "Error");
    private static final Set<String> ORDERED = Set.of("Allocated", "Linked");
    private static final Set<String> ON_DEVICE = Set.of("Installed", "Enabled", "Disabled");
    private static final Set<String> AS_IF_CONFIRMED = Set.of("orderProfile", "confirmOrder", "releaseProfile");
    private static final Set<String> AS_IF_ORDERED = Set.of("downloadOrder", "orderProfile", "confirmOrder", "releaseProfile");
    private static final Set<String> FREE = Set.of("Available", "Unavailable");

    private final Settings settings;
    private final Peers peers;

    public Profiles(Settings settings, Peers peers) {
        this.settings = settings;
        this.peers = peers;
    }

    /** The peers that are asked now and then; none when {@code rsp.reconciliation.every} is 0. */
    public List<String> peersToAsk() {
        return settings.reconciliation().every().isZero() ? List.of() : peers.askable();
    }

    /** The status query about the rows of variable {@code due}: {@code iccids}, and what a call needs. */
    public void query(Exchange exchange) {
        var iccids = new ArrayList<String>();
        for (var row : (List<?>) exchange.getVariable("due", List.class)) {
            iccids.add(((Map<?, ?>) row).get("iccid").toString());
        }
        exchange.setVariable("iccids", iccids);
        exchange.setVariable("interface", "es2plus");
        exchange.setVariable("calledFunction", "getProfileStatus");
        exchange.setVariable("function", "getProfileStatus");
        exchange.setVariable("callId", UuidV7.next());
        exchange.setVariable("periodic", "true");
        exchange.removeVariable("statuses");
    }

    /**
     * What a status query ({@code outcome, status, statuses}) says of the call in doubt ({@code calledFunction, iccid, parameters}; {@code before}: what another operation had done last): variable
     * {@code verdict} done; not-done, once the call can no longer be under way ({@code tooLate}); never, when the peer cannot tell, or the state is that of before; or unknown.
     * With it {@code profileStatus} (the state), {@code reportedState} and what the lost answer would have said.
     */
    public void judge(Exchange exchange) {
        var queried = status(exchange);
        if (!"done".equals(exchange.getVariable("outcome"))) {
            exchange.setVariable("verdict", Euiccs.unanswered(exchange));
            return;
        }
        if (queried == null) {
            exchange.setVariable("verdict", "unknown");
            return;
        }
        var executed = executed(exchange, queried.state());
        if (Boolean.TRUE.equals(executed) && !itsOwn(exchange.getVariable("function", String.class), exchange.getVariable("calledFunction", String.class), exchange.getVariable("before", String.class))) {
            exchange.setVariable("verdict", "never");
            exchange.setVariable("detail", "the profile is " + queried.state() + " by an operation before this one");
            return;
        }
        var other = Boolean.TRUE.equals(executed) ? other(exchange, queried) : null;
        if (other != null) {
            exchange.setVariable("verdict", "never");
            exchange.setVariable("detail", "the profile is " + queried.state() + " for another " + other
                    + " than was ordered");
            return;
        }
        boolean over = "true".equals(exchange.getVariable("tooLate"));
        exchange.setVariable("verdict", executed == null ? "unknown" : executed ? "done" : over ? "not-done" : "unknown");
        exchange.setVariable("profileStatus", queried.state());
        exchange.setVariable("reportedState", queried.state());
        exchange.setVariable("resultEid", Identifiers.isEid(queried.eid()) ? queried.eid() : null);
        var function = exchange.getVariable("calledFunction", String.class);
        var result = Json.MAPPER.createObjectNode();
        if ("confirmOrder".equals(function) || "getProfileStatus".equals(function)) {
            exchange.setVariable("resultMatchingId", queried.matchingId());
            Json.put(result, "eid", exchange.getVariable("resultEid", String.class));
            Json.put(result, "matchingId", queried.matchingId());
        }
        if ("downloadOrder".equals(function) || "getProfileStatus".equals(function)) {
            result.put("iccid", queried.iccid());
        }
        if ("getProfileStatus".equals(function)) {
            result.put("state", queried.state());
        }
        exchange.setVariable("result", Boolean.TRUE.equals(executed) && !result.isEmpty() ? Json.write(result) : null);
    }

    /**
     * Whether a profile's state can be this call's doing; not when another operation had left it so, as then the call cannot have been executed again
     * (spec/es2plus.md 2.3). The last call of an order of several always can: what came before was over when the first was executed.
     *
     * @param function the operation's
     * @param called the function called
     * @param before what another operation had done last; null: none
     */
    public boolean itsOwn(String function, String called, String before) {
        return before == null || !called.equals(function) && called.equals("confirmOrder") || !switch (called) {
            case "downloadOrder" -> AS_IF_ORDERED.contains(before);
            case "confirmOrder" -> AS_IF_CONFIRMED.contains(before);
            default -> false;
        };
    }

    // Whose doing the state is: not that of a call which named another eUICC or matchingId. Null when nothing speaks
    // against it.
    private static String other(Exchange exchange, ProfileStatus queried) {
        var function = exchange.getVariable("calledFunction", String.class);
        var eid = exchange.getVariable("eid", String.class);
        if (AS_IF_ORDERED.contains(function) && eid != null && Identifiers.isEid(queried.eid())
                && !eid.equals(queried.eid())) {
            return "eUICC";
        }
        var asked = Json.read(exchange.getVariable("parameters", String.class)).path("matchingId").asText("");
        return "confirmOrder".equals(function) && !asked.isEmpty() && queried.matchingId() != null
                && !queried.matchingId().isEmpty()
                && !asked.equalsIgnoreCase(queried.matchingId()) ? "matchingId" : null;
    }

    private static ProfileStatus status(Exchange exchange) {
        var iccid = exchange.getVariable("iccid", String.class);
        if (exchange.getVariable("statuses") instanceof List<?> statuses) {
            for (var one : statuses) {
                if (one instanceof ProfileStatus status && status.iccid().equals(iccid)) {
                    return status;
                }
            }
        }
        return null;
    }

    /** Whether a profile in this state shows that the call was executed; null when the state says nothing. */
    private static Boolean executed(Exchange exchange, String state) {
        var parameters = Json.read(exchange.getVariable("parameters", String.class));
        boolean known = FREE.contains(state) || ORDERED.contains(state) || CONFIRMED.contains(state);
        if (!known) {
            return null;
        }
        return switch (exchange.getVariable("calledFunction", String.class)) {
            case "downloadOrder" -> !FREE.contains(state);
            case "confirmOrder" -> CONFIRMED.contains(state);
            case "releaseProfile" -> RELEASED.contains(state);
            case "cancelOrder" -> state.equals(parameters.path("finalProfileStatusIndicator").asText("Available"));
            case "recoverProfile" -> state.equalsIgnoreCase(parameters.path("profileStatus").asText());
            case "getProfileStatus" -> true;
            default -> null;
        };
    }

    /** What the peer says of one profile (variable {@code profileStatus}): variables {@code iccid, orderKey, reportedState, reportedEid, resultMatchingId}. */
    public void reported(Exchange exchange) {
        var status = exchange.getVariable("profileStatus", ProfileStatus.class);
        exchange.setVariable("iccid", status.iccid());
        exchange.setVariable("orderKey", status.iccid());
        report(exchange, status);
    }

    private static void report(Exchange exchange, ProfileStatus status) {
        exchange.setVariable("reportedState", status.state());
        exchange.setVariable("reportedEid", Identifiers.isEid(status.eid()) ? status.eid() : null);
        exchange.setVariable("resultMatchingId", status.matchingId());
    }

    /** The same of an executed getProfileStatus or recoverProfile. */
    public void told(Exchange exchange) {
        exchange.removeVariable("reportedState");
        if ("recoverProfile".equals(exchange.getVariable("calledFunction"))) {
            var parameters = Json.read(exchange.getVariable("parameters", String.class));
            exchange.setVariable("reportedState", Es2Plus.state(parameters.path("profileStatus").asText()));
            return;
        }
        var status = status(exchange);
        if (status != null) {
            report(exchange, status);
        }
    }

    /**
     * What the peer says beside what we know (the row in the body): variable {@code verdict} same, set (nothing was known, or an order set it),
     * unknown (something is under way, or nobody's), or drifted, with {@code tenant, eventId, eventType, eventData}.
     */
    public void compare(Exchange exchange) {
        var row = exchange.getMessage().getBody(Map.class);
        var reported = exchange.getVariable("reportedState", String.class);
        if (row == null || !reported.matches("[A-Za-z_-]{1,32}")) {
            exchange.setVariable("verdict", "unknown");
            return;
        }
        boolean periodic = "true".equals(exchange.getVariable("periodic"));
        var known = (String) row.get("known_state");
        if (((Number) row.get("open_orders")).intValue() > 0 || periodic && "true".equals(row.get("touched"))) {
            exchange.setVariable("verdict", "unknown");
        } else if (known == null || "recoverProfile".equals(exchange.getVariable("calledFunction"))) {
            exchange.setVariable("verdict", "set");
        } else if (alike(known, reported)) {
            exchange.setVariable("verdict", "same");
        } else {
            exchange.setVariable("verdict", "drifted");
            exchange.setVariable("tenant", row.get("owner"));
            var data = new LinkedHashMap<String, Object>();
            data.put("iccid", exchange.getVariable("iccid"));
            data.put("peer", exchange.getVariable("peer"));
            data.put("known", known);
            data.put("knownAt", Timestamps.text(row.get("known_at")));
            data.put("reported", reported);
            exchange.setVariable("eventId", UuidV7.next());
            exchange.setVariable("eventType", "rsp.profile.drifted");
            exchange.setVariable("eventData", Json.write(data));
        }
    }

    // A server may not tell Linked from Allocated, nor follow a profile on its device.
    private static boolean alike(String known, String reported) {
        return known.equals(reported) || ORDERED.contains(known) && ORDERED.contains(reported)
                || reported.equals("Installed") && ON_DEVICE.contains(known);
    }

    /** The facts a notification (variables {@code what, profileState, device, iccid, factSource, peer, observedAt}) brings of the device: rows of fact-learn.sql, in JSON. */
    public String facts(Exchange exchange) {
        var rows = new ArrayList<Map<String, Object>>();
        var iccid = exchange.getVariable("iccid", String.class);
        if (Set.of("installed", "enabled", "disabled", "deleted").contains(exchange.getVariable("what", String.class))) {
            rows.add(Euiccs.row(exchange, iccid, "state", exchange.getVariable("profileState", String.class)));
        }
        ((Map<?, ?>) exchange.getVariable("device", Map.of(), Map.class)).forEach((name, value) -> rows.add(Euiccs.row(exchange, iccid, name.toString(), Strings.cap(value.toString(), 40))));
        return Euiccs.rows(rows);
    }
}
