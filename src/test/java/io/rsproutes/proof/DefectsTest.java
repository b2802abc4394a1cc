package io.rsproutes.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether they are caught, {@code bench/proof.sh defects} says; here, that routes and statements still have what they replace. */
class DefectsTest {

    static List<Defect> all() {
        return Defects.ALL;
    }

    @ParameterizedTest
    @MethodSource("all")
    void givenADefect_thenItFitsTheRoutesAsTheyAre(Defect defect) {
        assertThat(defect.folder().resolve("routes")).isDirectory();
    }

    @Test
    void thereAreEnough() {
        assertThat(all())
                .hasSizeGreaterThanOrEqualTo(20)
                .extracting(Defect::name)
                .doesNotHaveDuplicates();
    }
}
