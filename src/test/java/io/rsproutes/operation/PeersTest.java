package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import io.rsproutes.config.Peer.IccidRange;
import io.rsproutes.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Which of several servers an order goes to. */
class PeersTest {

    @EnableConfigurationProperties(Settings.class)
    static class SettingsOnly {}

    private static Peers peers(String... settings) {
        var arguments = new ArrayList<>(List.of(
                "--spring.config.location=classpath:dialects.yaml",
                "--spring.main.banner-mode=off",
                "--logging.level.root=OFF"));
        arguments.addAll(List.of(settings));
        try (var context = new SpringApplicationBuilder(SettingsOnly.class)
                .web(WebApplicationType.NONE)
                .run(arguments.toArray(String[]::new))) {
            return new Peers(context.getBean(Settings.class));
        }
    }

    private static Peers smdps() {
        var settings = new ArrayList<String>();
        for (var peer : List.of("consumer", "iot", "ranged", "other")) {
            settings.addAll(List.of(
                    "--rsp.peers." + peer + ".interface=es2plus",
                    "--rsp.peers." + peer + ".url=https://smdp.example.com",
                    "--rsp.peers." + peer + ".requester-id=1.2"));
        }
        settings.addAll(List.of(
                "--rsp.peers.consumer.profile-types=C-*",
                "--rsp.peers.iot.profile-types=I-*",
                "--rsp.peers.ranged.iccid-ranges=8947010*,8988211-8988213",
                "--rsp.peers.ranged.profile-types=R-*",
                "--rsp.peers.other.iccid-ranges=8947*",
                "--rsp.peers.iot.dialect=idemia"));
        return peers(settings.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "iot, -, 8947010000123456784, C-1, iot",
                "nowhere, -, 8947010000123456784, C-1, -",
                "-, consumer, 8947010000123456784, R-1, consumer",
                "-, gone, 8947010000123456784, R-1, -",
                "-, -, 8947010000123456784, -, other",
                "-, -, 8988212000000000011, C-1, ranged",
                "-, -, 8988214000000000011, C-1, consumer",
                "-, -, 8988214000000000011, R-1, -",
                "-, -, -, I-7, iot",
                "-, -, -, R-7, ranged",
                "-, -, -, X, -"
            })
    void theNamedOneElseTheProfilesElseByRangeElseByType(
            String named, String ofProfile, String iccid, String type, String chosen) {
        assertThat(smdps().choose(named, null, ofProfile, iccid, type, "es2plus"))
                .isEqualTo(chosen);
    }

    private static Peers smsrs(String... ids) {
        var settings = new ArrayList<>(List.of("--rsp.partner.plain=true"));
        for (var id : ids) {
            settings.addAll(List.of(
                    "--rsp.peers." + id + ".interface=es4",
                    "--rsp.peers." + id + ".url=https://smsr.example.com/es4",
                    "--rsp.peers." + id + ".entity-id=1.2." + id.length(),
                    "--rsp.peers." + id + ".own-entity-id=1.3",
                    "--rsp.peers." + id + ".own-url=https://our.host"));
        }
        return peers(settings.toArray(String[]::new));
    }

    @Test
    void aCardWhoseSmsrNobodyKnowsGoesToNoneUnlessThereIsOnlyOne() {
        assertThat(smsrs("a").choose(null, null, null, "8947010000123456784", null, "es4"))
                .isEqualTo("a");
        var two = smsrs("a", "bb");
        assertThat(two.choose(null, null, null, null, null, "es4")).isNull();
        assertThat(two.choose(null, null, null, "8947010000123456784", null, "es4"))
                .isNull();
        assertThat(two.choose(null, "bb", null, null, null, "es4")).isEqualTo("bb");
        assertThat(two.choose("a", null, null, null, null, "es4")).isEqualTo("a");
    }

    /** What core/submit may take for granted: no peer that is known and agrees leads to another than was chosen without knowing. */
    @ParameterizedTest
    @CsvSource({"es2plus, smdp-a", "es4, smsr"})
    void aKnownPeerThatAgreesChangesNothing(String interfaceName, String chosen) {
        var peers = peers(
                "--rsp.partner.plain=true",
                "--rsp.peers.smdp-a.interface=es2plus",
                "--rsp.peers.smdp-b.interface=es2plus",
                "--rsp.peers.smdp-a.url=https://a.example.com",
                "--rsp.peers.smdp-b.url=https://b.example.com",
                "--rsp.peers.smdp-a.requester-id=1.2",
                "--rsp.peers.smdp-b.requester-id=1.2",
                "--rsp.peers.smsr.interface=es4",
                "--rsp.peers.smsr.url=https://c.example.com",
                "--rsp.peers.smsr.entity-id=1.4",
                "--rsp.peers.smsr.own-entity-id=1.3",
                "--rsp.peers.smsr.own-url=https://our.host");
        var agreeing = peers.agreeing(null, chosen, interfaceName);
        assertThat(peers.choose(null, null, null, null, null, interfaceName)).isEqualTo(chosen);
        int others = 0;
        for (var ofEuicc : new String[] {null, "smdp-a", "smdp-b", "smsr", "gone"}) {
            for (var ofProfile : new String[] {null, "smdp-a", "smdp-b", "smsr", "gone"}) {
                boolean same = chosen.equals(peers.choose(null, ofEuicc, ofProfile, null, null, interfaceName));
                assertThat(same || !agrees(agreeing, ofEuicc) || !agrees(agreeing, ofProfile))
                        .as(ofEuicc + " " + ofProfile)
                        .isTrue();
                others += same ? 0 : 1;
            }
        }
        assertThat(others).isPositive();
        assertThat(peers.agreeing(chosen, chosen, interfaceName)).isNull();
    }

    private static boolean agrees(String agreeing, String known) {
        return known == null || agreeing.contains('"' + known + '"');
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
        "8947010*, 8947010000123456784, true",
        "8947010*, 8947011000123456784, false",
        "8988211-8988213, 8988213999999999999, true",
        "8988211-8988213, 8988214000000000000, false",
        "8947010000123456784*, 894701, false"
    })
    void rangesOfIccids(String range, String iccid, boolean holds) {
        assertThat(IccidRange.valueOf(range).holds(iccid)).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "8988", "89-1", "9-8", "a*"})
    void whatIsNoRange(String text) {
        assertThatThrownBy(() -> IccidRange.valueOf(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no range of ICCIDs");
    }

    @Test
    void aCompositeIsOfferedWhereItsStepsAre() {
        var peers = smdps();
        assertThat(peers.offers("consumer", "orderProfile")).isTrue();
        assertThat(peers.offers("consumer", "getProfileStatus")).isFalse();
        assertThat(peers.askable()).containsExactly("iot");
    }
}
