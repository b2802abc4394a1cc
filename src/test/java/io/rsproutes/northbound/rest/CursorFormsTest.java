package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.rsproutes.common.UuidV7;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cursors of lists, as the contract says their form. */
class CursorFormsTest {

    private static final String DEAD_LETTERS = "delivery-dead-letters-list";

    @Test
    void theIdsThatWeMakeFit() {
        for (var id : new String[] {UuidV7.next(), UuidV7.of("a", "b")}) {
            assertThat(Contracts.fits("northbound-operations-list", "cursor", id))
                    .isTrue();
            for (var letter : new String[] {id + ".rsp.events", id + "." + id, id + ".reply.acme", "step." + id}) {
                assertThat(Contracts.fits(DEAD_LETTERS, "cursor", letter))
                        .as(letter)
                        .isTrue();
            }
        }
        assertThat(Contracts.fits(DEAD_LETTERS, "cursor", "0af9".repeat(16))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "northbound-inventory-list, 894701000012345678, true",
        "northbound-inventory-list, 89470100001234567845, true",
        "northbound-inventory-list, 8947, false",
        "northbound-profiles-timeline, 20260131120000123456-1-0000000000000000007, true",
        "northbound-euiccs-timeline, 20260131120000123456-2-0000000000000000007, true",
        "northbound-euiccs-timeline, 20260131120000123456-3-0000000000000000007, false",
        "northbound-templates-get, 01890000-0000-7000-8000-00000000000G, false",
        "delivery-dead-letters-list, zz, false",
        "delivery-dead-letters-list, 01890000-0000-7000-8000-000000000000x, false"
    })
    void aCursorFitsItsList(String route, String cursor, boolean fits) {
        assertThat(Contracts.fits(route, "cursor", cursor)).isEqualTo(fits);
    }

    @Test
    void whatHasNoFormFits() {
        assertThat(Contracts.fits("northbound-operations-list", "state", "x")).isTrue();
        assertThat(Contracts.fits("none", "cursor", "x")).isTrue();
    }
}
