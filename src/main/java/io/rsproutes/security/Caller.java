package io.rsproutes.security;

import java.util.Set;

import io.rsproutes.core.Settings.Role;

/**
 * Who is calling, as authenticated: a tenant with its roles (token or certificate), or a peer (certificate). Request
 * attribute {@link #ATTRIBUTE}, set by {@link AccessFilter} on both listeners.
 */
public record Caller(String tenant, Set<Role> roles, String peer) {

    public static final String ATTRIBUTE = "rsp.caller";

    public static Caller tenant(String id, Set<Role> roles) {
        return new Caller(id, Set.copyOf(roles), null);
    }

    public static Caller peer(String id) {
        return new Caller(null, Set.of(), id);
    }

    /** Whether the caller sees every tenant. */
    public boolean operator() {
        return roles.contains(Role.OPERATOR);
    }

    public boolean may(Role role) {
        return operator() || roles.contains(role);
    }
}
