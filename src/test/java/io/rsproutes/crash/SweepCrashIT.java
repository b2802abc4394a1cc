package io.rsproutes.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

import io.rsproutes.support.BundleProcess;
import io.rsproutes.support.Full;
import io.rsproutes.support.SimulatorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process halts while a card is read that nobody ordered to read: it is read after the restart. */
class SweepCrashIT {

    private final BundleProcess bundle = new BundleProcess();
    private final SimulatorServer smsr = new SimulatorServer("http://127.0.0.1:" + bundle.port);

    SweepCrashIT() {
        bundle.properties.put("rsp.peers.smsr-demo.url", smsr.url() + "/smsr");
        bundle.properties.put("rsp.peers.smsr-demo.reconciliation.every", "1h");
        bundle.properties.put("rsp.peers.smsr-demo.validity.min", "1s");
        bundle.properties.put("rsp.peers.smsr-demo.validity.default", "2s");
        bundle.properties.put("rsp.peers.smsr-demo.grace", "1s");
    }

    @AfterEach
    void end() {
        bundle.close();
        smsr.close();
    }

    @Test
    void givenAHaltBehindTheResult_thenNothingIsToldTwice() throws Exception {
        readThroughAHalt("core-result-lock-commit", 1, 1);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @CsvSource({"core-reconcile-claim-commit, 1, 1", "core-reconcile-asked, 1, 2"})
    void givenAHaltWhileACardIsRead_thenItIsReadAfterwards_andNothingIsToldTwice(String point, int least, int most)
            throws Exception {
        readThroughAHalt(point, least, most);
    }

    /** @param least how often the card is read after the halt; so is {@code most} */
    private void readThroughAHalt(String point, int least, int most) throws Exception {
        bundle.start("");
        await().atMost(Duration.ofSeconds(30)).until(() -> isRead());
        var before = smsr.executed("auditEIS");
        bundle.arm(point);

        sql("update euicc set read_at = current_timestamp - interval '2 hours'");
        sql("update fact set content = 'Created', observed_at = observed_at - interval '1 hour'"
                + " where name = 'state' and content = 'Enabled'");

        bundle.halted();
        // The time of that read, validity and grace, passes.
        sql("update euicc set audit_at = current_timestamp where audit_at is not null");
        bundle.start("");
        await().atMost(Duration.ofSeconds(60)).until(() -> isRead());
        assertThat(smsr.executed("auditEIS") - before).isBetween((long) least, (long) most);
        assertThat(sql("select from event where type = 'rsp.profile.drifted'")).isEqualTo(1);
        assertThat(sql("select from operation")).isZero();
    }

    private boolean isRead() throws SQLException {
        return sql("select from euicc where read_at > current_timestamp - interval '1 minute' and audit_at is null")
                == 1;
    }

    /** Rows that a statement finds or changes. */
    private int sql(String statement) throws SQLException {
        try (var connection = DriverManager.getConnection(
                        bundle.properties.get("spring.datasource.url"),
                        bundle.properties.get("spring.datasource.username"),
                        "");
                var run = connection.createStatement()) {
            int rows = 0;
            if (run.execute(statement)) {
                for (var found = run.getResultSet(); found.next(); ) {
                    rows++;
                }
                return rows;
            }
            return run.getUpdateCount();
        }
    }
}
