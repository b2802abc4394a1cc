package io.rsproutes.euicc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.rsproutes.common.Identifiers;
import io.rsproutes.common.Json;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.Peers;
import io.rsproutes.protocol.es2plus.Es2Plus.ProfileStatus;
import org.apache.camel.Exchange;

/** Status queries of SM-DP+ servers: whom to ask, and what the answer says of a call in doubt. */
public class StatusQueries {

    /** States after ConfirmOrder (docs/spec/es2plus.md 3 and 5.1). */
    private static final Set<String> CONFIRMED =
            Set.of("Confirmed", "Released", "Downloaded", "Installed", "Enabled", "Disabled", "Deleted", "Error");

    private static final Set<String> RELEASED =
            Set.of("Released", "Downloaded", "Installed", "Enabled", "Disabled", "Deleted", "Error");
    private static final Set<String> ORDERED = Set.of("Allocated", "Linked");
    private static final Set<String> FREE = Set.of("Available", "Unavailable");
    /** Functions that leave a profile as if it had been confirmed, or ordered. */
    private static final Set<String> AS_IF_CONFIRMED = Set.of("orderProfile", "confirmOrder", "releaseProfile");

    private static final Set<String> AS_IF_ORDERED =
            Set.of("downloadOrder", "orderProfile", "confirmOrder", "releaseProfile");

    /**
     * The call in doubt.
     *
     * @param function of the operation
     * @param called   the function called at the peer
     * @param before   what another operation had done last to the profile; null: none
     * @param over     whether the call can no longer be under way
     */
    record Call(String function, String called, String before, String eid, JsonNode parameters, boolean over) {}

    private final Settings settings;
    private final Peers peers;

    public StatusQueries(Settings settings, Peers peers) {
        this.settings = settings;
        this.peers = peers;
    }

    /**
     * The names of the peers that offer getProfileStatus, as a list; an empty list when {@code
     * rsp.reconciliation.every} is 0.
     */
    public List<String> peersToAsk() {
        return settings.reconciliation().every().isZero() ? List.of() : peers.askable();
    }

    /**
     * The entry for the profile in variable {@code iccid} of what the answer lists (variable {@code
     * statuses}), with iccid, state, eid and matchingId; null when there is none.
     */
    public ProfileStatus shown(Exchange exchange) {
        return exchange.getVariable("statuses") instanceof List<?> statuses
                ? shown(statuses, exchange.getVariable("iccid", String.class))
                : null;
    }

    static ProfileStatus shown(List<?> statuses, String iccid) {
        return statuses.stream()
                .filter(ProfileStatus.class::isInstance)
                .map(ProfileStatus.class::cast)
                .filter(status -> status.iccid().equals(iccid))
                .findFirst()
                .orElse(null);
    }

    /**
     * The EID in one entry of variable statuses: of the eUICC on which the peer shows the profile; null
     * unless it is 32 digits.
     */
    public String eid(ProfileStatus status) {
        return Identifiers.isEid(status.eid()) ? status.eid() : null;
    }

    /**
     * What a status query ({@code outcome, status, statuses}) says of the call in doubt ({@code function,
     * calledFunction, iccid, eid, parameters, before, callOver}), as a map. {@code verdict}: done, when the
     * profile's state shows that the call was executed: of downloadOrder any but Available and Unavailable;
     * of confirmOrder Confirmed, Released, Downloaded, Installed, Enabled, Disabled, Deleted or Error; of
     * releaseProfile the same but Confirmed; of cancelOrder the finalProfileStatusIndicator of parameters
     * (none: Available); of recoverProfile their profileStatus; of getProfileStatus any. not-done, when it
     * shows another of SGP.22's states and callOver is true. never, when the peer refused with codes of class
     * terminal; and instead of done, when .provesExecuted is false for {@code before}, or the profile has
     * another eid or matchingId than was ordered ({@code detail} says which). Else unknown. When the answer
     * shows the profile and the verdict is not never also: {@code state, eid} (32 digits, else null) and, of
     * confirmOrder and getProfileStatus, {@code matchingId}. When done also {@code result}, JSON text, as the
     * lost answer would have had it; null when that had none.
     */
    public Map<String, Object> evaluate(Exchange exchange) {
        var outcome = exchange.getVariable("outcome", String.class);
        if (!Audits.DONE.equals(outcome)) {
            return Map.of("verdict", Audits.unanswered(outcome, Audits.json(exchange, "status")));
        }
        var call = new Call(
                exchange.getVariable("function", String.class),
                exchange.getVariable("calledFunction", String.class),
                exchange.getVariable("before", String.class),
                exchange.getVariable("eid", String.class),
                Json.read(exchange.getVariable("parameters", String.class)),
                exchange.getVariable("callOver", false, Boolean.class));
        return evaluate(call, shown(exchange));
    }

