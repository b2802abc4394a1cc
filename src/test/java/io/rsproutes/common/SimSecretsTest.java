package io.rsproutes.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimSecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ki", "KI", "k", "opc", "OPc", "op", "op_c", "pin", "PIN1", "pin_2", "puk2", "adm", "adm1", "kic",
                "kid01"
            })
    void theseAreKeysAndCodes(String name) {
        assertThat(SimSecrets.isName(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iccid",
                "eid",
                "kind",
                "option",
                "peer",
                "admin",
                "confirmationCode",
                "operation",
                "key",
                "pinned"
            })
    void theseAreNot(String name) {
        assertThat(SimSecrets.isName(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"a":1, "b":"ki"}              | {"a":1, "b":"ki"}
                    {"a":{"Ki":"00FF"},"b":[1]}    | {"a":{"Ki":"***"},"b":[1]}
                    {"x":[{"pin":[1,2]},{"puk":7}]} | {"x":[{"pin":"***"},{"puk":"***"}]}
                    {"\\u006bi":"00FF"}            | {"ki":"***"}
                    {"ki":"00FF"                   | {"ki":"***"
                    {"ki" : "00FF                  | {"ki" : "***"
                    {"ki":1234,"a":}               | {"ki":"***","a":}
                    not JSON at all                | not JSON at all
                    """)
    void whatIsKeptHasNoneOfTheirValues(String text, String kept) {
        assertThat(SimSecrets.masked(text)).isEqualTo(kept);
    }

    @Test
    void nothingStaysNothing() {
        assertThat(SimSecrets.masked(null)).isNull();
    }
}
