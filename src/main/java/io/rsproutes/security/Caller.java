package io.rsproutes.security;

import java.util.Set;

import io.rsproutes.config.Tenant.Role;

/**
 * Who is calling, as authenticated: a tenant with its roles (token or certificate), or the peers a certificate stands
 * for, or an end user, of whom nothing is known. Request attribute {@link #ATTRIBUTE}, set by {@link AccessFilter} on
 * both listeners.
 */
public record Caller(String tenant, Set<Role> roles, Set<String> peers) {

    public static final String ATTRIBUTE = "rsp.caller";

    static final Caller END_USER = new Caller(null, Set.of(), Set.of());

    public static Caller tenant(String id, Set<Role> roles) {
        return new Caller(id, Set.copyOf(roles), Set.of());
    }

    public static Caller peers(Set<String> ids) {
        return new Caller(null, Set.of(), Set.copyOf(ids));
    }

    /** Whether the caller sees every tenant. */
    public boolean operator() {
        return roles.contains(Role.OPERATOR);
    }

    public boolean may(Role role) {
        return operator() || roles.contains(role);
    }
}
