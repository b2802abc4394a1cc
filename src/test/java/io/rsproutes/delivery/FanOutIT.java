package io.rsproutes.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

import javax.sql.DataSource;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.MeterRegistry;
import io.rsproutes.platform.database.SqlFiles;
import io.rsproutes.platform.database.WorkerPace;
import io.rsproutes.support.BundleIT;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** No reader passes an event that commits late, and none waits for one that never comes. */
class FanOutIT extends BundleIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final String subject = "fan-out-" + UUID.randomUUID();

    @Autowired
    private DataSource dataSource;

    @Autowired
    private WorkerPace pace;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private SqlFiles sql;

    private String subscription;

    @BeforeEach
    void subscribe() {
        subscription = acme.post(
                        "/rsp/v1/subscriptions",
                        "{\"channel\":\"webhook\",\"url\":\"http://127.0.0.1:1/\",\"types\":[\"rsp.nothing.*\"]}")
                .id();
    }

    @AfterEach
    void end() {
        acme.delete("/rsp/v1/subscriptions/" + subscription);
    }

    /** A transaction of its own, open until it is committed or rolled back. */
    private final class Open implements AutoCloseable {
        private final Connection connection = dataSource.getConnection();
        private final JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));

        Open() throws SQLException {
            connection.setAutoCommit(false);
        }

        void takeANumber() {
            jdbc.queryForObject("select cast(pg_current_xact_id() as varchar)", String.class);
        }

        void end(boolean commit) throws SQLException {
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        }
    }

    private long event(JdbcTemplate on, String name) {
        return event(on, name, 0);
    }

    /** @param age seconds that it has been there */
    private long event(JdbcTemplate on, String name, int age) {
        pace.wrote();
        return on.queryForObject(
                """
                insert into event (id, tenant, subject, sequence, type, data, at)
                values (?, 'acme', ?, 1, 'rsp.nothing.event', '{}', current_timestamp - ? * interval '1 second')
                returning position
                """,
                Long.class,
                subject.substring(8, 36) + name,
                subject + name,
                age);
    }

    /** What readers see from a position on, of this test's events: the feed, a stream, and who has its delivery. */
    private List<String> seen(long from) {
        var list = acme.get("/rsp/v1/events?type=rsp.nothing.event&limit=500&after=" + (from - 1))
                .json();
        var feed = StreamSupport.stream(list.path("items").spliterator(), false)
                .map(one -> one.path("subject").asText())
                .filter(one -> one.startsWith(subject))
                .map(one -> one.substring(subject.length()))
                .toList();
        var subjects = feed.stream().map(name -> subject + name).toList();
        assertThat(delivered()).isEqualTo(subjects);
        assertThat(jdbc.queryForList(sql.read("delivery/events.stream"), from - 1, null, null, null, null, null, null))
                .extracting(one -> one.get("subject"))
                .filteredOn(one -> one.toString().startsWith(subject))
                .isEqualTo(subjects);
        return feed;
    }

    private List<String> delivered() {
        return jdbc.queryForList(
                "select order_key from delivery where subscription_id = ? order by position",
                String.class,
                subscription);
    }

    /** Until the fan-out has seen the gap before this position. */
    private void noted(long position) {
        await().atMost(SOON).until(() -> noted() >= position);
    }

    private long noted() {
        return jdbc.queryForObject("select noted from fan_out where id = 1", Long.class);
    }

    private long placed() {
        return jdbc.queryForObject("select position from fan_out where id = 1", Long.class);
    }

    /** Though the transaction that commits first, with the later position, has the earlier number. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givenAnEventThatCommitsLate_thenNoReaderPassesIt(boolean commits) throws SQLException {
        try (var early = new Open();
                var late = new Open()) {
            early.takeANumber();
            long first = event(late.jdbc, "late");
            long second = event(early.jdbc, "early");
            early.end(true);
            assertThat(second).isGreaterThan(first);
            noted(second);
            await().during(Duration.ofMillis(500))
                    .atMost(SOON)
                    .until(() -> seen(first).isEmpty() && placed() < first);
            assertThat(jdbc.queryForObject("select max(relayed_to) from subscription", Long.class))
                    .isLessThan(first);
            late.end(commits);
            var all = commits ? List.of("late", "early") : List.of("early");
            await().atMost(SOON).untilAsserted(() -> assertThat(seen(first)).isEqualTo(all));
            await().atMost(SOON).until(() -> relayed("rsp.events", subject + "early"));
        }
    }

    /** Whoever was open when the gap was seen may be the one that fills it; whoever began later cannot. */
    @Test
    void givenAGap_thenItIsPassedWhenAllHaveEndedThatMayFillIt() throws SQLException {
        try (var other = new Open();
                var gone = new Open();
                var later = new Open()) {
            other.takeANumber();
            long gap = event(gone.jdbc, "gone");
            gone.end(false);
            long behind = event(jdbc, "behind");
            noted(behind);
            later.takeANumber();
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> seen(gap)
                    .isEmpty());
            other.end(true);
            await().atMost(SOON).untilAsserted(() -> assertThat(seen(gap)).containsExactly("behind"));
        }
    }

    @Test
    void givenAnEventThatIsHeldUpForLong_thenTheMetricSaysSo_andTheLogOnce() throws SQLException {
        var log = (Logger) LoggerFactory.getLogger("rsp");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        try (var late = new Open()) {
            event(late.jdbc, "late");
            event(jdbc, "early", 3600);
            await().atMost(SOON).until(() -> lag() >= 3600);
            await().atMost(SOON).until(() -> said(lines) == 1);
            pace.wrote();
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> said(lines) == 1);
        } finally {
            log.detachAppender(lines);
        }
    }

    private double lag() {
        var gauge = meters.find("rsp.sweeper.lag").tag("sweeper", "delivery").gauge();
        return gauge == null ? 0 : gauge.value();
    }

    private static long said(ListAppender<ILoggingEvent> lines) {
        return List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getMessage)
                .filter(line -> line.startsWith("events after position"))
                .count();
    }

    /** As a server that crashed leaves it, many positions ahead; with the note of another, of which it is a copy. */
    @Test
    void givenPositionsThatNobodyTook_andANoteOfAnotherServer_thenTheNextEventIsSeen() {
        long before = event(jdbc, "before");
        jdbc.update("update fan_out set noted = position + 1000, noted_before = '9000000000000000' where id = 1");
        jdbc.queryForObject("select max(nextval('event_position')) from generate_series(1, 40)", Long.class);
        long after = event(jdbc, "after");
        await().atMost(SOON).untilAsserted(() -> assertThat(seen(before)).containsExactly("before", "after"));
        assertThat(noted()).isBetween(after, after + 100);
    }

    /** Of two instances at it at once, the one that comes second finds that the other has moved on. */
    @Test
    void givenAnotherInstanceThatPlacesTheSame_thenNobodyGetsADeliveryTwice() throws SQLException {
        try (var other = new Open()) {
            other.jdbc.queryForObject("select position from fan_out where id = 1 for update", Long.class);
            long taken = event(jdbc, "taken");
            await().atMost(SOON)
                    .until(() -> jdbc.queryForObject(
                            """
                    select exists (select from pg_stat_activity
                                   where wait_event_type = 'Lock' and query like '%noted_before%')
                    """,
                            Boolean.class));
            assertThat(other.jdbc.update("update fan_out set position = ? where id = 1", taken))
                    .isEqualTo(1);
            other.end(true);
            var next = event(jdbc, "next");
            await().atMost(SOON).until(() -> placed() >= next);
            assertThat(delivered()).containsExactly(subject + "next");
        }
    }

    /** Else one that has no number yet, but a position, could fill a gap that was passed. */
    @Test
    void givenAnInsert_thenTheTransactionHasItsNumberBeforeItTakesAPosition() {
        var taken = jdbc.queryForObject(
                """
                select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = cast('event' as regclass)
                """,
                String.class);
        assertThat(taken.replaceAll("\\s+", " ").trim())
                .startsWith("CASE WHEN (pg_current_xact_id() IS NOT NULL) THEN nextval('event_position'::regclass)");
    }
}
