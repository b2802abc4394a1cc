package io.rsproutes.protocol.sgp02.wss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapReader;
import io.rsproutes.protocol.sgp02.SoapWriter;
import io.rsproutes.support.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we send: as our own codec writes it, and then signed. */
class WssSignerTest extends WssScenarios {

    private static String envelope() {
        return SoapWriter.envelope(
                new Addressing(
                        "urn:uuid:1",
                        null,
                        "https://us/es4?EntityId=1&UserName=\u00e9",
                        "https://smsr",
                        "https://us",
                        "a"),
                out -> {
                    out.writeStartElement("rps", "ES4-AuditEISRequest", "http://namespaces.gsma.org/esim-messaging/3");
                    out.writeNamespace("rps", "http://namespaces.gsma.org/esim-messaging/3");
                    out.writeCharacters("text <&> \u00e9");
                    out.writeEndElement();
                });
    }

    private static WssSigner.Key key(String name) throws GeneralSecurityException, IOException {
        return new WssSigner.Key(Certificates.load(CERTIFICATES.store(name)), name, Certificates.PASSWORD);
    }

    @Test
    void givenCredentials_thenTheTokenHasADigestAndNoPassword() throws Exception {
        var secured = new WssSigner(CREDENTIALS, null).secure(envelope());

        assertThat(secured)
                .contains("UsernameToken", "#PasswordDigest", "<wsse:Nonce", "<wsu:Created>", "<wsu:Timestamp")
                .containsPattern("<wsse:Security [^>]*mustUnderstand=\"true\"")
                .doesNotContain("correct horse");
        holds(password(), secured);
        assertThat(new WssSigner(CREDENTIALS, null).secure(envelope())).isNotEqualTo(secured);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "curve"})
    void givenAKey_thenAllOfItIsSigned(String name) throws Exception {
        var secured = new WssSigner(null, key(name)).secure(envelope());

        holds(signature(name), secured);
        assertThat(secured).contains(name.equals("acme") ? "rsa-sha256" : "ecdsa-sha256", "BinarySecurityToken");
        refused(signature(name), secured.replace("text ", "tekst "), "signature");
    }

    @Test
    void givenBoth_thenBothHold() throws Exception {
        var secured = new WssSigner(CREDENTIALS, key("acme")).secure(envelope());

        holds(both(), secured);
        var read = SoapReader.kept(secured);
        assertThat(read.body().text()).isEqualTo("text <&> \u00e9");
        assertThat(read.from()).isEqualTo("https://us/es4?EntityId=1&UserName=\u00e9");
    }

    /** Who does not know of it must say so. */
    @Test
    void givenAReceiverWithoutIt_thenTheHeaderIsNotUnderstood() throws Exception {
        var secured = new WssSigner(CREDENTIALS, null).secure(envelope());

        assertThatThrownBy(() -> SoapReader.read(secured))
                .isInstanceOfSatisfying(
                        SoapFault.class, fault -> assertThat(fault.code()).isEqualTo("MustUnderstand"));
    }

    @Test
    void givenNoKey_thenThatIsSaidBeforeAnythingIsSent() throws Exception {
        var empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);

        assertThatThrownBy(() -> new WssSigner(null, new WssSigner.Key(empty, "a", "")))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> new WssSigner(
                        null, new WssSigner.Key(Certificates.load(CERTIFICATES.store("acme")), "acme", "wrong")))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void givenTheSettingsInALog_thenThePasswordsAreNot() throws Exception {
        assertThat(CREDENTIALS + " " + key("acme")).contains("acme").doesNotContain("horse", Certificates.PASSWORD);
    }
}
