package io.rsproutes.northbound.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

/** What a line of an inventory file says of its profile in the pool. */
class StockColumnsTest {

    @Test
    void givenAColumnThatTheFileHas_thenItIsNamed_evenIfItIsEmpty() {
        var columns = StockColumns.of(Map.of("iccid", "1"), List.of("iccid", "stockstate"));

        assertThat(columns.names("stockstate")).isTrue();
        assertThat(columns.names("imsireference")).isFalse();
        assertThat(columns.stockState()).isNull();
    }

    @Test
    void aReferenceIsPrintable_withoutBlanksAroundIt_andNotTooLong() {
        assertThat(List.of("1", "+49 151 2345678", "a".repeat(64))).allMatch(StockColumns::isReference);
        assertThat(List.of("", " ", " a", "a ", "\u00e4", "a\u0000", "a".repeat(65)))
                .noneMatch(StockColumns::isReference);
    }
}
