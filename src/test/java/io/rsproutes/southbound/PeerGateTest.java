package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rsproutes.core.Settings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Places and rates of a peer. */
class PeerGateTest {

    @EnableConfigurationProperties(Settings.class)
    static class SettingsOnly {
    }

    private static PeerGate gate(String... limits) {
        var arguments = new ArrayList<>(List.of("--rsp.partner.port=8443", "--spring.config.location=classpath:dialects.yaml", "--spring.main.banner-mode=off",
                "--logging.level.root=OFF", "--rsp.peers.p.interface=es4", "--rsp.peers.p.url=https://smsr.example.com/es4", "--rsp.peers.p.entity-id=1.2", "--rsp.peers.p.own-entity-id=1.3", "--rsp.peers.p.own-url=https://our.host"));
        for (var limit : limits) {
            arguments.add("--rsp.peers.p." + limit);
        }
        try (var context = new SpringApplicationBuilder(SettingsOnly.class).web(WebApplicationType.NONE).run(arguments.toArray(String[]::new))) {
            var settings = context.getBean(Settings.class);
            return new PeerGate(settings, new PeerBreakers(settings, new SimpleMeterRegistry()));
        }
    }

    @Test
    void auditsAreAsManyAsTheirRateAllowsAndTakePlaces() {
        var gate = gate("audit-rate=2/m", "max-concurrent=10");
        assertThat(gate.enterAudit("p")).isTrue();
        assertThat(gate.enterAudit("p")).isTrue();
        assertThat(gate.enterAudit("p")).isFalse();
        // Orders have a rate of their own.
        assertThat(gate.enter("p")).isEqualTo("open");
        assertThat(gate.enterAudit("nobody")).isFalse();
    }

    @Test
    void noPlaceNoAudit() {
        var gate = gate("audit-rate=100/s", "max-concurrent=1");
        assertThat(gate.enter("p")).isEqualTo("open");
        assertThat(gate.enterAudit("p")).isFalse();
        assertThat(gate.enter("p")).isEqualTo("concurrency");
        gate.leave("p");
        assertThat(gate.enterAudit("p")).isTrue();
    }
}
