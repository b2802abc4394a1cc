package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.rsproutes.proof.Cluster;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads what a stretch of work cost, where it is counted exactly:
 * <ul>
 * <li>statements: pg_stat_statements, of the instance's role only, so that our own questions do not count;</li>
 * <li>WAL and rows: pg_walinspect, between two positions of the log. It knows each record without its full-page
 * images, which depend on the last checkpoint, and has the commit records, which pg_stat_statements misses where a
 * statement commits by itself;</li>
 * <li>commits: pg_stat_database. A session reports what it did once a second at most, and the rest only after ten idle
 * seconds; so each of the instance's sessions is made to report before the counter is read ({@link #flush});</li>
 * <li>processor time: /proc; messages: the broker.</li>
 * </ul>
 */
final class CostMeter implements AutoCloseable {

    /** {@code bytes}: without full-page images. */
    record WalRecord(double count, double bytes) {}

    /** A stretch of work. {@code commitSeconds}: of the commits, which are read a little later. */
    record Reading(
            double seconds,
            double commitSeconds,
            Map<Long, Statement> statements,
            double commits,
            Map<String, WalRecord> wal,
            double messages,
            double instanceMillis,
            double databaseMillis,
            double brokerMillis) {

        private static final Pattern COMMIT = Pattern.compile("Transaction/COMMIT.*");
        private static final Pattern ROW = Pattern.compile("Heap2?/(INSERT|UPDATE|HOT_UPDATE|DELETE|MULTI_INSERT).*");

        Cost cost() {
            return new Cost(
                    statements.values().stream().mapToDouble(Statement::calls).sum(),
                    commits,
                    count(COMMIT),
                    wal.values().stream().mapToDouble(WalRecord::bytes).sum(),
                    count(ROW),
                    messages,
                    instanceMillis,
                    databaseMillis,
                    brokerMillis);
        }

        private double count(Pattern type) {
            return wal.entrySet().stream()
                    .filter(one -> type.matcher(one.getKey()).matches())
                    .mapToDouble(one -> one.getValue().count())
                    .sum();
        }
    }

    /** Twice as many as the pool has connections. */
    private static final int CALLERS = 48;

    private static final String STATEMENTS =
            """
            select s.queryid, min(s.query) as query, sum(s.calls) as calls, sum(s.rows) as rows, sum(s.plans) as plans,
                   sum(s.total_plan_time) as plan_millis, sum(s.total_exec_time) as exec_millis,
                   sum(s.shared_blks_hit) as hit, sum(s.shared_blks_read) as read,
                   sum(s.shared_blks_dirtied) as dirtied, sum(s.wal_bytes) as wal_bytes
            from pg_stat_statements s join pg_roles r on r.oid = s.userid join pg_database d on d.oid = s.dbid
            where r.rolname = 'rsp' and d.datname = ? group by s.queryid
            """;
    private static final String WAL =
            """
            select "resource_manager/record_type" as type, count, record_size
            from pg_get_wal_stats(cast(? as pg_lsn), cast(? as pg_lsn), true) where count > 0
            """;
    private static final String SESSIONS =
            "select count(*) from pg_stat_activity where application_name = 'rsp-routes'";
    /** More than a second: until then a session does not report again. */
    private static final long REPORTS_AGAIN_MILLIS = 1_100;

    private static final long REPORTED_MILLIS = 50;
    private static final Duration BUSY = Duration.ofSeconds(15);

    private final Bench bench;
    private final Process instance;
    private final Process database;
    private final Process artemis;
    private final BrokerCounter broker;
    /** In a database of its own, whose commits are not the instance's. */
    private final SingleConnectionDataSource apart;

    private final SingleConnectionDataSource inside;
    private final JdbcTemplate jdbc;
    private String operation;
    private double flushCommits;
    private double flushSeconds;

    private long began;
    private long commitsBegan;
    private double commits;
    private String position;
    private double messages;
    private double[] millis;

    CostMeter(Bench bench) throws IOException {
        this.bench = bench;
        var postgres = bench.cluster.postgres();
        instance = bench.cluster.bundle(0).process();
        database = postgres.process();
        artemis = bench.cluster.broker().process();
        broker = new BrokerCounter(artemis);
        apart = new SingleConnectionDataSource(postgres.url("postgres"), "postgres", "", true);
        inside = new SingleConnectionDataSource(postgres.url(Cluster.DATABASE), "postgres", "", true);
        jdbc = new JdbcTemplate(apart);
        jdbc.execute("create extension pg_stat_statements");
        jdbc.execute("create extension pg_walinspect");
    }

    /** When all is warm. Plans from now on know the tables as they are, which nobody else analyses here. */
    void ready() {
        operation = bench.acme
                .get(Bench.OPERATIONS + "?limit=1")
                .json()
                .at("/items/0/id")
                .asText();
        new JdbcTemplate(inside).execute("analyze");
        begin();
        var flush = end();
        flushCommits = flush.commits;
        flushSeconds = flush.commitSeconds;
    }