    static Map<String, Object> evaluate(Call call, ProfileStatus status) {
        if (status == null) {
            return Map.of("verdict", Audits.UNKNOWN);
        }
        var executed = executed(call, status.state());
        if (Boolean.TRUE.equals(executed)) {
            var other = othersDoing(call, status);
            if (other != null) {
                return Map.of("verdict", Audits.NEVER, "detail", "the profile is " + status.state() + other);
            }
        }
        var evaluation = new HashMap<String, Object>();
        evaluation.put(
                "verdict",
                executed == null
                        ? Audits.UNKNOWN
                        : executed ? Audits.DONE : call.over() ? Audits.NOT_DONE : Audits.UNKNOWN);
        evaluation.put("state", status.state());
        evaluation.put("eid", Identifiers.isEid(status.eid()) ? status.eid() : null);
        evaluation.put(
                "matchingId",
                Set.of("confirmOrder", "getProfileStatus").contains(call.called()) ? status.matchingId() : null);
        evaluation.put("result", Boolean.TRUE.equals(executed) ? result(call.called(), status) : null);
        return evaluation;
    }

    // What the lost answer would have shown; null when nothing.
    private static String result(String called, ProfileStatus status) {
        boolean query = "getProfileStatus".equals(called);
        var result = Json.MAPPER.createObjectNode();
        if (query || "confirmOrder".equals(called)) {
            Json.put(result, "eid", Identifiers.isEid(status.eid()) ? status.eid() : null);
            Json.put(result, "matchingId", status.matchingId());
        }
        if (query || "downloadOrder".equals(called)) {
            result.put("iccid", status.iccid());
        }
        if (query) {
            result.put("state", status.state());
        }
        return result.isEmpty() ? null : Json.write(result);
    }

    // Whose doing the state is, if not this call's; null when nothing speaks against it.
    private static String othersDoing(Call call, ProfileStatus status) {
        if (!provesExecuted(call.function(), call.called(), call.before())) {
            return " by an operation before this one";
        }
        if (AS_IF_ORDERED.contains(call.called())
                && call.eid() != null
                && Identifiers.isEid(status.eid())
                && !call.eid().equals(status.eid())) {
            return " for another eUICC than was ordered";
        }
        var asked = call.parameters().path("matchingId").asText("");
        boolean otherMatchingId = "confirmOrder".equals(call.called())
                && !asked.isEmpty()
                && status.matchingId() != null
                && !status.matchingId().isEmpty()
                && !asked.equalsIgnoreCase(status.matchingId());
        return otherMatchingId ? " for another matchingId than was ordered" : null;
    }

    /**
     * false when an earlier operation (third argument: its function; null: none) can have left the profile as
     * it is: before a call (second argument) of downloadOrder one of downloadOrder, orderProfile,
     * confirmOrder and releaseProfile; before one of confirmOrder that is no step of an orderProfile (first
     * argument: the operation's function) one of orderProfile, confirmOrder and releaseProfile. Else true:
     * the profile's state proves that the call was executed.
     *
     * @param function the operation's
     * @param called   the function called
     * @param before   what another operation had done last; null: none
     */
    public static boolean provesExecuted(String function, String called, String before) {
        return before == null
                || !called.equals(function) && called.equals("confirmOrder")
                || !switch (called) {
                    case "downloadOrder" -> AS_IF_ORDERED.contains(before);
                    case "confirmOrder" -> AS_IF_CONFIRMED.contains(before);
                    default -> false;
                };
    }

    /** Whether a profile in this state shows that the call was executed; null when the state says nothing. */
    private static Boolean executed(Call call, String state) {
        if (!FREE.contains(state) && !ORDERED.contains(state) && !CONFIRMED.contains(state)) {
            return null;
        }
        return switch (call.called()) {
            case "downloadOrder" -> !FREE.contains(state);
            case "confirmOrder" -> CONFIRMED.contains(state);
            case "releaseProfile" -> RELEASED.contains(state);
            case "cancelOrder" ->
                state.equals(
                        call.parameters().path("finalProfileStatusIndicator").asText("Available"));
            case "recoverProfile" ->
                state.equalsIgnoreCase(call.parameters().path("profileStatus").asText());
            case "getProfileStatus" -> true;
            default -> null;
        };
    }
}
