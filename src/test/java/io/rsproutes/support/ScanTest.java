package io.rsproutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The scan of the whole test run finds what it is there to find. */
class ScanTest {

    @Test
    void whatIsInClearIsFoundAndWhatIsMaskedIsNot() {
        Scan.found().clear();
        try {
            Scan.read(
                    "test",
                    "eid=890490**************35 iccid=894701***********84 operation 01a201d0-f444-7000-8ef7-3e46825a6efe");
            assertThat(Scan.found()).isEmpty();
            Scan.read("test", "eid=89049032123451234512345678901235.");
            System.out.println("a log line with 8947010000123456784 in it");
            Scan.read("test", "LPA:1$smdp.example.com$AB-12");
            assertThat(Scan.found()).hasSize(3);
        } finally {
            Scan.found().clear();
        }
    }
}