    /** The start of a stretch of work. */
    void begin() {
        flush();
        jdbc.execute("select pg_stat_statements_reset()");
        began = System.nanoTime();
        commitsBegan = began;
        commits = commits();
        position = position();
        messages = broker.messages();
        millis = millis();
    }

    /** What was done since the start. */
    Reading end() {
        double seconds = (System.nanoTime() - began) / 1e9;
        var now = millis();
        var statements = statements();
        var to = position();
        double sent = broker.messages() - messages;
        flush();
        double committed = commits() - commits;
        double commitSeconds = (System.nanoTime() - commitsBegan) / 1e9;
        if (jdbc.queryForObject("select dealloc from pg_stat_statements_info", Long.class) > 0) {
            throw new IllegalStateException("pg_stat_statements forgot some: pg_stat_statements.max is too small");
        }
        return new Reading(
                seconds,
                commitSeconds,
                statements,
                committed,
                wal(position, to),
                sent,
                now[0] - millis[0],
                now[1] - millis[1],
                now[2] - millis[2]);
    }

    /** Commits of the instance while nothing is done, from one reading to the next at once: of the flush, above all. */
    double flushCommits() {
        return flushCommits;
    }

    /** How long that takes. */
    double flushSeconds() {
        return flushSeconds;
    }

    private Map<Long, Statement> statements() {
        var statements = statements(jdbc);
        double ends = calls(statements, "BEGIN") - calls(statements, "COMMIT") - calls(statements, "ROLLBACK");
        statements.add(new Statement(0, "COMMIT, as often as BEGIN", ends, 0, 0, 0, 0, 0, 0, 0, 0));
        return statements.stream().collect(Collectors.toMap(Statement::id, Function.identity()));
    }

    /** What the instance sent since the counters were reset. */
    static List<Statement> statements(JdbcTemplate jdbc) {
        return jdbc.query(
                STATEMENTS,
                (row, n) -> new Statement(
                        row.getLong("queryid"),
                        row.getString("query"),
                        row.getDouble("calls"),
                        row.getDouble("rows"),
                        row.getDouble("plans"),
                        row.getDouble("plan_millis"),
                        row.getDouble("exec_millis"),
                        row.getDouble("hit"),
                        row.getDouble("read"),
                        row.getDouble("dirtied"),
                        row.getDouble("wal_bytes")),
                Cluster.DATABASE);
    }

    // The driver prepares its COMMIT, and pg_stat_statements counts a prepared utility statement only once.
    private static double calls(List<Statement> statements, String text) {
        return statements.stream()
                .filter(one -> one.text().equals(text))
                .mapToDouble(Statement::calls)
                .sum();
    }

    private String position() {
        return jdbc.queryForObject("select cast(pg_current_wal_insert_lsn() as text)", String.class);
    }

    private Map<String, WalRecord> wal(String from, String to) {
        var records = new TreeMap<String, WalRecord>();
        // Where nothing was written there is no record to begin with.
        if (!from.equals(to)) {
            jdbc.query(
                    WAL,
                    row -> {
                        records.put(
                                row.getString("type"),
                                new WalRecord(row.getDouble("count"), row.getDouble("record_size")));
                    },
                    from,
                    to);
        }
        return records;
    }

    private double commits() {
        return jdbc.queryForObject(
                "select xact_commit from pg_stat_database where datname = ?", Double.class, Cluster.DATABASE);
    }

    private double[] millis() {
        return new double[] {ProcessTimes.millis(instance), ProcessTimes.millis(database), ProcessTimes.millis(artemis)
        };
    }

    // Every session of the instance gets something to do, more than a second after its last work: more callers than the
    // pool
    // has connections want to see an operation, while its table is locked until all sessions wait for it.
    private void flush() {
        Bench.sleep(REPORTS_AGAIN_MILLIS);
        var callers = new ArrayList<CompletableFuture<?>>();
        var lock = new JdbcTemplate(inside);
        lock.execute("begin");
        try {
            lock.execute("lock table operation in access exclusive mode");
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.add(CompletableFuture.runAsync(
                        () -> bench.acme.get(Bench.OPERATIONS + "/" + operation),
                        task -> new Thread(task, "caller").start()));
            }
            await().atMost(BUSY)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> sessions(" and wait_event_type = 'Lock'") == sessions(""));
        } finally {
            lock.execute("rollback");
        }
        callers.forEach(CompletableFuture::join);
        Bench.sleep(REPORTED_MILLIS);
    }

    private int sessions(String also) {
        return jdbc.queryForObject(SESSIONS + also, Integer.class);
    }

    @Override
    public void close() throws IOException {
        broker.close();
        inside.destroy();
        apart.destroy();
    }
}
