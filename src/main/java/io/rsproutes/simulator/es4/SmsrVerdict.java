package io.rsproutes.simulator.es4;

import java.time.Instant;

/**
 * What came of a call; {@code code}: subject, reason and message when it was not executed, or not as usual; {@code
 * iccid}: what it brought.
 */
final class SmsrVerdict {

    String status = "EXECUTED_SUCCESS";
    String[] code;
    Instant at;
    String iccid;

    /** What some say first of a card that they do not reach. */
    static SmsrVerdict warning() {
        var verdict = new SmsrVerdict();
        verdict.status = "EXECUTED_WITHWARNING";
        verdict.code = new String[] {"1.6", "5.4", "Delivered, no response so far"};
        verdict.at = Instant.now();
        return verdict;
    }
}
