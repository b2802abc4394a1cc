package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a stock is low, by which numbers. */
class StockSettingsTest extends SettingsStart {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "low=-1;rsp.stock.low is negative",
                "days-left=-1;rsp.stock.days-left is negative",
                "weeks=0;rsp.stock.weeks is not positive",
                "low-of=nobody=5;rsp.stock.low-of has 'nobody=5'",
                "low-of=acme;rsp.stock.low-of has 'acme'"
            })
    void givenWhatCannotBe_thenTheStartSaysSo(String setting, String said) {
        assertThat(start("--rsp.stock." + setting)).contains(said);
    }

    @Test
    void numbersWillDo() {
        assertThat(start("--rsp.stock.low=0", "--rsp.stock.days-left=0", "--rsp.stock.weeks=1"))
                .isNull();
    }
}
