package io.rsproutes.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Ports;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Orders while 100,000 events wait for the topic, which an instance that is gone still has in its lease, and for a
 * webhook where nobody listens; beside orders while nothing waits.
 */
final class Backlog implements Comparison {

    private static final String RATE = "orders/s";
    private static final String CPU = "CPU of PostgreSQL, ms an order";
    /** Below this it would be called a collapse. */
    private static final double HOLDS = 0.8;

    private static final int SUBJECTS = 10_000;
    private static final String EVENTS =
            """
            insert into event (id, tenant, subject, sequence, type, data, at)
            select ? || n, 'acme', ? || n % ?, n / ? + 1, 'rsp.operation.succeeded',
                   '{"operationId":"00000000-0000-7000-8000-000000000000","state":"SUCCEEDED"}', current_timestamp
            from generate_series(0, ?) n
            """;
    private static final String HELD =
            """
            update subscription set relaying_until = current_timestamp + interval '1' hour where channel = 'topic'
            """;
    private static final String FREE = "update subscription set relaying_until = null where channel = 'topic'";
    private static final String BEHIND =
            """
            select bool_or(relayed_to < (select position from fan_out where id = 1)) from subscription
            where channel = 'topic'
            """;
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final Load load;
    private final int events;
    private final JdbcTemplate jdbc;
    private String webhook;
    private int times;

    Backlog(Load load) {
        this.load = load;
        events = load.quick() ? 5_000 : 100_000;
        jdbc = load.bench.superuser();
    }

    @Override
    public String title() {
        return "B11 " + events + " events pending";
    }

    @Override
    public List<Figure> figures() {
        return List.of(
                new Figure(RATE, RATE, Aim.ratioAtLeast(HOLDS)), new Figure(CPU, CPU, Aim.ratioAtMost(1 / HOLDS)));
    }

    @Override
    public Map<String, Double> ours() {
        webhook = load.bench.subscribe("http://127.0.0.1:" + Ports.free());
        jdbc.update(HELD);
        var name = "backlog-" + System.nanoTime() + "-" + times++ + "-";
        jdbc.update(EVENTS, name, name, SUBJECTS, SUBJECTS, events - 1);
        await().atMost(LONGEST)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> jdbc.queryForObject(
                                "select count(*) from event where position > (select position from fan_out where id = 1)",
                                Integer.class)
                        == 0);
        return take();
    }

    @Override
    public Map<String, Double> baseline() {
        clear();
        return take();
    }

    private void clear() {
        if (webhook != null) {
            load.bench.unsubscribe();
            webhook = null;
            jdbc.update(FREE);
            await().atMost(LONGEST)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> !jdbc.queryForObject(BEHIND, Boolean.class)
                            && jdbc.queryForObject(
                                            "select count(*) from delivery where state = 'PENDING'", Integer.class)
                                    == 0);
            load.bench.quiet();
        }
    }

    private Map<String, Double> take() {
        var figures = new LinkedHashMap<String, Double>();
        double millis = ProcessTimes.millis(load.database());
        figures.put(RATE, load.closed(load.next(load.orders), load.orders, load.bench::downloadOrder));
        figures.put(CPU, (ProcessTimes.millis(load.database()) - millis) / load.orders);
        return figures;
    }

    @Override
    public void close() {
        clear();
    }
}
