package io.rsproutes.protocol.es2plus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.common.HostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Activation codes, in every shape of SGP.22 4.1 (docs/spec/es2plus.md 1.9). */
class ActivationCodeTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "04386-AGYFT-A74Y8-3F815 | - | false | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815",
                "04386-AGYFT-A74Y8-3F815 | - | true | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$$1",
                "04386-AGYFT-A74Y8-3F815 | 1.3.6.1.4.1.31746 | false | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746",
                "04386-AGYFT-A74Y8-3F815 | 1.3.6.1.4.1.31746 | true | 1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1",
                "'' | 1.3.6.1.4.1.31746 | false | 1$SMDP.GSMA.COM$$1.3.6.1.4.1.31746"
            })
    void shapes(String matchingId, String oid, boolean confirmation, String code) {
        assertThat(ActivationCode.of("SMDP.GSMA.COM", matchingId, oid, confirmation))
                .isEqualTo(code);
        assertThat(ActivationCode.qrText(code)).isEqualTo("LPA:" + code);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "https://smdp.example.com | AB-1 | smdp.example.com | AB-1",
                "HTTPS://smdp.example.com:443/ | AB-1 | smdp.example.com | AB-1",
                "smdp.example.com/ | AB-1 | smdp.example.com | AB-1",
                "SMDP.example.com. | AB-1 | SMDP.example.com | AB-1",
                "' smdp.example.com ' | ' AB-1 ' | smdp.example.com | AB-1",
                "'' | AB-1 | - | AB-1",
                "- | AB-1 | - | AB-1",
                "LPA:1$smdp.example.com$AB | - | smdp.example.com | AB",
                "lpa:1$smdp.example.com$AB$1.3.6.1$1 | AB | smdp.example.com | AB",
                "1$smdp.example.com$AB$$1 | '' | smdp.example.com | AB",
                "- | 1$smdp.example.com$AB | smdp.example.com | AB",
                "smdp.example.com | LPA:1$SMDP.EXAMPLE.COM$AB | smdp.example.com | AB",
                "smdp.example.com | '' | smdp.example.com | ''",
                "smdp.example.com | ab-1 | smdp.example.com | ab-1"
            })
    void whatHasOneReadingIsTidied(String address, String matchingId, String host, String id) {
        assertThat(ActivationCode.parts(address, matchingId)).isEqualTo(new ActivationCode.Parts(host, id, null));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "$x | AB-1",
                "smdp | AB-1",
                "smdp.example.com/gsma | AB-1",
                "smdp.example.com:8443 | AB-1",
                "10.0.0.1 | AB-1",
                "smdp example.com | AB-1",
                "-smdp.example.com | AB-1",
                "smdp..example.com | AB-1",
                "ftp://smdp.example.com | AB-1",
                "smdp.exämple.com | AB-1",
                "smdp.example.com | AB$CD",
                "smdp.example.com | AB CD",
                "smdp.example.com | 1$smdp$AB",
                "smdp.example.com | AB_1",
                "LPA:1$smdp.example.com$AB | A-1",
                "1$a.example.com$AB | 1$b.example.com$AB"
            })
    void whatCannotBeOneHasAFault(String address, String matchingId) {
        assertThat(ActivationCode.parts(address, matchingId).fault()).isNotNull();
    }

    @Test
    void whatIsTooLongIsNone() {
        assertThat(ActivationCode.parts("smdp.example.com", "A".repeat(248)).fault())
                .isNotNull();
        assertThat(ActivationCode.parts("a".repeat(64) + ".com", "A").fault()).isNotNull();
        assertThat(HostName.of(("a".repeat(50) + ".").repeat(5) + "com")).isNull();
    }
}
