package io.rsproutes.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Identifiers are masked, whatever stands beside them. */
class MaskingTest {

    @ParameterizedTest
    @CsvSource({
        "8901000000000000019, 890100***********19",
        "8901000000000000019e99999999999, 890100***********19e99999999999",
        "iccid8901000000000000019F, iccid890100***********19F",
        "x8901000000000000019x, x890100***********19x",
        "89049032123451234512345678901235, 890490************************35",
        "8904903212345123451234567890123589049032123451234512345678901235, 890490********************************************************35",
        "262011234567890, 262011*******90",
        "0192f3a4-7b1c-7def-8abc-163944123456, 0192f3a4-7b1c-7def-8abc-163944123456",
        "2026-11-28T08:56:04.644Z, 2026-11-28T08:56:04.644Z"
    })
    void mask(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    /** An error says which field is unknown, and a field may have any name. */
    @Test
    void theFieldOfAViolationIsMasked() {
        var violation = new Problem.Violation("/parameters/8947010000123456784", "is unknown");
        assertThat(violation.pointer()).isEqualTo("/parameters/894701***********84");
        assertThat(violation.words()).isEqualTo("894701***********84 is unknown");
    }

    /** The demo's console has the pattern in a file of its own. */
    @Test
    void theDemosPatternHidesAsMuch() throws Exception {
        var pattern = Pattern.compile("'(\\([^']*)', '\\$1")
                .matcher(Files.readString(Path.of("config/application-demo.yaml")));
        int found = 0;
        while (pattern.find()) {
            found++;
            assertThat("x8901000000000000019e9".replaceAll(pattern.group(1), "$1******$2"))
                    .isEqualTo("x890100******19e9");
        }
        assertThat(found).isEqualTo(2);
    }
}
