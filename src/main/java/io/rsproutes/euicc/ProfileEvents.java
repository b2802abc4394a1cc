package io.rsproutes.euicc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import io.rsproutes.operation.EventTypes;
import org.apache.camel.Exchange;

/** The data (JSON) of events about profiles and eUICCs. */
public class ProfileEvents {

    private static final List<String> SUBJECT = List.of("eid", "iccid", "peer");
    private static final String PROFILE_TYPE = "profileType";
    private static final String KNOWN_TYPE = "knownType";
    private static final String OPERATION = "operationId";
    private static final String CAUSE = "cause";

    private final Settings settings;

    public ProfileEvents(Settings settings) {
        this.settings = settings;
    }

    /**
     * What an executed operation did to its profile: {@code eid, iccid, peer}, profileType (variable {@code
     * profileType}, else {@code knownType}), timestamp from observedAt, {@code function, operationId}, cause
     * (customer if {@code fromCustomer} is true, else order), and selfCaused: true, by which fan-out keeps the
     * event from customers' ES4.
     */
    public String caused(Exchange exchange) {
        var data = subject(exchange, SUBJECT);
        var ordered = exchange.getVariable("profileType");
        Json.put(data, PROFILE_TYPE, ordered == null ? exchange.getVariable(KNOWN_TYPE) : ordered);
        Json.put(data, "timestamp", Timestamps.text(exchange.getVariable("observedAt")));
        var operation = exchange.getVariable(OPERATION, String.class);
        cause(data, operation, exchange.getVariable("function", String.class), ordered(exchange));
        Json.put(data, "selfCaused", operation == null ? null : true);
        return Json.write(data);
    }

    /**
     * A profile lost the fall-back attribute, as an executed operation gave it to another: {@code eid, iccid,
     * peer}, timestamp from observedAt, and {@code operationId}, function and cause as in caused, but without
     * selfCaused, so that customers' ES4 gets it. For a tenant whose operation it is not, {@code operationId}
     * is null, and cause is server.
     */
    public String causedBesides(Exchange exchange) {
        var data = subject(exchange, SUBJECT);
        Json.put(data, "timestamp", Timestamps.text(exchange.getVariable("observedAt")));
        var operation = exchange.getVariable(OPERATION, String.class);
        cause(data, operation, "setFallBackAttribute", operation == null ? EventTypes.SERVER : ordered(exchange));
        return Json.write(data);
    }

    /**
     * What a notification of an SM-SR says of a profile: {@code eid, iccid, peer}, profileType (variable
     * {@code knownType}), the fields of {@code payload} (a map); operationId and function from {@code causeId}
     * and {@code causeFunction}, our operation that caused it (null: none); and cause: why it happened, by
     * {@code what, causeFunction, fromCustomer, byRules, attributes} (docs/guides/webhooks.md). If that
     * operation was for this very change (variable {@code ordered} is true), also selfCaused: true.
     */
    public String notified(Exchange exchange) {
        var data = subject(exchange, SUBJECT);
        Json.put(data, PROFILE_TYPE, exchange.getVariable(KNOWN_TYPE));
        data.putAll(payload(exchange));
        var cause = exchange.getVariable("causeId", String.class);
        notifiedCause(exchange, data, cause);
        boolean ordered = Boolean.TRUE.equals(exchange.getVariable("ordered", Boolean.class));
        Json.put(data, "selfCaused", cause != null && ordered ? true : null);
        return Json.write(data);
    }

    /**
     * As notified, for the tenant of the eUICC: operationId is variable {@code operationId}, that tenant's
     * operation that caused it (null: none), and there is neither profileType nor selfCaused.
     */
    public String notifiedToOwner(Exchange exchange) {
        var data = subject(exchange, SUBJECT);
        data.putAll(payload(exchange));
        notifiedCause(exchange, data, exchange.getVariable(OPERATION, String.class));
        return Json.write(data);
    }

    private static void notifiedCause(Exchange exchange, Map<String, Object> data, String operation) {
        var function = exchange.getVariable("causeFunction", String.class);
        boolean ordered = Boolean.TRUE.equals(exchange.getVariable("ordered", Boolean.class));
        var besides = besides(exchange, function);
        cause(
                data,
                operation,
                function,
                besides != null && !ordered ? besides : operation == null ? EventTypes.SERVER : ordered(exchange));
    }

    // Why an eUICC changed a profile by itself, though an order about another may have led to that; null: it did not.
    private static String besides(Exchange exchange, String function) {
        var what = exchange.getVariable("what", String.class);
        var attributes = exchange.getVariable("attributes", "", String.class);
        if (Boolean.TRUE.equals(exchange.getVariable("byRules", Boolean.class))) {
            return EventTypes.AUTO_DELETE;
        }
        if (attributes.contains("emergency") && List.of("enabled", "disabled").contains(what) && function == null) {
            return EventTypes.EMERGENCY;
        }
        boolean fellBack = attributes.contains("fallback")
                && "enabled".equals(what)
                && (function == null
                        || List.of("disableProfile", "deleteProfile").contains(function));
        return fellBack ? EventTypes.FALL_BACK : null;
    }

    private static String ordered(Exchange exchange) {
        return Boolean.TRUE.equals(exchange.getVariable("fromCustomer", Boolean.class))
                ? EventTypes.CUSTOMER
                : EventTypes.ORDER;
    }

