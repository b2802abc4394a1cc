package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person may say of an operation in doubt. */
class ResolutionsTest {

    private static final String ICCID = "8947010000123456784";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "another ICCID,  8947010000123456701, acme,   true,  acme,   Available, for another ICCID",
                "another tenant, -,                   acme,   true,  globex, Available, belongs to another tenant",
                "ordered before, -,                   acme,   true,  acme,   Released,  ordered by another operation"
            })
    void anIccidThatCannotBeTheOrdersIsRefused(
            String why, String own, String tenant, boolean held, String holder, String state, String detail) {
        assertThatThrownBy(() -> Resolutions.checkIccid(own, ICCID, tenant, held, holder, state))
                .as(why)
                .hasMessageContaining(detail);
    }

    @Test
    void itsOwnOrOneThatIsFreeIsTaken() {
        assertThatCode(() -> {
                    Resolutions.checkIccid(ICCID, ICCID, "acme", true, "acme", "Released");
                    Resolutions.checkIccid(null, ICCID, "acme", true, "acme", "Available");
                    Resolutions.checkIccid(null, ICCID, "acme", false, null, null);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void anOperationIsItsTenantsAndTheOperators() {
        var resolutions = new Resolutions();
        assertThat(resolutions.visible(true, "acme", "acme")).isTrue();
        assertThat(resolutions.visible(true, null, "acme")).isTrue();
        assertThat(resolutions.visible(true, "globex", "acme")).isFalse();
        assertThat(resolutions.visible(false, null, null)).isFalse();
    }
}
