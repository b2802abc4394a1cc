package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.RowHolder;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Work that the database cuts short, as its connection ends or as it is the victim of a deadlock, is no attempt: it is
 * given back, and the work is done again. Each waits here for an order key that another connection has.
 */
class AttemptsGivenBackIT extends BundleIT {

    @RegisterExtension
    private final RowHolder holder = new RowHolder();

    @Test
    void givenAMessageInARingWithOtherWork_thenItIsWorkedOnAgainAndLosesNoAttempt() throws SQLException {
        var iccid = ordered();
        holder.holdKey(iccid);
        assertThat(nobody.post(
                                "/gsma/rsp2/es2plus/handleDownloadProgressInfo",
                                """
                                {"header":{"functionCallIdentifier":"%s"},"iccid":"%s","notificationPointId":3,
                                 "notificationPointStatus":{"status":"Executed-Success"}}"""
                                        .formatted(UUID.randomUUID(), iccid))
                        .status())
                .isEqualTo(204);
        holder.waiting(0);

        holder.execute("update inbox set reason = 'held by a test' where iccid = ?", iccid);

        // Its transaction is over, so that this one has its row.
        holder.release();
        await().atMost(Duration.ofSeconds(60)).until(() -> events(iccid, "rsp.profile.downloaded") == 1);
        assertThat(jdbc.queryForObject(
                        "select attempts from inbox where iccid = ? and state = 'DONE'", Integer.class, iccid))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "deadlock"})
    void givenAnOrderOfTheQueue_thenTheBrokerBringsItBackAndItLosesNoAttempt(String cut)
            throws SQLException, JMSException {
        var iccid = owned();
        var key = "cut-short-" + iccid;
        holder.holdKey(iccid);
        send("{\"function\":\"downloadOrder\",\"iccid\":\"" + iccid + "\"}", key);

        int first = 0;
        if (cut.equals("connection")) {
            first = holder.cutShort();
        } else {
            holder.waiting(0);
            holder.execute(
                    "insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at)"
                            + " values ('acme', ?, '', '', current_timestamp)",
                    key);
        }

        // It is there again, and waits again.
        holder.waiting(first);
        assertThat(jdbc.queryForList("select attempts from command where idempotency_key = ?", Integer.class, key))
                .isEqualTo(List.of(1));
        holder.release();
        await().atMost(Duration.ofSeconds(60)).until(() -> count("operation where iccid = ?", iccid) == 1);
    }

    @Test
    void givenAChunkOfAFile_thenItIsSubmittedAgainAndLosesNoAttempt() throws SQLException {
        var iccid = owned();
        holder.holdKey(iccid);
        var job = acme.post(
                        "/rsp/v1/bulk-jobs?name=cut.csv",
                        "function,iccid\ndownloadOrder," + iccid + "\n",
                        "Content-Type",
                        "text/csv")
                .id();

        int first = holder.cutShort();

        holder.waiting(first);
        assertThat(jdbc.queryForObject("select attempts from bulk_job where id = ?", Integer.class, job))
                .isEqualTo(1);
        holder.release();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> acme.get("/rsp/v1/bulk-jobs/" + job).state().equals("COMPLETED"));
        assertThat(count("operation where iccid = ?", iccid)).isEqualTo(1);
    }

    private void send(String order, String key) throws JMSException {
        try (var connection = new ActiveMQConnectionFactory(broker.url()).createConnection("orders", "orders");
                var session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            var message = session.createTextMessage(order);
            message.setStringProperty("rspTenant", "acme");
            message.setStringProperty("rspIdempotencyKey", key);
            session.createProducer(session.createQueue("rsp.commands")).send(message);
        }
    }
}
