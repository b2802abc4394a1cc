package io.rsproutes.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of docs/spec/es2plus.md 4. */
class IdentifiersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "89882119900000000000000000001654",
                "89049032005123451234512345678986",
                "89049032123451234512345678901235",
                "35203000100100000000000021371840"
            })
    void validEids(String eid) {
        assertThat(Identifiers.isEid(eid)).isTrue();
        assertThat(Identifiers.eidCheckHolds(eid)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"89049032123451234512345678901234", "01010101010101010101000000000001"})
    void eidsWithAWrongCheck(String eid) {
        assertThat(Identifiers.eidCheckHolds(eid)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8988211000000000011",
                "8947010000123456784",
                "8947000000000000038",
                "8901000000000000019",
                "89852342022019785558"
            })
    void validIccids(String iccid) {
        assertThat(Identifiers.isIccid(iccid)).isTrue();
        assertThat(Identifiers.iccidCheckHolds(iccid)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"89860468152080349618", "8988211000000000019"})
    void iccidsWithAWrongCheck(String iccid) {
        assertThat(Identifiers.iccidCheckHolds(iccid)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "8988211000000000011F, 8988211000000000011",
        "8988211000000000011f, 8988211000000000011",
        "898821100000000001, 8988211000000000011",
        "898821100000000001FF, 8988211000000000011",
        "89852342022019785558, 89852342022019785558"
    })
    void oneProfileOneForm(String written, String canonical) {
        assertThat(Identifiers.isIccid(written)).isTrue();
        assertThat(Identifiers.canonicalIccid(written)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8988211",
                "89882110000000000111F",
                "F988211000000000011",
                "8988211000000000011G",
                "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩"
            })
    void notIccids(String text) {
        assertThat(Identifiers.isIccid(text)).isFalse();
    }

    @Test
    void idsAreUniqueAndSortByAge() {
        var seen = new HashSet<String>();
        var last = "";
        for (int i = 0; i < 10_000; i++) {
            var id = UuidV7.next();
            assertThat(id)
                    .isGreaterThan(last)
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(seen.add(id)).isTrue();
            last = id;
        }
    }
}
