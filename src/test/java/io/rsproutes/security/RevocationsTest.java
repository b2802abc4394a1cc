package io.rsproutes.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.support.Certificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RevocationsTest {

    private static final Certificates CERTIFICATES = new Certificates()
            .authority("ca")
            .issue("ca", "one", "CN=one", "-1d", 30)
            .issue("ca", "two", "CN=two", "-1d", 30);

    @TempDir
    private Path folder;

    private static Settings settings(Path revocations) {
        return new Binder(new MapConfigurationPropertySource(Map.of("rsp.partner.revocations", revocations.toString())))
                .bind("rsp", Settings.class)
                .get();
    }

    @Test
    void givenAList_thenWhatIsOnItIsRevokedAndAChangedListCountsWithoutARestart() throws Exception {
        var list = folder.resolve("ca.crl");
        Files.copy(CERTIFICATES.revoke("ca", "one"), list);
        var revocations = new Revocations(settings(folder));
        assertThat(revocations.revoked(CERTIFICATES.certificate("one"))).isTrue();
        assertThat(revocations.revoked(CERTIFICATES.certificate("two"))).isFalse();
        Files.copy(CERTIFICATES.revoke("ca", "one", "two"), list, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        await().atMost(Duration.ofSeconds(10)).until(() -> revocations.revoked(CERTIFICATES.certificate("two")));
        // Broken later: what was read still counts.
        Files.writeString(list, "-----BEGIN X509 CRL-----\nnonsense\n-----END X509 CRL-----\n");
        await().pollDelay(Duration.ofMillis(1_200))
                .atMost(Duration.ofSeconds(10))
                .until(() -> revocations.revoked(CERTIFICATES.certificate("one")));
    }

    @Test
    void givenAListThatIsGone_thenWhatItSaidStillCountsUntilAnotherComes() throws Exception {
        var list = folder.resolve("ca.crl");
        Files.copy(CERTIFICATES.revoke("ca", "one"), list);
        var revocations = new Revocations(settings(folder));
        Files.delete(list);
        await().pollDelay(Duration.ofMillis(1_200))
                .atMost(Duration.ofSeconds(10))
                .until(() -> revocations.revoked(CERTIFICATES.certificate("one")));
        Files.copy(CERTIFICATES.revoke("ca", "two"), folder.resolve("new.crl"));
        await().atMost(Duration.ofSeconds(10)).until(() -> revocations.revoked(CERTIFICATES.certificate("two")));
        assertThat(revocations.revoked(CERTIFICATES.certificate("one"))).isFalse();
    }

    @Test
    void givenAListThatCannotBeReadAtTheStart_thenTheStartEnds() throws Exception {
        assertThatThrownBy(() -> new Revocations(settings(folder.resolve("missing"))))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("rsp.partner.revocations");
    }
}
