package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import io.rsproutes.config.Settings;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** What tenants may order, and what peers offer. Which of several peers an order goes to: {@link PeerChoiceTest}. */
class PeersTest {

    @EnableConfigurationProperties(Settings.class)
    static class SettingsOnly {}

    private static Peers peers(String... arguments) {
        return new Peers(settings(arguments));
    }

    /** The settings of these arguments, with the dialects as shipped. */
    static Settings settings(String... arguments) {
        var all = new ArrayList<>(List.of(
                "--spring.config.location=classpath:dialects.yaml",
                "--spring.main.banner-mode=off",
                "--logging.level.root=OFF"));
        all.addAll(List.of(arguments));
        try (var context = new SpringApplicationBuilder(SettingsOnly.class)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new))) {
            return context.getBean(Settings.class);
        }
    }

    @Test
    void typesAreOrderableAsPatternsOfTheDatabase() {
        var peers = peers(
                "--rsp.tenants.acme.roles=order",
                "--rsp.tenants.acme.profile-types=C-*,50%_x,*",
                "--rsp.tenants.acme.tokens=sha256:" + "0".repeat(64));
        assertThat(peers.orderable("acme")).isEqualTo("{\"C-%\",\"50\\\\%\\\\_x\",\"%\"}");
        assertThat(peers.orderable("nobody")).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({
        "acme, '{\"providerEntityId\":\"1.2.3\"}', true",
        "acme, '{\"providerEntityId\":\"1.2.30\"}', false",
        "acme, '{\"policyRules\":[]}', true",
        "any, '{\"providerEntityId\":\"1.2.30\"}', true",
        "none, '{\"providerEntityId\":\"1.2.3\"}', false",
        "nobody, '{\"providerEntityId\":\"1.2.3\"}', false"
    })
    void onlyAgreedVendorsAreNamed(String tenant, String parameters, boolean may) {
        var peers = peers(
                "--rsp.tenants.acme.roles=order",
                "--rsp.tenants.acme.provider-entity-ids=1.2.3,1.2.4",
                "--rsp.tenants.any.roles=order",
                "--rsp.tenants.any.provider-entity-ids=*",
                "--rsp.tenants.none.roles=order");
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("tenant", tenant);
        exchange.setVariable("parameters", parameters);

        assertThat(peers.mayNameProvider(exchange)).isEqualTo(may);
    }

    @Test
    void aCompositeIsOfferedWhereItsStepsAre() {
        var peers = peers(
                "--rsp.peers.consumer.interface=es2plus",
                "--rsp.peers.consumer.url=https://smdp.example.com",
                "--rsp.peers.consumer.requester-id=1.2",
                "--rsp.peers.iot.interface=es2plus",
                "--rsp.peers.iot.url=https://smdp.example.com",
                "--rsp.peers.iot.requester-id=1.2",
                "--rsp.peers.iot.dialect=idemia");
        assertThat(peers.offers("consumer", "orderProfile")).isTrue();
        assertThat(peers.offers("consumer", "getProfileStatus")).isFalse();
        assertThat(peers.askable()).containsExactly("iot");
    }
}
