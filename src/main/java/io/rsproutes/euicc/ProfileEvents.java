package io.rsproutes.euicc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Settings;
import io.rsproutes.config.Tenant.Role;
import org.apache.camel.Exchange;

/** The data (JSON) of events about profiles and eUICCs. */
public class ProfileEvents {

    private static final List<String> SUBJECT = List.of("eid", "iccid", "peer");

    private final Settings settings;

    public ProfileEvents(Settings settings) {
        this.settings = settings;
    }

    /**
     * What an executed operation did to its profile: {@code eid, iccid, peer, operationId}, timestamp from
     * observedAt, and selfCaused: true, by which fan-out keeps the event from customers' ES4.
     */
    public String caused(Exchange exchange) {
        return about(exchange, timestamp(exchange), exchange.getVariable("operationId", String.class), true);
    }

    /**
     * What an executed operation did to another profile than its own: as caused, but without selfCaused, so
     * that customers' ES4 gets it. {@code operationId}, null for a tenant whose operation it is not, is then
     * left out.
     */
    public String causedBesides(Exchange exchange) {
        return about(exchange, timestamp(exchange), exchange.getVariable("operationId", String.class), false);
    }

    /**
     * What a notification of an SM-SR says of a profile: {@code eid, iccid, peer}, the fields of {@code
     * payload} (a map), and operationId from causeId, our operation that caused it (null: none). If that
     * operation was for this very change (variable {@code ordered} is true), also selfCaused: true.
     */
    public String notified(Exchange exchange) {
        return about(
                exchange,
                payload(exchange),
                exchange.getVariable("causeId", String.class),
                Boolean.TRUE.equals(exchange.getVariable("ordered", Boolean.class)));
    }

    /**
     * As notified, for the tenant of the eUICC: operationId is variable {@code operationId}, that tenant's
     * operation that caused it (null: none), and there is no selfCaused.
     */
    public String notifiedToOwner(Exchange exchange) {
        return about(exchange, payload(exchange), exchange.getVariable("operationId", String.class), false);
    }

    private static Map<String, Object> timestamp(Exchange exchange) {
        return Map.of("timestamp", Timestamps.text(exchange.getVariable("observedAt")));
    }

    private static String about(Exchange exchange, Map<String, Object> payload, String cause, boolean ordered) {
        var data = subject(exchange, SUBJECT);
        data.putAll(payload);
        cause(data, cause, ordered);
        return Json.write(data);
    }

    // What an order did besides is no result of it, so it is not selfCaused: customers are notified of it.
    private static void cause(Map<String, Object> data, String operation, boolean ordered) {
        Json.put(data, "operationId", operation);
        if (operation != null && ordered) {
            data.put("selfCaused", true);
        }
    }

    /**
     * A value of a card, or of a profile on it, is not as we knew it. From the map in variable {@code
     * difference}: eid, iccid, what (the value's name), known, knownAt, knownSource, reported. Besides:
     * {@code peer}, source from readBy, timestamp from observedAt.
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
        data.put("timestamp", Timestamps.text(exchange.getVariable("observedAt")));
        return Json.write(data);
    }

    /**
     * An SM-DP+ shows a profile in another state than we knew: {@code iccid, peer, known, knownAt, reported};
     * {@code what}: state; {@code source}: getProfileStatus.
     */
    public String driftedAtSmdp(Exchange exchange) {
        var data = subject(exchange, List.of("iccid", "peer"));
        data.put("what", "state");
        data.put("known", exchange.getVariable("known"));
        data.put("knownAt", Timestamps.text(exchange.getVariable("knownAt")));
        data.put("reported", exchange.getVariable("reported"));
        data.put("source", "getProfileStatus");
        return Json.write(data);
    }

    /**
     * For one tenant: an eUICC has another SM-SR. {@code eid, peer}, smsrId from newSmsr, smsr from newPeer,
     * the fields of {@code payload} (a map; if null: timestamp from observedAt), and profiles: those of
     * variable {@code own} (ICCIDs with commas between) as the EIS in variable {@code eis} shows them, or
     * only {iccid} of each when it shows none of them. If the tenant's operation did it, {@code operationId}
     * and selfCaused: true.
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
        cause(data, exchange.getVariable("operationId", String.class), true);
        return Json.write(data);
    }

    /**
     * What a notification of an SM-SR says that is about no eUICC: {@code peer}, and the fields of {@code
     * payload} (a map).
     */
    public String notifiedToOperator(Exchange exchange) {
        var data = subject(exchange, List.of("peer"));
        data.putAll(payload(exchange));
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
