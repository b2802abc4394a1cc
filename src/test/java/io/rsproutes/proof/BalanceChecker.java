package io.rsproutes.proof;

import java.util.ArrayList;
import java.util.List;

/** Holds the numbers of a moment against each other, while everything is under way (docs/proof/proof.md). */
final class BalanceChecker {

    private BalanceChecker() {}

    /** What holds at any moment, whatever is under way. */
    static List<Checker.Violation> check(Ledger.Balance observations) {
        var violations = new ArrayList<Checker.Violation>();
        if (observations.accepted() > observations.operations()) {
            violations.add(new Checker.Violation("at any moment: what was accepted is there", observations.toString()));
        }
        if (observations.ended() != observations.ends()) {
            violations.add(
                    new Checker.Violation("at any moment: what has ended has its event", observations.toString()));
        }
        if (observations.placed() != observations.deliveries()
                || observations.deliveries() != observations.delivered() + observations.pending() + observations.dead()
                || observations.dead() != observations.parked()) {
            violations.add(new Checker.Violation(
                    "at any moment: every event is delivered, pending or parked", observations.toString()));
        }
        if (observations.delivered() > observations.got()) {
            violations.add(
                    new Checker.Violation("at any moment: what is said to be delivered came", observations.toString()));
        }
        return violations;
    }
}
