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
     * What an executed operation (variable {@code operationId}) did to its profile, at {@code observedAt}: JSON of eid,
     * iccid, peer, timestamp, operationId and selfCaused. What is selfCaused, fan-out keeps from customers' ES4.
     */
    public String caused(Exchange exchange) {
        return about(exchange, timestamp(exchange), exchange.getVariable("operationId", String.class), true);
    }

    /**
     * The same of what it did besides, to another profile ({@code iccid}); {@code operationId}: null for a tenant
     * that it is not of.
     */
    public String causedBesides(Exchange exchange) {
        return about(exchange, timestamp(exchange), exchange.getVariable("operationId", String.class), false);
    }

    /**
     * What an ES4 notification says, of {@code eid, iccid, peer}: {@code payload}; {@code causeId}: the operation that
     * caused it, if one, as operationId, and {@code ordered}, whether that was for this, as selfCaused.
     */
    public String notified(Exchange exchange) {
        return about(
                exchange,
                payload(exchange),
                exchange.getVariable("causeId", String.class),
                Boolean.TRUE.equals(exchange.getVariable("ordered", Boolean.class)));
    }

    /** As notified, for the tenant of the eUICC; {@code operationId}: an operation of that tenant, if one. */
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
     * A card or a profile on it is not as we knew it. In: one row of differences (variable {@code difference}); {@code
     * peer, readBy, observedAt}, of the read. JSON of eid, iccid, peer, what (the value's name), known, knownAt,
     * knownSource, reported, source and timestamp.
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
     * An SM-DP+ shows a profile ({@code iccid, peer}) in another state ({@code reported}) than we knew: {@code known,
     * knownAt}.
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
     * An eUICC has another SM-SR ({@code newSmsr, newPeer}): for a tenant with the profiles {@code own} (with commas),
     * as {@code eis} shows them; {@code operationId}: the tenant's operation that did it.
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

    /** What an SM-SR notifies ({@code payload}) that is about no eUICC; for operators. */
    public String notifiedToOperator(Exchange exchange) {
        var data = subject(exchange, List.of("peer"));
        data.putAll(payload(exchange));
        return Json.write(data);
    }

    /** The tenants with the role operator, by name: who learns of what is about no eUICC. */
    public List<String> operators() {
        return settings.tenants().entrySet().stream()
                .filter(tenant -> tenant.getValue().roles().contains(Role.OPERATOR))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Whether the tenant of the profile gives leave to tell the tenant of the eUICC, another one, what is notified of
     * it ({@code rsp.tenants.<id>.notify-euicc-owners}).
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
