package io.rsproutes.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.rsproutes.common.Identifiers;
import io.rsproutes.config.ListenerSettings.WsSecurity;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a tenant that calls the gateway may do. entityIds: what wsa:From may say (ES4, ES2); defaultEntityId: which of
 * them a call without wsa:From stands for; requesterIds: functionRequesterIdentifiers (ES2+); hosts: where ReplyTo, and
 * es4, es2 and es2plus subscriptions may lead, {@code host}, {@code host:port} or {@code *.domain}; callbackUrl: where
 * results of a call go that names no ReplyTo; bootstrapTenants: whose profiles on its eUICCs its calls may enable;
 * wsSecurity: what its SOAP messages must bring, null for nothing; dialect: of an SM-SR or SM-DP, in whose form results
 * and notifications are written to it; null: a result as its call came, a notification as SGP.02 v3 has it.
 */
public record Customer(
        String offer,
        @DefaultValue List<String> entityIds,
        String defaultEntityId,
        @DefaultValue List<String> requesterIds,
        @DefaultValue List<String> hosts,
        String callbackUrl,
        String dialect,
        @DefaultValue("required") ReplyTo replyTo,
        @DefaultValue("body") EarlyRefusals refusals,
        @DefaultValue("true") boolean callIdsUnique,
        @DefaultValue List<String> bootstrapTenants,
        WsSecurity wsSecurity) {

    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?");

    /** An ES4 or ES2 call without wsa:ReplyTo: refused, or taken and its result kept until it is asked for. */
    public enum ReplyTo {
        REQUIRED,
        OPTIONAL
    }

    /** Where a refusal of our own goes: at once in the HTTP answer, or to wsa:ReplyTo like any result. */
    public enum EarlyRefusals {
        BODY,
        CALLBACK
    }

    /** Who calls when the message does not say: the one EntityId there is, or the one set for that; else null. */
    public String assumedEntityId() {
        return defaultEntityId != null ? defaultEntityId : entityIds.size() == 1 ? entityIds.get(0) : null;
    }

    /** Whether this host and port (-1: the scheme's) are registered. */
    public boolean reaches(String host, int port) {
        return hosts.stream().anyMatch(one -> {
            var parts = one.split(":", 2);
            boolean named = parts[0].startsWith("*.")
                    ? host.toLowerCase(Locale.ROOT)
                            .endsWith(parts[0].substring(1).toLowerCase(Locale.ROOT))
                    : parts[0].equalsIgnoreCase(host);
            return named && (parts.length == 1 || parts[1].equals(String.valueOf(port)));
        });
    }

    void check(String at, Settings settings) {
        checkDialect(at, settings.dialects());
        var gateway = settings.gateway();
        var offered = offer == null ? null : gateway.offers().get(offer);
        Checks.check(
                offered != null,
                at + ".offer",
                offer == null ? "is missing" : "is '" + offer + "'",
                "set it to one of " + Checks.sorted(gateway.offers().keySet()));
        boolean sgp02 = offered.functions().stream().anyMatch(Customer::isSgp02);
        boolean sgp02Alone = sgp02 && offered.functions().stream().allMatch(Customer::isSgp02);
        if (sgp02) {
            checkSgp02(at, gateway);
        }
        checkEntityIds(at);
        Checks.check(
                sgp02Alone || !requesterIds.isEmpty(),
                at + ".requester-ids",
                "is missing",
                "list the functionRequesterIdentifiers the customer may use");
        Checks.check(
                settings.partner().port() > 0,
                "rsp.partner.port",
                "is 0, so that no customer can call",
                "open the partners' listener, such as 8443");
        checkHosts(at + ".hosts");
        WsSecurity.checkOfCustomer(at + ".ws-security", wsSecurity);
    }

    private void checkSgp02(String at, GatewaySettings gateway) {
        Checks.check(
                !entityIds.isEmpty(),
                at + ".entity-ids",
                "is missing",
                "list the EntityIds the customer's wsa:From may carry");
        Checks.check(
                gateway.entityId() != null,
                "rsp.gateway.entity-id",
                "is missing",
                "set the EntityId customers know you by");
        Checks.address(
                "rsp.gateway.url",
                gateway.url(),
                "set the base address at which customers reach you, such as https://rsp.example.com");
    }

    private void checkDialect(String at, Map<String, Dialect> dialects) {
        var known = dialect == null ? null : dialects.get(dialect);
        Checks.check(
                dialect == null || known != null && Functions.isSgp02(known.interfaceName()),
                at + ".dialect",
                "is '" + dialect + "'",
                "set it to a dialect of an SM-SR, such as sgp02-v3");
    }

    private void checkEntityIds(String at) {
        entityIds.forEach(id ->
                Checks.check(Identifiers.isOid(id), at + ".entity-ids", "has '" + id + "'", "list object identifiers"));
        Checks.check(
                defaultEntityId == null || entityIds.contains(defaultEntityId),
                at + ".default-entity-id",
                "is '" + defaultEntityId + "'",
                "set it to one of the customer's entity-ids");
    }

    private void checkHosts(String at) {
        hosts.forEach(host -> Checks.check(
                HOST.matcher(host).matches(), at, "has '" + host + "'", "write host, host:port or *.domain"));
    }

    private static boolean isSgp02(String function) {
        return Functions.isSgp02(Functions.get(function).interfaceName());
    }
}
