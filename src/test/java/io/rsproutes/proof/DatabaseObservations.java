package io.rsproutes.proof;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.JdbcTemplate;

/** What the database says of what was accepted, what is under way, and what became of it. */
final class DatabaseObservations {

    private static final String UNDER_WAY =
            """
            select (select count(*) from operation where state in ('ACCEPTED', 'SENDING', 'WAITING')) as operations,
              (select count(*) from delivery where state in ('PENDING', 'SENDING')) as deliveries,
              (select count(*) from event where position > (select position from fan_out where id = 1)) as events,
              (select count(*) from event e
                join subscription s on s.channel in ('queue', 'topic') and e.position > s.relayed_to
                  and e.position <= (select position from fan_out where id = 1)) as relayed,
              (select count(*) from inbox where state in ('RECEIVED', 'ORPHAN')) as inbox,
              (select count(*) from command where state in ('RECEIVED', 'REPLAYING')) as commands,
              (select count(*) from bulk_job where finished_at is null) as jobs,
              (select count(*) from service_order where next_at is not null) as orders,
              (select count(*) from operation where state = 'IN_DOUBT') as doubts
            """;
    private static final String BALANCE =
            """
            select (select count(*) from operation) as operations,
              (select count(*) from operation where state in (%s)) as ended,
              (select count(*) from event where operation_id is not null and type in (%s)) as ends,
              (select count(*) from event where position <= (select position from fan_out where id = 1)) as placed,
              d.*,
              (select count(*) from dead_letter where kind = 'delivery' and state = 'OPEN') as parked
            from (select count(*) as deliveries, count(*) filter (where d.state = 'DELIVERED') as delivered,
                count(*) filter (where d.state in ('PENDING', 'SENDING')) as pending,
                count(*) filter (where d.state = 'DEAD') as dead
              from delivery d join subscription s on s.id = d.subscription_id where s.channel = 'webhook') d
            """
                    .formatted(quoted(Checker.ENDED), quoted(Checker.ENDS));

    private DatabaseObservations() {}

    /** Rows that are under way, and {@code doubts}, by their kind. */
    static Map<String, Object> underWay(JdbcTemplate database) {
        return database.queryForMap(UNDER_WAY);
    }

    static Ledger.Balance balance(JdbcTemplate database, long accepted, Ledger ledger) {
        return database.queryForObject(
                BALANCE,
                (row, n) -> new Ledger.Balance(
                        accepted,
                        row.getLong("operations"),
                        row.getLong("ended"),
                        row.getLong("ends"),
                        row.getLong("placed"),
                        row.getLong("deliveries"),
                        row.getLong("delivered"),
                        row.getLong("pending"),
                        row.getLong("dead"),
                        row.getLong("parked"),
                        ledger.distinct()));
    }

    private static String quoted(Collection<String> values) {
        return "'" + String.join("', '", values) + "'";
    }

    /** Writes into the ledger what the database has, once all is quiet. */
    static void read(JdbcTemplate database, Ledger ledger) {
        ledger.operations = database.query(
                "select id, tenant, client_reference, function, state from operation",
                (row, n) -> new Ledger.Operation(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)));
        ledger.sent = database.query(
                "select call_id, operation_id from call",
                (row, n) -> new Ledger.Sent(row.getString(1), row.getString(2)));
        ledger.events = database.query(
                "select id, tenant, subject, sequence, type, operation_id from event",
                (row, n) -> new Ledger.Event(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getString(5),
                        row.getString(6)));
        ledger.deliveries = database.query(
                "select d.event_id, s.tenant, d.state from delivery d join subscription s on s.id = d.subscription_id where s.channel = 'webhook'",
                (row, n) -> new Ledger.Delivery(row.getString(1), row.getString(2), row.getString(3)));
        ledger.inbox = database.queryForList("select raw from inbox", String.class).stream()
                .collect(
                        Collectors.groupingBy(raw -> String.valueOf(LoadBalancer.message(raw)), Collectors.counting()));
        ledger.deadMessages = database.queryForList("select id from inbox where state = 'DEAD'", String.class);
        ledger.parkedCommands = database.queryForObject(
                "select count(*) from dead_letter where kind = 'command' and state = 'OPEN'", Integer.class);
        ledger.parked = new HashSet<>(database.queryForList(
                "select split_part(id, '.', 1) from dead_letter where state = 'OPEN'", String.class));
    }
}
