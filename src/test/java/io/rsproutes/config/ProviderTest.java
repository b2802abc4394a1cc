package io.rsproutes.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Whose profile an ICCID is, where an SM-SR manages those of other vendors. */
class ProviderTest {

    private static final Dialect KPN = dialect(Map.of("d.provider-entity-parameter", "X-KPN-ProviderEntityId"));

    private static Dialect dialect(Map<String, String> more) {
        var source = new MapConfigurationPropertySource(Map.of("d.interface", "es4"));
        more.forEach(source::put);
        return new Binder(source).bind("d", Dialect.class).get();
    }

    /** Vendors as {@code 1.2.3 89310* 89311*}, with a slash between them. */
    private static List<Provider> providers(String text) {
        return Arrays.stream(text.split("/"))
                .map(one -> one.trim().split(" "))
                .map(words -> new Provider(
                        words[0],
                        Arrays.stream(words).skip(1).map(Range::valueOf).toList()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1.1 89310*, 8931000000000000001, 1.1",
                "1.1 89310*, 8932000000000000001, -",
                "1.1 89310* / 1.2, 8932000000000000001, 1.2",
                "1.2 / 1.1 89310*, 8931000000000000001, 1.1",
                "1.1 8931* / 1.2 89310*, 8931000000000000001, 1.2",
                "1.1 8931* 8933* / 1.2 89310*, 8933000000000000001, 1.1",
                "1.1 89310-89319 / 1.2 89310*, 8931000000000000001, 1.2"
            })
    void givenAnIccid_thenItIsTheVendorsWhoseRangeHoldsItMostSpecifically(
            String providers, String iccid, String vendor) {
        assertThat(Provider.of(providers(providers), iccid)).isEqualTo(vendor);
    }

    @Test
    void givenNoVendors_thenNobodyIsNamed() {
        assertThat(Provider.of(List.of(), "8931000000000000001")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "vendor 89310*, p.entity-id is no object identifier",
        "1.1 / 1.2, p has more than one vendor without iccid-ranges",
        "1.1 89310* / 1.2 89310*, p.iccid-ranges has '89310*' in two vendors",
        "1.1 893101234567890123456*, p.iccid-ranges has '893101234567890123456*'"
    })
    void givenVendorsThatCannotBeTold_thenTheStartEndsWithTheReason(String providers, String fault) {
        assertThatThrownBy(() -> Provider.check("p", providers(providers), KPN))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining(fault);
    }

    @Test
    void givenADialectWithoutANameForIt_thenVendorsEndTheStart() {
        var none = dialect(Map.of());

        assertThatCode(() -> Provider.check("p", providers("1.1"), KPN)).doesNotThrowAnyException();
        assertThatCode(() -> Provider.check("p", List.of(), none)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Provider.check("p", providers("1.1"), none))
                .hasMessageContaining("p is set, but the peer's dialect has no name for it");
    }

    @ParameterizedTest
    @CsvSource({
        "parameter-separator, ;, is ';': set it to & or ?",
        "provider-entity-parameter, a b, is 'a b': write the name of a parameter"
    })
    void givenADialectThatWouldWriteNoUri_thenTheStartEnds(String key, String value, String fault) {
        assertThatThrownBy(() -> dialect(Map.of("d." + key, value)).check("d"))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("d." + key + " " + fault);
    }
}
