package io.rsproutes.southbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rsproutes.config.Settings;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Which SM-SRs are asked for cards that nobody ordered to read. */
class EuiccReconciliationTest {

    private record Asked(EuiccReconciliation sweep, PeerBreakers breakers) {}

    private static Asked of(Map<String, List<String>> peers) {
        var arguments = new ArrayList<>(List.of(
                "--rsp.partner.port=8443",
                "--spring.config.location=classpath:dialects.yaml",
                "--spring.main.banner-mode=off",
                "--logging.level.root=OFF"));
        peers.forEach((peer, more) -> {
            for (var property : List.of(
                    "interface=es4",
                    "url=https://smsr.example.com/es4",
                    "entity-id=1.2",
                    "own-entity-id=1.3",
                    "own-url=https://our.host")) {
                arguments.add("--rsp.peers." + peer + "." + property);
            }
            more.forEach(property -> arguments.add("--rsp.peers." + peer + "." + property));
        });
        try (var context = new SpringApplicationBuilder(PeerGateTest.SettingsOnly.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new))) {
            var settings = context.getBean(Settings.class);
            var breakers = new PeerBreakers(settings, new SimpleMeterRegistry());
            return new Asked(new EuiccReconciliation(settings, breakers), breakers);
        }
    }

    @Test
    void noneAsShipped() {
        var asked = of(Map.of("p", List.of()));

        assertThat(asked.sweep().swept()).isEqualTo("[]");
        assertThat(asked.sweep().function("p")).isNull();
        assertThat(asked.sweep().function(null)).isNull();
    }

    @Test
    void thoseThatAreSwitchedOn_withTheirRateInOneBeat_andOneGroupForCardsOfNoKnownPeer() {
        var asked = of(Map.of(
                "aged", List.of("reconciliation.every=1h", "audit-rate=7/s"),
                "doubted", List.of("reconciliation.doubts=true", "audit-rate=6/m"),
                "off", List.of()));

        assertThat(asked.sweep().swept())
                .contains(
                        "{\"peer\":\"aged\",\"every\":3600,\"doubts\":false,\"most\":7}",
                        "{\"peer\":\"doubted\",\"every\":0,\"doubts\":true,\"most\":1}",
                        "{\"peer\":\"\",\"every\":3600,\"doubts\":true,\"most\":7}")
                .doesNotContain("off");
    }

    @Test
    void noneWhoseBreakerIsOpen() {
        var asked = of(Map.of("p", List.of("reconciliation.every=1h")));
        asked.breakers().of("p").transitionToOpenState();

        assertThat(asked.sweep().swept()).isEqualTo("[]");
    }

    @Test
    void whereTheCardCannotBeAskedTheSmsrIs_neverTheOtherWay() {
        var asked = of(Map.of(
                "card", List.of("reconciliation.every=1h"),
                "smsr", List.of("reconciliation.every=1h", "reconciliation.function=getEIS")));

        assertThat(asked.sweep().function("card")).isEqualTo("auditEIS");
        assertThat(asked.sweep().function("smsr")).isEqualTo("getEIS");
        assertThat(asked.sweep().every("card")).isEqualTo(3600);
    }
}
