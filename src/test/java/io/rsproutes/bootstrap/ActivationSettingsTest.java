package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of one-time links. */
class ActivationSettingsTest extends SettingsStart {

    @ParameterizedTest
    @CsvSource({
        "url=http://esim.example.com, rsp.activation.url is not an https address",
        "url=https://esim.example.com/?a=b, rsp.activation.url is not a base address",
        "link-validity=8d, 'rsp.activation.link-validity is not positive, or longer than'",
        "link-validity=0s, 'rsp.activation.link-validity is not positive, or longer than'",
        "max-concurrent=0, rsp.activation.max-concurrent is not positive",
        "max-rate=often, is not a rate",
        "max-downloads=-1, rsp.activation.max-downloads is negative"
    })
    void givenAFault_thenTheStartEndsWithWhatToDo(String setting, String fault) {
        assertThat(start("--rsp.activation." + setting)).contains(fault);
    }

    @Test
    void aMakersNumberHasEightDigits() {
        assertThat(start("--rsp.euiccs.eums.8904903=Thales")).contains("rsp.euiccs.eums.8904903 is no maker's number");
        assertThat(start("--rsp.euiccs.eums.89049032=Thales")).isNull();
    }

    @Test
    void anAddressWithAPathWillDo_andSoWillNone() {
        assertThat(start("--rsp.activation.url=https://example.com/esim")).isNull();
        assertThat(start()).isNull();
    }
}
