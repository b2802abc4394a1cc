package io.rsproutes.support;

import java.util.UUID;

import org.springframework.jdbc.core.JdbcTemplate;

/** Messages of peers, kept as if they had come. */
public final class Inbox {

    private Inbox() {}

    /**
     * Keeps one that is due.
     *
     * @param orderKey null: it waits for nobody
     * @param attempts that were made
     * @return its id
     */
    public static String keep(
            JdbcTemplate jdbc, String peer, String kind, String orderKey, String iccid, String raw, int attempts) {
        var id = UUID.randomUUID().toString();
        jdbc.update(
                """
                insert into inbox (id, peer, kind, dedupe_key, order_key, iccid, raw, state, duplicates, attempts,
                  received_at, next_at)
                values (?, ?, ?, ?, ?, ?, ?, 'RECEIVED', 0, ?, current_timestamp, current_timestamp)""",
                id,
                peer,
                kind,
                id,
                orderKey,
                iccid,
                raw,
                attempts);
        return id;
    }
}
