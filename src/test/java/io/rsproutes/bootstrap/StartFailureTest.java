package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault in the configuration is one line that names the property and the remedy. */
class StartFailureTest extends SettingsStart {

    private static final String PEER = "--rsp.peers.main.";

    // A customer of the gateway, with one thing said differently, or more.
    private static List<String> customer(String change) {
        var at = "--rsp.tenants.acme.gateway.";
        return with(
                List.of(
                        "--rsp.gateway.entity-id=1.2.3",
                        "--rsp.tenants.acme.roles=order",
                        "--rsp.gateway.offers.es4.functions=enableProfile",
                        "--rsp.gateway.url=https://our.host",
                        at + "entity-ids=1.2.4",
                        at + "offer=es4"),
                at + change);
    }

    static Stream<Arguments> faults() {
        var url = PEER + "url=https://smdp.example.com";
        var es2plus = PEER + "interface=es2plus";
        var requester = PEER + "requester-id=1.2.3";
        var es4 = List.of(
                PEER + "interface=es4",
                PEER + "url=https://smsr.example.com/es4",
                PEER + "entity-id=1.3.6.1.4.1.20",
                PEER + "own-entity-id=1.3.6.1.4.1.9",
                PEER + "own-url=https://our.host");
        return Stream.of(
                Arguments.of(
                        es4.subList(0, 4),
                        "rsp.peers.main.own-url is missing: set the base address at which the SM-SR reaches us"),
                Arguments.of(
                        List.of(es4.get(0), es4.get(1), es4.get(3), es4.get(4)),
                        "rsp.peers.main.entity-id is no object identifier"),
                Arguments.of(
                        with(es4, PEER + "own-entity-id=us"), "rsp.peers.main.own-entity-id is no object identifier"),
                Arguments.of(
                        with(es4, PEER + "dialect=sgp22-v2"),
                        "rsp.peers.main.dialect is 'sgp22-v2': set it to one of gsoap, kpn, njiwa, sgp02-v3, sgp02-v4"),
                Arguments.of(
                        with(es4, PEER + "validity.min=2h"),
                        "rsp.peers.main.validity does not hold min <= default <= max"),
                Arguments.of(
                        with(es4, "--rsp.partner.port=0"),
                        "rsp.partner.port is 0, so that no result of main can come in"),
                Arguments.of(with(es4, PEER + "audit-rate=often"), "'often' is not a rate"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es4", "--rsp.dialects.ours.functions=fly"),
                        "rsp.dialects.ours.functions lists 'fly'"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es2plus", "--rsp.dialects.ours.functions=orderProfile"),
                        "rsp.dialects.ours.functions lists 'orderProfile'"),
                Arguments.of(
                        List.of(
                                "--rsp.dialects.ours.interface=es2plus",
                                "--rsp.dialects.ours.paths.handleNotification=/rsp/v1/operations"),
                        "rsp.dialects.ours.paths gives handleNotification the path '/rsp/v1/operations', which is ours"),
                Arguments.of(
                        List.of(
                                "--rsp.dialects.ours.interface=es2plus",
                                "--rsp.dialects.ours.functions=cancelOrder,releaseProfile",
                                "--rsp.dialects.ours.paths.cancelOrder=releaseProfile"),
                        "a path that another function has"),
                Arguments.of(
                        List.of(
                                "--rsp.dialects.ours.interface=es2plus",
                                "--rsp.dialects.ours.paths.cancelOrder=a b",
                                "--rsp.dialects.ours.functions=cancelOrder"),
                        "rsp.dialects.ours.paths gives cancelOrder the path"),
                Arguments.of(
                        List.of(
                                "--rsp.dialects.ours.interface=es2plus",
                                "--rsp.dialects.ours.notification-answer={\"a\":{foo}}"),
                        "rsp.dialects.ours.notification-answer is no JSON"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es2plus", "--rsp.dialects.ours.version=two"),
                        "rsp.dialects.ours.version is 'two': write it as 2.2.0"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es2plus", "--rsp.dialects.ours.base-path=gsma"),
                        "rsp.dialects.ours.base-path does not begin with a slash"),
                Arguments.of(
                        List.of(
                                "--rsp.dialects.ours.interface=es2plus",
                                "--rsp.dialects.ours.notifications.5=Deleted Profile"),
                        "rsp.dialects.ours.notifications gives 5 the name 'Deleted Profile'"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es2plus", "--rsp.dialects.ours.signature.text={body}"),
                        "rsp.dialects.ours.signature lacks its text, or a header with {signature}"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es2plus", "--rsp.dialects.ours.status-case=lower"),
                        "rsp.dialects.ours.status-case"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es2plus", "--rsp.dialects.ours.pad-icid=true"),
                        "rsp.dialects.ours.pad-icid is not a setting"),
                Arguments.of(
                        List.of(es2plus, url, requester, PEER + "dialect=redtea"),
                        "rsp.peers.main.access-key or secret is missing: set both: dialect redtea signs its calls"),
                Arguments.of(
                        List.of(es2plus, url, requester, PEER + "iccid-ranges=8988-89"),
                        "'8988-89' is no range: write 8988211* or 8988211-8988213, both of one length"),
                Arguments.of(
                        List.of(es2plus, url, requester, PEER + "iccid-ranges=894701000012345678401*"),
                        "rsp.peers.main.iccid-ranges has '894701000012345678401*', of 21 digits"),
                Arguments.of(
                        List.of(es2plus, url, requester, PEER + "eid-ranges=89049032*"),
                        "rsp.peers.main.eid-ranges is set, but only an SM-SR (interface: es4) manages eUICCs"),
                Arguments.of(with(es4, PEER + "eid-ranges=89049032-890490333"), "'89049032-890490333' is no range"),
                Arguments.of(
                        with(es4, PEER + "eid-ranges=" + "8".repeat(33) + "*"),
                        "rsp.peers.main.eid-ranges has '" + "8".repeat(33) + "*', of 33 digits"),
                Arguments.of(
                        with(
                                Stream.concat(es4.stream(), es4.stream().map(one -> one.replace(".main.", ".other.")))
                                        .toList(),
                                PEER + "eid-ranges=89049032*,8904-8906",
                                PEER.replace("main", "other") + "eid-ranges=8905-8907"),
                        "rsp.peers.other.eid-ranges has '8905-8907', and rsp.peers.main has '8904-8906': an eUICC is"
                                + " at one SM-SR"),
                Arguments.of(
                        List.of(es2plus, url, requester, PEER + "breaker.failures=30"),
                        "rsp.peers.main.breaker does not hold 0 < failures <= calls"),
                Arguments.of(List.of("--rsp.dialects.ours.functions=getEIS"), "rsp.dialects.ours.interface is missing"),
                Arguments.of(
                        List.of("--spring.profiles.active=dmeo"),
                        "spring.profiles.active names 'dmeo', and there is no config/application-dmeo.yaml"),
                Arguments.of(List.of("demo"), "the argument 'demo' is not a setting"),
                Arguments.of(List.of("--demo"), "the argument --demo is not a setting"),
                Arguments.of(
                        List.of(
                                "--rsp.dialects.ours.interface=es4",
                                "--rsp.dialects.ours.fixed-validity.setFallbackAttribut=720s"),
                        "rsp.dialects.ours.fixed-validity names 'setFallbackAttribut', no function"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es2plus", "--rsp.dialects.ours.paths.cancelOrders=x"),
                        "rsp.dialects.ours.paths names 'cancelOrders'"),
                Arguments.of(
                        List.of("--rsp.dialects.ours.interface=es4", "--rsp.dialects.ours.action=http://x/{verb}"),
                        "rsp.dialects.ours.action has the placeholder {verb}"),
                Arguments.of(
                        with(es4, PEER + "validity.fixed.enableProfil=720s"),
                        "rsp.peers.main.validity.fixed names 'enableProfil'"),
                Arguments.of(
                        List.of("--rsp.delivery.secret-keys=c2hvcnQ="),
                        "rsp.delivery.secret-keys has a key that is not the base64 of 32 bytes"),
                Arguments.of(
                        List.of("--rsp.rest.metrics-tokens=secret"),
                        "rsp.rest.metrics-tokens has an entry of an unknown form"),
                Arguments.of(
                        List.of(es2plus, url, requester, PEER + "inbound.max-concurrent=0"),
                        "rsp.peers.main.inbound.max-concurrent is not positive"),
                Arguments.of(List.of("--rsp.colour=red"), "rsp.colour is not a setting"),
                Arguments.of(List.of(es2plus, url, requester, PEER + "urll=x"), "rsp.peers.main.urll is not a setting"),
                Arguments.of(List.of(es2plus, requester), "rsp.peers.main.url is missing: set"),
                Arguments.of(List.of(es2plus, url), "rsp.peers.main.requester-id is missing: set"),
                Arguments.of(List.of(url, requester), "rsp.peers.main.interface is missing: set"),
                Arguments.of(List.of(PEER + "interface=es99", url, requester), "rsp.peers.main.interface is 'es99'"),
                Arguments.of(
                        List.of(es2plus, requester, PEER + "url=http://smdp.example.com"),
                        "rsp.peers.main.url is not an https address"),
                Arguments.of(
                        List.of(es2plus, requester, PEER + "url=https://a b"), "rsp.peers.main.url is not an address"),
                Arguments.of(List.of(es2plus, requester, url, PEER + "max-rate=fast"), "'fast' is not a rate"),
                Arguments.of(
                        List.of(es2plus, requester, url, PEER + "response-timeout=soon"),
                        "rsp.peers.main.response-timeout"),
                Arguments.of(
                        List.of(es2plus, requester, url, PEER + "response-timeout=5m"),
                        "rsp.operations.lease is not longer"),
                Arguments.of(
                        List.of(es2plus, requester, url, PEER + "certificates[0].issuer=CN=x"),
                        "rsp.peers.main.certificates has an entry of an unknown form"),
                Arguments.of(
                        List.of("--rsp.tenants.acme.tokens[0]=secret", "--rsp.tenants.acme.roles=read"),
                        "rsp.tenants.acme.tokens has an entry of an unknown form"),
                Arguments.of(
                        List.of("--rsp.tenants.acme.tokens[0]=plain:long-enough", "--rsp.tenants.acme.roles=read"),
                        "plain token outside the demo"),
                Arguments.of(
                        List.of("--rsp.tenants.acme.tokens[0]=sha256:" + "0".repeat(64)),
                        "rsp.tenants.acme.roles is missing"),
                Arguments.of(List.of("--rsp.tenants.acme.roles=king"), "rsp.tenants.acme.roles"),
                Arguments.of(customer("offer=some"), "rsp.tenants.acme.gateway.offer is 'some'"),
                Arguments.of(
                        customer("hosts=https://x"),
                        "rsp.tenants.acme.gateway.hosts has 'https://x': write host, host:port or *.domain"),
                Arguments.of(customer("entity-ids=us"), "rsp.tenants.acme.gateway.entity-ids has 'us'"),
                Arguments.of(customer("offer=es4").subList(1, 6), "rsp.gateway.entity-id is missing"),
                Arguments.of(
                        with(customer("offer=es4"), "--rsp.gateway.url=http://our.host"),
                        "rsp.gateway.url is not an https address"),
                Arguments.of(
                        with(customer("offer=es4"), "--rsp.partner.port=0"),
                        "rsp.partner.port is 0, so that no customer can call"),
                Arguments.of(
                        with(customer("offer=es4"), "--rsp.gateway.offers.es4.functions=fly"),
                        "rsp.gateway.offers.es4.functions lists 'fly'"),
                Arguments.of(customer("reply-to=sometimes"), "rsp.tenants.acme.gateway.reply-to"),
                Arguments.of(
                        List.of("--rsp.rest.jwt.issuer=https://issuer.example"),
                        "rsp.rest.jwt lacks issuer, audience or jwks"),
                Arguments.of(
                        List.of("--rsp.tenants.acme.roles=order", "--rsp.tenants.acme.notify-euicc-owners=nobody"),
                        "rsp.tenants.acme.notify-euicc-owners names 'nobody', no tenant"),
                Arguments.of(
                        List.of("--rsp.tenants.acme.roles=order", "--rsp.tenants.acme.max-concurrent=0"),
                        "rsp.tenants.acme.max-concurrent is not positive"),
                Arguments.of(
                        List.of(
                                "--rsp.dialects.ours.interface=es2plus",
                                "--rsp.dialects.ours.paths.handleNotification=/gsma/rsp2/es2plus/releaseProfile"),
                        "which is ours"));
    }

