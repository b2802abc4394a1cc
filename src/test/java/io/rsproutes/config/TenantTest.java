package io.rsproutes.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;

import io.rsproutes.config.Tenant.Role;
import org.junit.jupiter.api.Test;

class TenantTest {

    private static Tenant tenant(Role role) {
        return new Tenant(List.of(), Set.of(role), List.of(), List.of(), null, null, 1, Set.of(), Set.of(), Set.of());
    }

    @Test
    void anOperatorHasEveryRole_andAnybodyElseItsOwn() {
        assertThat(Role.values()).allMatch(tenant(Role.OPERATOR)::may);

        assertThat(tenant(Role.ORDER).may(Role.ORDER)).isTrue();
        assertThat(tenant(Role.ORDER).may(Role.OPERATOR)).isFalse();
        assertThat(tenant(Role.READ).may(Role.ORDER)).isFalse();
    }
}
