package io.rsproutes.protocol.sgp02.wss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;

import io.rsproutes.support.Certificates;
import io.rsproutes.support.Soap;
import io.rsproutes.support.WssMessage;

/** Customers' messages, and what checks them. */
abstract class WssScenarios {

    static final Credentials CREDENTIALS = new Credentials("acme", "correct horse");
    static final Duration WINDOW = Duration.ofMinutes(5);
    static final String HEADER = "<wsa:MessageID>urn:uuid:1</wsa:MessageID><wsa:To>https://gateway/es4</wsa:To>"
            + "<wsa:ReplyTo><wsa:Address>https://customer/es4?EntityId=1.2.3</wsa:Address></wsa:ReplyTo>";
    static final String BODY = "<rps:ES4-AuditEISRequest><rps:FunctionCallIdentifier>c</rps:FunctionCallIdentifier>"
            + "<rps:Eid>89049032123451234512345678901235</rps:Eid></rps:ES4-AuditEISRequest>";
    static final Certificates CERTIFICATES = new Certificates()
            .authority("ca")
            .issue("ca", "curve", "CN=curve", "-1d", 30)
            .issue("ca", "late", "CN=late", "-10d", 5)
            .rsa()
            .issue("ca", "acme", "CN=acme", "-1d", 30)
            .issue("ca", "globex", "CN=globex", "-1d", 30)
            .authority("stranger");

    static WssMessage message() {
        return new WssMessage(Soap.envelope(HEADER, BODY));
    }

    /** Takes the password's digest. */
    static WssVerifier password() {
        return new WssVerifier(CREDENTIALS, null, WINDOW);
    }

    /** Takes signatures of these. */
    static WssVerifier signature(String... names) {
        return new WssVerifier(null, signers(names), WINDOW);
    }

    /** Takes both, only together. */
    static WssVerifier both() {
        return new WssVerifier(CREDENTIALS, signers("acme"), WINDOW);
    }

    private static WssVerifier.Signers signers(String... names) {
        try {
            return new WssVerifier.Signers(Certificates.load(CERTIFICATES.store("ca-trust")), certificate -> Set.of(
                            names)
                    .contains(certificate.getSubjectX500Principal().getName().replace("CN=", "")));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void holds(WssVerifier verifier, String message) {
        var verified = verifier.verify(message);
        assertThat(verified.message())
                .contains("ES4-AuditEISRequest", "urn:uuid:1")
                .doesNotContain("Security");
        assertThat(verified.token()).hasSize(64);
    }

    static void refused(WssVerifier verifier, String message, String reason) {
        var refusal = catchThrowableOfType(WssRefusal.class, () -> verifier.verify(message));
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        assertThat(refusal.getMessage()).doesNotContain("89049032", "correct", "acme", "http", "urn:");
    }
}