    private static List<String> with(List<String> good, String... more) {
        return Stream.concat(
                        good.stream()
                                .filter(one -> Stream.of(more).noneMatch(other -> one.startsWith(other.split("=")[0]))),
                        Stream.of(more))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void givenAFault_thenTheLineNamesIt(List<String> arguments, String said) {
        assertThat(start(arguments.toArray(String[]::new))).contains(said).doesNotContain("\n");
    }

    @Test
    void givenGoodSettings_thenThereIsNoFault() {
        assertThat(start(
                        PEER + "interface=es2plus",
                        PEER + "url=https://smdp.example.com",
                        PEER + "requester-id=1.2.3",
                        PEER + "max-rate=50/s"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgp22-v2", "sgp22-v3", "idemia", "cmi", "valid", "redtea"})
    void givenAGoodSmdp_thenThereIsNoFault(String dialect) {
        assertThat(start(
                        PEER + "interface=es2plus",
                        PEER + "url=https://smdp.example.com",
                        PEER + "requester-id=1.2.3",
                        PEER + "dialect=" + dialect,
                        PEER + "access-key=a",
                        PEER + "secret=b",
                        PEER + "iccid-ranges=8988211*,8988213-8988215"))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgp02-v3", "sgp02-v4", "kpn", "gsoap"})
    void givenAGoodSmsr_thenThereIsNoFault(String dialect) {
        assertThat(start(
                        PEER + "interface=es4",
                        PEER + "url=https://smsr.example.com/es4",
                        PEER + "entity-id=1.3.6.1.4.1.20",
                        PEER + "own-entity-id=1.3.6.1.4.1.9",
                        PEER + "own-url=https://our.host",
                        PEER + "dialect=" + dialect,
                        PEER + "validity.fixed.setFallBackAttribute=720s"))
                .isNull();
    }

    @Test
    void givenAnIdThatStandsTwice_thenTheLineNamesItAndItsFile(@TempDir Path folder) throws Exception {
        var config = Files.createDirectory(folder.resolve("config"));
        Files.writeString(config.resolve("application.yaml"), "spring.config.import: file:" + config + "/peers.yaml\n");
        Files.writeString(
                config.resolve("peers.yaml"),
                """
                rsp:
                  peers:
                    a: {interface: es2plus}
                    a: {interface: es2plus}
                """);

        assertThat(start(folder, "--spring.config.location=file:" + config + "/"))
                .contains("config/peers.yaml: a stands twice", "line 4");
    }
}
