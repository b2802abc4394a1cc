package io.rsproutes.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import javax.sql.DataSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * 100,000 events that the topic has not got, and a webhook that is dead or comes back: what a step reads does not grow
 * with them. Asked in a transaction that is rolled back, of each statement as planned for its values, and for any.
 */
class BacklogIT extends BundleIT {

    private static final int PENDING = 100_000;
    private static final int KEYS = 1_000;
    private static final int BATCH = 200;
    private static final String DUE = "update delivery set next_at = current_timestamp - interval '1 second'"
            + " where subscription_id = 'dead' and state = 'PENDING'";
    private static final String EVENTS =
            """
            insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
            select ? || n, 'acme', 'backlog' || n % ?, 1, 'rsp.backlog.event', 'backlog' || n, '{}', current_timestamp
            from generate_series(1, ?) n
            """;
    private static final String DELIVERIES =
            """
            insert into delivery (id, subscription_id, event_id, tenant, order_key, position, state, attempts, next_at)
            select id || '.dead', 'dead', id, tenant, subject, position, 'PENDING', case when n <= ? then 3 else 0 end,
                   case when n <= ? then current_timestamp + interval '1 hour' end
            from (select *, position - ? as n from event where position > ?) waiting
            """;
    private static final Pattern PARAMETER = Pattern.compile(":#\\$\\{(variable\\.|properties:)([^}]+)}");

    @Autowired
    private DataSource dataSource;

    @Autowired
    private SqlFiles sql;

    @Autowired
    private Environment environment;

    private JdbcTemplate own;
    private long last;

    @Test
    void givenABacklog_thenNoStepReadsIt() throws SQLException {
        // What tests before left in the tables is no backlog.
        jdbc.execute("vacuum analyze event, delivery, subscription, fan_out");
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            own = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            try {
                backlog();
                var read = new LinkedHashMap<String, Long>();
                dead(connection, read);
                own.update(DUE + " and attempts > 0");
                alive(connection, read, "back");
                own.update(DUE);
                alive(connection, read, "all due");
                assertThat(read).allSatisfy((step, blocks) -> assertThat(blocks)
                        .as(step)
                        .isLessThan(step.matches("(relay.next|deliver.other).*") ? 5L * BATCH : 300L));
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** Of each key the first was tried and waits for an hour; what is behind it has its turn. Ten events are new. */
    private void backlog() {
        own.update(
                """
                insert into subscription (id, tenant, channel, address, types, type_pattern, secret, state, created_at)
                values ('dead', 'acme', 'webhook', 'x', '[]', '^rsp[.]backlog', 'aes.', 'ENABLED', current_timestamp)
                """);
        own.queryForObject("select position from fan_out where id = 1 for update", Long.class);
        long before = own.queryForObject("select nextval('event_position')", Long.class);
        own.update(EVENTS, "0-waiting-", KEYS, PENDING);
        own.update(DELIVERIES, KEYS, KEYS, before, before);
        last = own.queryForObject("select max(position) from event", Long.class);
        own.update("update fan_out set position = ? where id = 1", last);
        own.update("update subscription set relayed_to = ? where id = 'rsp.events'", before);
        own.update(EVENTS, "0-new-", KEYS, 10);
        own.execute("analyze event");
        own.execute("analyze delivery");
    }

    private void dead(Connection connection, Map<String, Long> read) throws SQLException {
        for (var plan : new String[] {"auto", "force_generic_plan"}) {
            own.execute("set local plan_cache_mode = " + plan);
            // Each of ten deliveries is a row with its indexes.
            var ten = blocks(connection, "fan-out.spread", Map.of("batch", "500", "firstWait", "0")) - 10 * 15;
            read.put("fan-out.spread " + plan, ten);
            read.put("relay.due " + plan, blocks(connection, "relay.due", Map.of()));
            read.put(
                    "relay.next " + plan,
                    blocks(
                            connection,
                            "relay.next",
                            Map.of("subscriptionId", "rsp.events", "batch", String.valueOf(BATCH), "lease", "60")));
        }
        alive(connection, read, "dead");
    }

    private void alive(Connection connection, Map<String, Long> read, String webhook) throws SQLException {
        var key = Map.of("subscriptionId", "dead", "key", "backlog7", "lease", "60");
        var placed = Map.of("base", String.valueOf(last - 10), "upto", String.valueOf(last));
        for (var plan : new String[] {"auto", "force_generic_plan"}) {
            own.execute("set local plan_cache_mode = " + plan);
            var when = ", " + webhook + ", " + plan;
            read.put("fan-out.queue-behind" + when, blocks(connection, "fan-out.queue-behind", placed));
            read.put("fan-out.due" + when, blocks(connection, "fan-out.due", placed));
            for (var step :
                    new String[] {"deliver.claim", "deliver.other", "deliver.queue-behind", "sweep.look", "sweep.due"
                    }) {
                read.put(step + when, blocks(connection, step, key));
            }
            read.put("deliver.done" + when, done(connection, key));
        }
    }

    /** Of a delivery that is under way. */
    private long done(Connection connection, Map<String, String> key) throws SQLException {
        var under = new LinkedHashMap<>(key);
        under.putAll(Map.of("deliveryId", "0-waiting-7.dead", "attempts", "4", "httpStatus", "204", "millis", "1"));
        var point = connection.setSavepoint();
        own.update("update delivery set state = 'SENDING', attempts = 4 where id = '0-waiting-7.dead'");
        long blocks = blocks(connection, "record.done", under);
        connection.rollback(point);
        return blocks;
    }

    /** What one call of the statement reads, as it is bound. Nothing of it remains. */
    private long blocks(Connection connection, String name, Map<String, String> variables) throws SQLException {
        var values = new ArrayList<String>();
        var text = PARAMETER.matcher(sql.read("delivery/" + name)).replaceAll(parameter -> {
            var parameterName = parameter.group(2);
            var value = parameter.group(1).equals("variable.")
                    ? variables.get(parameterName)
                    : environment.getProperty(parameterName);
            values.add(value == null ? "null" : "'" + value + "'");
            return "\\$" + values.size();
        });
        var point = connection.setSavepoint();
        own.execute("prepare step as " + text);
        try {
            var plan = own.queryForObject(
                    "explain (analyze, buffers, format json) execute step"
                            + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")"),
                    String.class);
            var top = new ObjectMapper().readTree(plan).get(0).get("Plan");
            return top.get("Shared Hit Blocks").asLong()
                    + top.get("Shared Read Blocks").asLong();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } finally {
            connection.rollback(point);
            own.execute("deallocate step");
        }
    }
}