    // Nothing of an operation that is not the reader's.
    private static void cause(Map<String, Object> data, String operation, String function, String cause) {
        if (operation != null) {
            data.put(OPERATION, operation);
            Json.put(data, "function", function);
        }
        data.put(CAUSE, cause);
    }

    /**
     * A value of a card, or of a profile on it, is not as we knew it. From the map in variable {@code
     * difference}: eid, iccid, what (the value's name), known, knownAt, knownSource, reported. Besides:
     * {@code peer}, source from readBy, timestamp from observedAt; cause: audit.
     */
    public String driftedOnCard(Exchange exchange) {
        var difference = exchange.getVariable("difference", Map.class);
        var data = new LinkedHashMap<String, Object>();
        Json.put(data, "eid", difference.get("eid"));
        Json.put(data, "iccid", difference.get("iccid"));
        data.put("peer", exchange.getVariable("peer"));
        data.put("what", difference.get("what"));
        Json.put(data, "known", difference.get("known"));
        Json.put(data, "knownAt", Timestamps.text(difference.get("knownAt")));
        Json.put(data, "knownSource", difference.get("knownSource"));
        data.put("reported", difference.get("reported"));
        data.put("source", exchange.getVariable("readBy"));
        data.put(CAUSE, EventTypes.AUDIT);
        data.put("timestamp", Timestamps.text(exchange.getVariable("observedAt")));
        return Json.write(data);
    }

    /**
     * An SM-DP+ shows a profile in another state than we knew: {@code iccid, peer, known, knownAt, reported};
     * {@code what}: state; {@code source}: getProfileStatus; cause: audit.
     */
    public String driftedAtSmdp(Exchange exchange) {
        var data = subject(exchange, List.of("iccid", "peer"));
        data.put("what", "state");
        data.put("known", exchange.getVariable("known"));
        data.put("knownAt", Timestamps.text(exchange.getVariable("knownAt")));
        data.put("reported", exchange.getVariable("reported"));
        data.put("source", "getProfileStatus");
        data.put(CAUSE, EventTypes.AUDIT);
        return Json.write(data);
    }

    /**
     * For one tenant: an eUICC has another SM-SR. {@code eid, peer}, smsrId from newSmsr, smsr from newPeer,
     * the fields of {@code payload} (a map; if null: timestamp from observedAt), and profiles: those of
     * variable {@code own} (ICCIDs with commas between) as the EIS in variable {@code eis} shows them, or
     * only {iccid} of each when it shows none of them. If the tenant's operation did it, {@code operationId},
     * function, cause as in caused, and selfCaused: true; else cause is smsr-change.
     */
    public String smsrChanged(Exchange exchange) {
        var own = List.of(exchange.getVariable("own", "", String.class).split(","));
        var shown = InformationSets.profiles(exchange.getVariable("eis", String.class)).stream()
                .filter(profile -> own.contains(profile.path("iccid").asText()))
                .toList();
        var data = subject(exchange, List.of("eid", "peer"));
        Json.put(data, "smsrId", exchange.getVariable("newSmsr"));
        Json.put(data, "smsr", exchange.getVariable("newPeer"));
        data.put(
                "profiles",
                shown.isEmpty()
                        ? own.stream()
                                .filter(iccid -> !iccid.isEmpty())
                                .map(iccid -> Map.of("iccid", iccid))
                                .toList()
                        : shown);
        var payload = payload(exchange);
        if (payload != null) {
            data.putAll(payload);
        } else if (exchange.getVariable("observedAt") != null) {
            data.put("timestamp", Timestamps.text(exchange.getVariable("observedAt")));
        }
        var operation = exchange.getVariable(OPERATION, String.class);
        cause(data, operation, "smsrChange", operation == null ? EventTypes.SMSR_CHANGE : ordered(exchange));
        Json.put(data, "selfCaused", operation == null ? null : true);
        return Json.write(data);
    }

    /**
     * What a notification of an SM-SR says that is about no eUICC: {@code peer}, cause (server), and the
     * fields of {@code payload} (a map).
     */
    public String notifiedToOperator(Exchange exchange) {
        var data = subject(exchange, List.of("peer"));
        data.putAll(payload(exchange));
        data.put(CAUSE, EventTypes.SERVER);
        return Json.write(data);
    }

    /**
     * The names of the tenants with the role operator, as a list, sorted; an empty list when there is none.
     */
    public List<String> operators() {
        return settings.tenants().entrySet().stream()
                .filter(tenant -> tenant.getValue().roles().contains(Role.OPERATOR))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * true when the eUICC is another tenant's (the second argument; null: it is not) and
     * rsp.tenants.&lt;id&gt;.notify-euicc-owners of the profile's tenant (first) names that one, or *; else
     * false.
     */
    public boolean mayTellOwner(String tenant, String euiccTenant) {
        var known = settings.tenants().get(tenant);
        return euiccTenant != null
                && known != null
                && (known.notifyEuiccOwners().contains("*")
                        || known.notifyEuiccOwners().contains(euiccTenant));
    }

    private static Map<String, Object> subject(Exchange exchange, List<String> fields) {
        var data = new LinkedHashMap<String, Object>();
        for (var field : fields) {
            var value = exchange.getVariable(field);
            if (value != null) {
                data.put(field, value);
            }
        }
        return data;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> payload(Exchange exchange) {
        return exchange.getVariable("payload", Map.class);
    }
}
