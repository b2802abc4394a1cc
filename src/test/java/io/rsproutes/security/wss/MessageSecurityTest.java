package io.rsproutes.security.wss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.protocol.sgp02.wss.WssRefusal;
import io.rsproutes.security.Revocations;
import io.rsproutes.support.Certificates;
import io.rsproutes.support.Soap;
import io.rsproutes.support.WssMessage;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/** Who signs, and whose signatures count, by settings and SSL bundles. */
class MessageSecurityTest {

    private static final Certificates CERTIFICATES = new Certificates()
            .authority("ca")
            .issue("ca", "acme", "CN=acme", "-1d", 30)
            .issue("ca", "globex", "CN=globex", "-1d", 30)
            .authority("other")
            .issue("other", "renewed", "CN=renewed", "-1d", 30);
    private static final String ENVELOPE =
            Soap.envelope("<wsa:MessageID>urn:uuid:1</wsa:MessageID>", "<rps:A>b</rps:A>");
    private static final String CUSTOMER = "rsp.tenants.acme.gateway.ws-security.";
    private static final String PEER = "rsp.peers.main.ws-security.";

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

    private MessageSecurity security(String... settings) {
        var all = new HashMap<String, String>(
                Map.of("rsp.peers.main.interface", "es4", "rsp.peers.plain.interface", "es4"));
        for (var setting : settings) {
            all.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        var bound = new Binder(new MapConfigurationPropertySource(all))
                .bind("rsp", Settings.class)
                .get();
        return new MessageSecurity(bound, bundles, new Revocations(bound));
    }

    private static SslBundle bundle(String key, String authority) throws Exception {
        return SslBundle.of(SslStoreBundle.of(
                key == null ? null : Certificates.load(CERTIFICATES.store(key)),
                Certificates.PASSWORD,
                authority == null ? null : Certificates.load(CERTIFICATES.store(authority + "-trust"))));
    }

    private static String signed(String name) {
        return new WssMessage(ENVELOPE).timestamp().signed(CERTIFICATES, name).text();
    }

    @Test
    void givenNothingAgreed_thenMessagesStayAsTheyAre() {
        var security = security();

        assertThat(security.secure("main", ENVELOPE)).isSameAs(ENVELOPE);
        assertThat(security.verify("acme", ENVELOPE)).isNull();
    }

    @Test
    void givenOnePeerWithIt_thenTheOthersMessagesStayAsTheyAre() throws Exception {
        bundles.registerBundle("signing", bundle("acme", null));
        var security = security(PEER + "signature=signing");

        assertThat(security.secure("main", ENVELOPE)).contains("<ds:Signature");
        assertThat(security.secure("plain", ENVELOPE)).isSameAs(ENVELOPE);
    }

    @Test
    void givenABundleOfPemFiles_thenItSignsAndVouches() {
        bundles.registerBundle(
                "pem",
                SslBundle.of(new PemSslStoreBundle(
                        PemSslStoreDetails.forCertificate("file:" + CERTIFICATES.pem("acme"))
                                .withPrivateKey("file:" + CERTIFICATES.pem("acme")),
                        PemSslStoreDetails.forCertificate("file:" + CERTIFICATES.pem("ca")))));
        var security = security(PEER + "signature=pem", CUSTOMER + "signature=pem");

        var verified = security.verify("acme", security.secure("main", ENVELOPE));

        assertThat(verified.message()).contains("urn:uuid:1").doesNotContain("Signature");
    }

    @Test
    void givenWhichCertificatesMaySign_thenAnothersOfTheSameAuthorityDoesNotCount() throws Exception {
        bundles.registerBundle("trust", bundle(null, "ca"));
        var any = security(CUSTOMER + "signature=trust");
        var acmes = security(
                CUSTOMER + "signature=trust",
                CUSTOMER + "certificates[0].issuer=CN=ca,O=Test",
                CUSTOMER + "certificates[0].san=acme");

        assertThat(any.verify("acme", signed("globex"))).isNotNull();
        assertThat(acmes.verify("acme", signed("acme"))).isNotNull();
        assertThatThrownBy(() -> acmes.verify("acme", signed("globex")))
                .isInstanceOfSatisfying(
                        WssRefusal.class, e -> assertThat(e.reason()).isEqualTo("certificate"));
    }

    @Test
    void givenARevokedCertificate_thenItDoesNotCount() throws Exception {
        bundles.registerBundle("trust", bundle(null, "ca"));
        var security = security(
                CUSTOMER + "signature=trust", "rsp.partner.revocations=" + CERTIFICATES.revoke("ca", "globex"));

        assertThat(security.verify("acme", signed("acme"))).isNotNull();
        assertThatThrownBy(() -> security.verify("acme", signed("globex"))).isInstanceOf(WssRefusal.class);
    }

    @Test
    void givenARenewedBundle_thenItCountsFromTheNextMessageOn() throws Exception {
        bundles.registerBundle("both", bundle("acme", "ca"));
        var security = security(PEER + "signature=both", CUSTOMER + "signature=both");
        var before = security.secure("main", ENVELOPE);
        assertThat(security.verify("acme", before)).isNotNull();

        bundles.updateBundle("both", bundle("renewed", "other"));

        assertThatThrownBy(() -> security.verify("acme", before)).isInstanceOf(WssRefusal.class);
        assertThat(security.verify("acme", security.secure("main", ENVELOPE))).isNotNull();
    }

    @Test
    void givenABundleThatCannotServe_thenTheStartSaysWhy() throws Exception {
        bundles.registerBundle("keyless", bundle(null, "ca"));
        bundles.registerBundle("trustless", bundle("acme", null));

        assertThatThrownBy(() -> security(PEER + "signature=none"))
                .isInstanceOf(SettingsFault.class)
                .hasMessageStartingWith("rsp.peers.main.ws-security.signature names the SSL bundle 'none'");
        assertThatThrownBy(() -> security(PEER + "signature=keyless"))
                .isInstanceOf(SettingsFault.class)
                .hasMessageStartingWith("spring.ssl.bundle.*.keyless lacks a key store");
        assertThatThrownBy(() -> security(CUSTOMER + "signature=trustless"))
                .isInstanceOf(SettingsFault.class)
                .hasMessageStartingWith("spring.ssl.bundle.*.trustless lacks a trust store");
    }

    @Test
    void givenTheSettingsInALog_thenThePasswordIsNot() {
        var bound = new Binder(new MapConfigurationPropertySource(
                        Map.of(CUSTOMER + "username", "a", CUSTOMER + "password", "correct horse")))
                .bind("rsp", Settings.class)
                .get();

        assertThat(bound.toString()).contains("WsSecurity[username=a").doesNotContain("correct horse");
    }
}
