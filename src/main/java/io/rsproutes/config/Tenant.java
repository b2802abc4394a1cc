package io.rsproutes.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rsproutes.common.Identifiers;
import io.rsproutes.config.ListenerSettings.Certificate;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call, and what. notifyEuiccOwners: tenants that are told, too, what a SM-SR notifies of this
 * tenant's profiles on eUICCs of theirs; "*" for all. providerEntityIds: other vendors that its orders may
 * name as whose profiles they are about; smsrIds: SM-SRs that they may name as those of eUICCs; "*" for any.
 */
public record Tenant(
        @DefaultValue List<String> tokens,
        @DefaultValue Set<Role> roles,
        @DefaultValue List<String> profileTypes,
        @DefaultValue List<Certificate> certificates,
        Customer gateway,
        @DefaultValue("200/s") Rate maxRate,
        @DefaultValue("64") int maxConcurrent,
        @DefaultValue Set<String> notifyEuiccOwners,
        @DefaultValue Set<String> providerEntityIds,
        @DefaultValue Set<String> smsrIds) {

    public enum Role {
        READ,
        ORDER,
        INVENTORY,
        ADMIN,
        OPERATOR
    }

    /** Whether it has this role; an operator has every one. */
    public boolean may(Role role) {
        return roles.contains(Role.OPERATOR) || roles.contains(role);
    }

    /** Whether its orders may say that they are about profiles of this vendor (its OID). */
    public boolean mayName(String vendor) {
        return providerEntityIds.contains("*") || providerEntityIds.contains(vendor);
    }

    /** Whether its orders may say that an eUICC is at this SM-SR (its OID). */
    public boolean mayNameSmsr(String smsr) {
        return smsrIds.contains("*") || smsrIds.contains(smsr);
    }

    /** @param seen tokens of the tenants so far, with whose they are; this one's are added */
    void check(String id, Settings settings, Map<String, String> seen) {
        var at = "rsp.tenants." + id;
        Checks.check(
                Checks.NAME.matcher(id).matches(), at, "is not a name", "use lower-case letters, digits and hyphens");
        Checks.check(
                !roles.isEmpty(), at + ".roles", "is missing", "list some of read, order, inventory, admin, operator");
        for (var token : tokens) {
            Checks.check(
                    Checks.TOKEN.matcher(token).matches(),
                    at + ".tokens",
                    "has an entry of an unknown form",
                    "write sha256: and the 64 lower-case hex digits of the token's SHA-256");
            Checks.check(
                    !token.startsWith("plain:") || settings.partner().plain(),
                    at + ".tokens",
                    "has a plain token outside the demo",
                    "store it as sha256: and its SHA-256");
            var other = seen.put(token, id);
            Checks.check(
                    other == null,
                    at + ".tokens",
                    "has a token that " + other + " has too",
                    "give each tenant its own");
        }
        Checks.certificates(at, certificates);
        checkOthers(at, settings);
        Checks.check(maxConcurrent > 0, at + ".max-concurrent", "is not positive", "set 1 or more");
        if (gateway != null) {
            gateway.check(at + ".gateway", settings);
        }
    }

    private void checkOthers(String at, Settings settings) {
        notifyEuiccOwners.forEach(other -> Checks.check(
                other.equals("*") || settings.tenants().containsKey(other),
                at + ".notify-euicc-owners",
                "names '" + other + "', no tenant",
                "list tenants, or \"*\""));
        checkOids(at + ".provider-entity-ids", providerEntityIds);
        checkOids(at + ".smsr-ids", smsrIds);
        if (gateway != null) {
            gateway.bootstrapTenants()
                    .forEach(other -> Checks.check(
                            settings.tenants().containsKey(other),
                            at + ".gateway.bootstrap-tenants",
                            "names '" + other + "', no tenant",
                            "list tenants"));
        }
    }

    private static void checkOids(String at, Set<String> ids) {
        ids.forEach(id -> Checks.check(
                id.equals("*") || Identifiers.isOid(id), at, "has '" + id + "'", "list object identifiers, or \"*\""));
    }
}
