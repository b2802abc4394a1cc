package io.rsproutes.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.rsproutes.support.Full;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is written about one eUICC at the same moment waits for each other in a row, never in a ring: two works at
 * a time, both ways round, while a third connection holds a row that stops them halfway; each row in turn.
 */
class LockOrderIT extends CardWorks {

    static Stream<String> all() {
        return Stream.of(
                "answer",
                "result",
                "fall-back attribute",
                "notification of the fall-back attribute",
                "late refusal",
                "notification",
                "notification for another tenant",
                "notification for both tenants",
                "audit",
                "change of the SM-SR",
                "SM-DP+ order",
                "device",
                "load",
                "load that moves orders");
    }

    static Stream<List<String>> pairs() {
        var names = all().toList();
        return names.stream().flatMap(first -> names.subList(names.indexOf(first) + 1, names.size()).stream()
                .map(second -> List.of(first, second)));
    }

    static Stream<List<String>> pairsInBothOrders() {
        var names = all().toList();
        return names.stream().flatMap(first -> names.stream().map(second -> List.of(first, second)));
    }

    @AfterEach
    void nothingIsLeft() {
        jdbc.update("delete from inbox where dedupe_key like 'locks-%'");
    }

    private static List<String> keys(Stage stage) {
        return Stream.of(stage.eid(), stage.b(), stage.c())
                .map(key -> "order_key where order_key = '" + key + "'")
                .toList();
    }

    private static List<String> rows(Stage stage) {
        var rows = new ArrayList<>(keys(stage));
        for (var iccid : List.of(stage.a(), stage.b(), stage.c())) {
            rows.add("fact where subject = '" + iccid + "' and name = 'state'");
        }
        rows.add("fact where subject = '" + stage.eid() + "'");
        rows.add("euicc where eid = '" + stage.eid() + "'");
        rows.add("inventory where iccid = '" + stage.b() + "'");
        return rows;
    }

    private long waiting() {
        return count("pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }

    private CompletableFuture<Throwable> start(String work, Stage stage) {
        return CompletableFuture.supplyAsync(() -> works.get(work).run().apply(stage));
    }

    private void stopped(CompletableFuture<Throwable> work, long behind) {
        await().pollInterval(Duration.ofMillis(3))
                .atMost(Duration.ofSeconds(20))
                .until(() -> work.isDone() || waiting() > behind);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachDoesItsWork(String name) {
        var stage = stage();

        assertThat(works.get(name).run().apply(stage)).isNull();

        var subject = works.get(name).subject();
        if (subject != null) {
            assertThat(count("event where subject = ?", subject.apply(stage))).isPositive();
        }
        assertThat(count("inbox where dedupe_key like 'locks-%' and state <> 'DONE'"))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void twoAtATimeWaitInARow(List<String> pair) throws SQLException {
        twoAtATime(pair, LockOrderIT::keys);
    }

    @Tag(Full.TAG)
    @ParameterizedTest
    @MethodSource("pairsInBothOrders")
    void twoAtATimeWaitInARow_whateverRowTheyMeetAt(List<String> pair) throws SQLException {
        twoAtATime(pair, LockOrderIT::rows);
    }

    /** While one row is held, both come as far as they can; once it is let go of, neither may be in the other's way. */
    private void twoAtATime(List<String> pair, Function<Stage, List<String>> held) throws SQLException {
        for (int row = 0; row < held.apply(new Stage("", "", "", "")).size(); row++) {
            var stage = stage();
            CompletableFuture<Throwable> first;
            CompletableFuture<Throwable> second;
            try (Connection holder = jdbc.getDataSource().getConnection()) {
                holder.setAutoCommit(false);
                holder.createStatement()
                        .executeQuery("select from " + held.apply(stage).get(row) + " for update");
                first = start(pair.get(0), stage);
                stopped(first, 0);
                second = start(pair.get(1), stage);
                stopped(second, first.isDone() ? 0 : 1);
                holder.rollback();
                holder.setAutoCommit(true);
            }

            assertThat(first.orTimeout(30, TimeUnit.SECONDS).join())
                    .as(held.apply(stage).get(row))
                    .isNull();
            assertThat(second.orTimeout(30, TimeUnit.SECONDS).join())
                    .as(held.apply(stage).get(row))
                    .isNull();
        }
    }
}
