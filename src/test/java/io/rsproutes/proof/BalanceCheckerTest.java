package io.rsproutes.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that balance pass; each way in which they may not is found. */
class BalanceCheckerTest {

    @Test
    void givenBooksThatBalance_thenNothingIsBroken() {
        // 10 accepted (one answer still on its way), 4 ended; 20 events, of which 12 delivered (the answer of one not
        // written down yet), 7 pending, 1 parked.
        assertThat(BalanceChecker.check(new Ledger.Balance(9, 10, 4, 4, 20, 20, 12, 7, 1, 1, 13)))
                .isEmpty();
    }

    static Stream<Arguments> imbalances() {
        return Stream.of(
                Arguments.of(
                        "accepted, and not there",
                        "at any moment: what was accepted is there",
                        new Ledger.Balance(11, 10, 4, 4, 20, 20, 12, 7, 1, 1, 13)),
                Arguments.of(
                        "ended before its event",
                        "at any moment: what has ended has its event",
                        new Ledger.Balance(9, 10, 5, 4, 20, 20, 12, 7, 1, 1, 13)),
                Arguments.of(
                        "placed without a delivery",
                        "at any moment: every event is delivered, pending or parked",
                        new Ledger.Balance(9, 10, 4, 4, 21, 20, 12, 7, 1, 1, 13)),
                Arguments.of(
                        "given up before its dead letter",
                        "at any moment: every event is delivered, pending or parked",
                        new Ledger.Balance(9, 10, 4, 4, 20, 20, 11, 7, 2, 1, 13)),
                Arguments.of(
                        "in no state anybody looks at",
                        "at any moment: every event is delivered, pending or parked",
                        new Ledger.Balance(9, 10, 4, 4, 20, 20, 11, 7, 1, 1, 13)),
                Arguments.of(
                        "said to be delivered",
                        "at any moment: what is said to be delivered came",
                        new Ledger.Balance(9, 10, 4, 4, 20, 20, 12, 7, 1, 1, 11)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("imbalances")
    void givenObservationsThatDoNotBalance_thenItIsFound(String what, String rule, Ledger.Balance observations) {
        assertThat(BalanceChecker.check(observations))
                .as(what)
                .extracting(Checker.Violation::rule)
                .containsExactly(rule);
    }
}
