package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;

/** What is older than its retention goes, with all that belongs to it, and nothing else does. */
class PurgeIT extends BundleIT {

    private static final Timestamp OLD = Timestamp.from(Instant.now().minus(Duration.ofDays(500)));
    private static final Timestamp NEW = Timestamp.from(Instant.now());

    private int rows(String table, String column, String id) {
        return jdbc.queryForObject("select count(*) from " + table + " where " + column + " = ?", Integer.class, id);
    }

    private void operation(String id, Timestamp finished) {
        jdbc.update(
                "insert into operation (id, tenant, function, interface, order_key, parameters, state, attempts, created_at, deadline, finished_at) values (?, 'acme', 'downloadOrder', 'es2plus', ?, '{}', 'FAILED', 1, ?, ?, ?)",
                id,
                id,
                OLD,
                OLD,
                finished);
        jdbc.update("insert into timeline (operation_id, tenant, at, state) values (?, 'acme', ?, 'FAILED')", id, OLD);
        jdbc.update(
                "insert into call (id, operation_id, tenant, attempt, peer, function, call_id, started_at) values (?, ?, 'acme', 1, 'smdp-demo', 'downloadOrder', ?, ?)",
                id,
                id,
                id,
                OLD);
    }

    @Test
    void givenAnOldOperation_thenItGoesWithItsTimelineAndItsCalls_andOneThatHasJustEndedStays() {
        operation("0-purge-old", OLD);
        operation("0-purge-new", NEW);
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> rows("operation", "id", "0-purge-old") == 0);
            assertThat(rows("timeline", "operation_id", "0-purge-old")).isZero();
            assertThat(rows("call", "operation_id", "0-purge-old")).isZero();
            assertThat(rows("operation", "id", "0-purge-new")
                            + rows("timeline", "operation_id", "0-purge-new")
                            + rows("call", "operation_id", "0-purge-new"))
                    .isEqualTo(3);
        } finally {
            jdbc.update("delete from operation where id = '0-purge-new'");
            jdbc.update("delete from timeline where operation_id = '0-purge-new'");
            jdbc.update("delete from call where operation_id = '0-purge-new'");
        }
    }

    private void delivery(String id, int position, String state, String letter, Timestamp closed) {
        jdbc.update(
                "insert into event (id, position, tenant, subject, sequence, type, data, at) values (?, ?, 'acme', ?, 1, 'rsp.purge', '{}', ?)",
                id,
                position,
                id,
                OLD);
        // Of a topic, which nobody but the relay looks at; not due for an hour.
        jdbc.update(
                "insert into delivery (id, subscription_id, event_id, tenant, order_key, position, relayed, state, attempts, next_at) values (?, 'rsp.events', ?, 'acme', ?, ?, true, ?, 1, ?)",
                id,
                id,
                id,
                position,
                state,
                Timestamp.from(Instant.now().plus(Duration.ofHours(1))));
        jdbc.update(
                "insert into attempt (delivery_id, tenant, at, outcome, millis) values (?, 'acme', ?, 'retry', 1)",
                id,
                OLD);
        if (letter != null) {
            jdbc.update(
                    "insert into dead_letter (id, kind, tenant, reason, state, created_at, closed_at, announced_at) values (?, 'delivery', 'acme', 'purge', ?, ?, ?, ?)",
                    id,
                    letter,
                    OLD,
                    closed,
                    OLD);
        }
    }

    private int left(String id) {
        return rows("event", "id", id)
                + rows("delivery", "id", id)
                + rows("attempt", "delivery_id", id)
                + rows("dead_letter", "id", id);
    }

    @Test
    void givenOldEvents_thenTheyGoWhenTheyAreDelivered_andStayWhileAnybodyMayStillWantThem() {
        delivery("0-purge-delivered", -1, "DELIVERED", null, null);
        delivery("0-purge-discarded", -2, "DEAD", "DISCARDED", OLD);
        delivery("0-purge-waiting", -3, "PENDING", null, null);
        delivery("0-purge-open", -4, "DEAD", "OPEN", null);
        delivery("0-purge-just-closed", -5, "DEAD", "DISCARDED", NEW);
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> left("0-purge-delivered") == 0 && left("0-purge-discarded") == 0);
            assertThat(left("0-purge-waiting")).isEqualTo(3);
            assertThat(left("0-purge-open")).isEqualTo(4);
            assertThat(left("0-purge-just-closed")).isEqualTo(4);
        } finally {
            for (var table : new String[] {"event", "delivery", "dead_letter"}) {
                jdbc.update("delete from " + table + " where id like '0-purge-%'");
            }
            jdbc.update("delete from attempt where delivery_id like '0-purge-%'");
        }
    }

    @Test
    void givenOldKeysAndMessages_thenTheyGo_andWhatIsNotWorkedOnStays() {
        jdbc.update(
                "insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at) values ('acme', '0-purge-old', 'x', 'x', ?), ('acme', '0-purge-new', 'x', 'x', ?)",
                OLD,
                NEW);
        for (var state : new String[] {"DONE", "DEAD"}) {
            jdbc.update(
                    "insert into inbox (id, peer, kind, dedupe_key, raw, state, duplicates, attempts, received_at) values (?, 'smdp-demo', 'purge', ?, '{}', ?, 0, 1, ?)",
                    "0-purge-" + state,
                    "0-purge-" + state,
                    state,
                    OLD);
        }
        try {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> rows("idempotency", "idempotency_key", "0-purge-old") == 0
                            && rows("inbox", "id", "0-purge-DONE") == 0);
            assertThat(rows("idempotency", "idempotency_key", "0-purge-new")).isEqualTo(1);
            assertThat(rows("inbox", "id", "0-purge-DEAD")).isEqualTo(1);
        } finally {
            jdbc.update("delete from idempotency where idempotency_key like '0-purge-%'");
            jdbc.update("delete from inbox where id like '0-purge-%'");
        }
    }
}
