package io.rsproutes.bench;

/** One statement, as pg_stat_statements tells of it over a stretch of work; times in milliseconds. */
record Statement(
        long id,
        String text,
        double calls,
        double rows,
        double plans,
        double planMillis,
        double execMillis,
        double blocksHit,
        double blocksRead,
        double blocksDirtied,
        double walBytes) {

    double millis() {
        return planMillis + execMillis;
    }

    double blocks() {
        return blocksHit + blocksRead;
    }

    Statement plus(double times, Statement other) {
        return new Statement(
                id,
                text,
                calls + times * other.calls,
                rows + times * other.rows,
                plans + times * other.plans,
                planMillis + times * other.planMillis,
                execMillis + times * other.execMillis,
                blocksHit + times * other.blocksHit,
                blocksRead + times * other.blocksRead,
                blocksDirtied + times * other.blocksDirtied,
                walBytes + times * other.walBytes);
    }
}
