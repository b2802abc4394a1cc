package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be said of WS-Security, for customers and for peers. */
class SecuritySettingsTest extends SettingsStart {

    private static final String CUSTOMER = "rsp.tenants.acme.gateway.ws-security.";
    private static final String PEER = "rsp.peers.main.ws-security.";

    private static String with(String... more) {
        return start(Stream.concat(
                        List.of(
                                "--rsp.gateway.entity-id=1.2.3",
                                "--rsp.gateway.url=https://our.host",
                                "--rsp.gateway.offers.es4.functions=enableProfile",
                                "--rsp.tenants.acme.roles=order",
                                "--rsp.tenants.acme.gateway.entity-ids=1.2.4",
                                "--rsp.tenants.acme.gateway.offer=es4",
                                "--rsp.peers.main.interface=es4",
                                "--rsp.peers.main.url=https://smsr.example.com/es4",
                                "--rsp.peers.main.entity-id=1.3.6.1.4.1.20",
                                "--rsp.peers.main.own-entity-id=1.3.6.1.4.1.9",
                                "--rsp.peers.main.own-url=https://our.host")
                                .stream(),
                        Stream.of(more).map(one -> "--" + one))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {CUSTOMER, PEER})
    void givenAPasswordASignatureOrBoth_thenThereIsNoFault(String at) {
        assertThat(with(at + "username=a", at + "password=b")).isNull();
        assertThat(with(at + "signature=c")).isNull();
        assertThat(with(at + "username=a", at + "password=b", at + "signature=c"))
                .isNull();
    }

    @Test
    void givenWhoMaySign_thenThereIsNoFault() {
        assertThat(with(
                        CUSTOMER + "signature=c",
                        CUSTOMER + "certificates[0].issuer=CN=ca",
                        CUSTOMER + "certificates[0].san=a"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "username=a, rsp.tenants.acme.gateway.ws-security.password is missing",
        "password=a, rsp.tenants.acme.gateway.ws-security.username is missing",
        "signature= , rsp.tenants.acme.gateway.ws-security.signature is empty",
        "certificates[0].subject=CN=a, rsp.tenants.acme.gateway.ws-security asks for nothing",
        "usrname=a, rsp.tenants.acme.gateway.ws-security.usrname is not a setting"
    })
    void givenHalfOfIt_thenTheLineNamesWhatIsMissing(String setting, String said) {
        assertThat(with(CUSTOMER + setting)).contains(said).doesNotContain("\n");
    }

    @Test
    void givenCertificatesAndNobodyWhoVouches_thenTheLineSaysSo() {
        assertThat(with(CUSTOMER + "username=a", CUSTOMER + "password=b", CUSTOMER + "certificates[0].subject=CN=a"))
                .contains(CUSTOMER + "signature is missing: name the SSL bundle");
        assertThat(with(CUSTOMER + "signature=c", CUSTOMER + "certificates[0].san=a"))
                .contains(CUSTOMER + "certificates has an entry of an unknown form");
        assertThat(with(PEER + "signature=c", PEER + "certificates[0].subject=CN=a"))
                .contains(PEER + "certificates is set, but a peer is not expected to sign");
    }

    @Test
    void givenAPeerThatIsNotCalledBySoap_thenTheLineSaysSo() {
        assertThat(start(
                        "--rsp.peers.main.interface=es2plus",
                        "--rsp.peers.main.url=https://smdp.example.com",
                        "--rsp.peers.main.requester-id=1.2.3",
                        "--" + PEER + "signature=c"))
                .contains("rsp.peers.main.ws-security is set, but its interface is no SOAP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "61m", "-1m"})
    void givenAWindowThatIsNone_thenTheLineSaysSo(String window) {
        assertThat(with("rsp.gateway.ws-security-window=" + window))
                .contains("rsp.gateway.ws-security-window is", "from 1s to 1h");
    }
}
