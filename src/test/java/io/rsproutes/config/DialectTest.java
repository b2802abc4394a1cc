package io.rsproutes.config;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What a dialect may say: names of notifications, and how a peer takes the data of profiles. */
class DialectTest {

    private static Dialect dialect(String interfaceName, String key, String name) {
        return new Binder(new MapConfigurationPropertySource(
                        Map.of("dialect.interface", interfaceName, "dialect.notifications." + key, name)))
                .bind("dialect", Dialect.class)
                .get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enabled",
                "disabled",
                "deleted",
                "smsr-changed",
                "fallback-set",
                "fallback-unset",
                "emergency-set",
                "emergency-unset",
                "downloaded",
                "policy-rules-updated",
                "plma-set"
            })
    void givenACanonicalName_thenADialectOfEs4MayUseIt(String name) {
        assertThatCode(() -> dialect("es4", "ES4-HandleNewsNotification", name).check("d"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "es2plus, path,      loading,  ''",
        "es2plus, path,      /a/b,     ''",
        "es2plus, path,      a//b,     d.provisioning.path is 'a//b'",
        "es2plus, path,      a b,      d.provisioning.path is 'a b'",
        "es2plus, profiles,  'a b',    d.provisioning",
        "es2plus, most,      0,        d.provisioning.most is 0",
        "es2plus, fields.ki, iccid,    d.provisioning.fields has 'ki: iccid'",
        "es2plus, fields.iccid, x,     d.provisioning.fields has 'iccid: x'",
        "es4,     path,      loading,  d.provisioning is set for the interface es4"
    })
    void givenAWayToTakeTheDataOfProfiles_thenItsNamesAreChecked(
            String interfaceName, String key, String value, String fault) {
        var dialect = new Binder(new MapConfigurationPropertySource(Map.of(
                        "dialect.interface",
                        interfaceName,
                        "dialect.provisioning.fields.opc",
                        "opc",
                        "dialect.provisioning." + key,
                        value)))
                .bind("dialect", Dialect.class)
                .get();

        if (fault.isEmpty()) {
            assertThatCode(() -> dialect.check("d")).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> dialect.check("d"))
                    .isInstanceOf(SettingsFault.class)
                    .hasMessageContaining(fault);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "es4, HandleNewsNotification, installed, gives HandleNewsNotification the name 'installed'",
        "es4, 5, enabled, has the key '5'",
        "es4, HandleNews, enabled, has the key 'HandleNews'",
        "es2plus, 5, Deleted Profile, gives 5 the name 'Deleted Profile'"
    })
    void givenAnythingElse_thenTheStartEndsAndSaysWhatThereIs(
            String interfaceName, String key, String name, String fault) {
        assertThatThrownBy(() -> dialect(interfaceName, key, name).check("d"))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("d.notifications " + fault);
    }

    @Test
    void givenANameNobodyKnows_thenTheFaultListsThoseThereAre() {
        assertThatThrownBy(
                        () -> dialect("es4", "HandleNewsNotification", "news").check("d"))
                .hasMessageContaining("use one of deleted, disabled, downloaded, emergency-set")
                .hasMessageContaining("plma-set, policy-rules-updated, smsr-changed");
    }

    @ParameterizedTest
    @CsvSource({
        "soap-version, 1.3, is '1.3': set it to 1.1 or 1.2",
        "style, encoded, is 'encoded': set it to document or rpc",
        "addressing-namespace, urn:x, is 'urn:x': set one of WS-Addressing",
        "answers, post, is 'post': set it to callback or polling",
        "poll-interval, 100ms, is shorter than a second: set 1s or more",
        "parameter-separator, ;, is ';': set it to & or ?"
    })
    void givenAFormOfSoapThatThereIsNot_thenTheStartEndsAndSaysWhatThereIs(String key, String value, String fault) {
        var dialect = new Binder(
                        new MapConfigurationPropertySource(Map.of("dialect.interface", "es4", "dialect." + key, value)))
                .bind("dialect", Dialect.class)
                .get();

        assertThatThrownBy(() -> dialect.check("d"))
                .isInstanceOf(SettingsFault.class)
                .hasMessage("d." + key + " " + fault);
    }
}
