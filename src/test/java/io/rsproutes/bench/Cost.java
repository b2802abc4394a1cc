package io.rsproutes.bench;

/** What one unit costs; processor time in milliseconds. */
record Cost(
        double statements,
        double commits,
        double writingCommits,
        double walBytes,
        double rowsWritten,
        double messages,
        double instanceMillis,
        double databaseMillis,
        double brokerMillis) {

    Cost plus(double times, Cost other) {
        return new Cost(
                statements + times * other.statements,
                commits + times * other.commits,
                writingCommits + times * other.writingCommits,
                walBytes + times * other.walBytes,
                rowsWritten + times * other.rowsWritten,
                messages + times * other.messages,
                instanceMillis + times * other.instanceMillis,
                databaseMillis + times * other.databaseMillis,
                brokerMillis + times * other.brokerMillis);
    }

    Cost per(double units) {
        return new Cost(
                statements / units,
                commits / units,
                writingCommits / units,
                walBytes / units,
                rowsWritten / units,
                messages / units,
                instanceMillis / units,
                databaseMillis / units,
                brokerMillis / units);
    }

    Cost withCommits(double number) {
        return new Cost(
                statements,
                number,
                writingCommits,
                walBytes,
                rowsWritten,
                messages,
                instanceMillis,
                databaseMillis,
                brokerMillis);
    }
}
