package io.rsproutes.southbound.sgp02;

import java.util.stream.Stream;

import io.rsproutes.support.Es4Orders;
import io.rsproutes.support.Full;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of ES2 with everything that an SM-DP may say against it (docs/spec/es4.md 2.2, 2.4). */
class Es2MatrixIT extends CardMatrix {

    private static Stream<Arguments> all() {
        return cells(Es4Orders.ES2);
    }

    @Override
    String peer() {
        return ",\"peer\":\"smdp-sgp02\"";
    }

    @ParameterizedTest
    @CsvSource({
        "downloadProfile, unknown-eid",
        "deleteProfile, unknown-iccid",
        "updatePolicyRules, busy",
        "downloadProfile, cardError",
        "enableProfile, expired"
    })
    void givenAFault_thenTheOperationSaysSo(String function, String fault) {
        isSaid(function, fault);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @MethodSource("all")
    void givenAnyFault_thenTheOperationSaysSo(String function, String fault) {
        isSaid(function, fault);
    }
}
