package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Inbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SM-DP+ servers send us (docs/spec/es2plus.md 1.7, 5, 8). */
class NotificationIT extends BundleIT {

    private static final String PATH = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";

    private static String notification(String iccid, String callId, String point, String status) {
        return "{\"header\":{\"functionRequesterIdentifier\":\"1.3.6\",\"functionCallIdentifier\":\"" + callId
                + "\"},\"iccid\":\"" + iccid
                + "\",\"profileType\":\"P9054-1\",\"timestamp\":\"2026-01-02T03:04:05Z\",\"notificationPointId\":"
                + point
                + ",\"notificationPointStatus\":{\"status\":\"" + status + "\"}}";
    }

    @Test
    void givenTheSameNotificationFiveTimesAndAtOnce_thenOneEventAnd204Each() throws Exception {
        var iccid = ordered();
        var body = notification(iccid, "TX-" + System.nanoTime(), "3", "Executed-Success");
        var pool = Executors.newFixedThreadPool(5);
        try {
            var answers = pool.invokeAll(IntStream.range(0, 5)
                    .<java.util.concurrent.Callable<io.rsproutes.support.Api.Answer>>mapToObj(
                            i -> () -> nobody.post(PATH, body))
                    .toList());
            for (var answer : answers) {
                assertThat(answer.get().status()).isEqualTo(204);
                assertThat(answer.get().text()).isEmpty();
                assertThat(answer.get().headers().firstValue("Content-Type")).isEmpty();
                assertThat(answer.get().headers().firstValue("X-Admin-Protocol"))
                        .isPresent();
            }
        } finally {
            pool.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.downloaded") == 1);
        assertThat(jdbc.queryForObject("select duplicates from inbox where iccid = ?", Integer.class, iccid))
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | Executed-Success | rsp.profile.eligibility-checked",
                "1 | Failed | rsp.profile.eligibility-failed",
                "2 | Failed | rsp.profile.confirmation-failed",
                "\"3\" | EXECUTED-SUCCESS | rsp.profile.downloaded",
                "3 | Failed | rsp.profile.download-failed",
                "4 | Executed-WithWarning | rsp.profile.installed",
                "4 | Failed | rsp.profile.install-failed",
                "101 | Executed-Success | rsp.profile.unmapped"
            })
    void givenAPointAndAStatus_thenTheEventHasItsCanonicalName(String point, String status, String type) {
        var iccid = ordered();
        assertThat(nobody.post(PATH, notification(iccid, "TX-" + System.nanoTime(), point, status))
                        .status())
                .isEqualTo(204);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, type) == 1);
    }

    @Test
    void givenARealPeersSpelling_thenItIsRead() {
        var iccid = ordered();
        var body = "{\"HEADER\":{\"functionCallIdentifier\":null},\"ICCID\":\"" + iccid
                + "F\",\"eid\":null,\"timeStamp\":\"" + java.time.Instant.now().getEpochSecond()
                + "\",\"notificationPointId\":\"4\","
                + "\"notificationPointStatus\":{\"status\":\"Executed-Success\",\"statusCodeData\":null},\"tac\":\"12345678\",\"extra\":{\"a\":[1]}}";
        assertThat(nobody.post(PATH, body, "Content-Type", "application/json;charset=UTF-8")
                        .status())
                .isEqualTo(204);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.installed") == 1);
        assertThat(known(iccid)).isEqualTo("Installed");
    }

    @Test
    void givenAnOlderNotificationAfterANewerOne_thenTheStateStaysAndBothArePublished() {
        var iccid = ordered();
        nobody.post(
                PATH,
                "{\"iccid\":\"" + iccid
                        + "\",\"notificationPointId\":4,\"timestamp\":\"2026-11-01T10:05:00Z\",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}");
        jdbc.update(
                "update profile set observed_at = timestamp with time zone '2026-11-01 10:00:00+00' where iccid = ?",
                iccid);
        nobody.post(
                PATH,
                "{\"iccid\":\"" + iccid
                        + "\",\"notificationPointId\":4,\"timestamp\":\"2026-11-01T10:05:01Z\",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.installed") == 2);
        nobody.post(
                PATH,
                "{\"iccid\":\"" + iccid
                        + "\",\"notificationPointId\":3,\"timestamp\":\"2026-11-01T10:01:00Z\",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}}");
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.downloaded") == 1);
        assertThat(known(iccid)).isEqualTo("Installed");
    }

    @Test
    void givenNotificationsInQuickSuccession_thenTheirEventsKeepTheOrder() {
        for (int round = 0; round < 5; round++) {
            var iccid = ordered();
            for (var point : new String[] {"1", "3", "4"}) {
                assertThat(nobody.post(PATH, notification(iccid, "TX-" + System.nanoTime(), point, "Executed-Success"))
                                .status())
                        .isEqualTo(204);
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> events(iccid, "rsp.profile.installed") == 1
                            && events(iccid, "rsp.profile.downloaded") == 1);
            assertThat(jdbc.queryForList(
                            "select type from event where subject = ? and type like 'rsp.profile.%' order by sequence",
                            String.class, iccid))
                    .containsExactly(
                            "rsp.profile.eligibility-checked", "rsp.profile.downloaded", "rsp.profile.installed");
        }
    }

    @Test
    void givenAnIccidOfNobody_thenItIsKeptAsAnOrphanForTheOperatorAlone() {
        var iccid = "8947000000000000038";
        assertThat(nobody.post(PATH, notification(iccid, "TX-" + System.nanoTime(), "3", "Executed-Success"))
                        .status())
                .isEqualTo(204);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operator.get("/rsp/v1/inbox?state=orphan").text().contains(iccid));
        assertThat(acme.get("/rsp/v1/inbox?state=orphan").status()).isEqualTo(403);
        // However often it is looked at again, it is one orphan.
        var counted = orphans();
        var tries = jdbc.queryForObject(
                "select next_at from inbox where iccid = ? and state = 'ORPHAN'", java.sql.Timestamp.class, iccid);
        jdbc.update("update inbox set next_at = current_timestamp where iccid = ? and state = 'ORPHAN'", iccid);
        await().atMost(Duration.ofSeconds(20)).until(() -> jdbc.queryForObject(
                        "select next_at from inbox where iccid = ? and state = 'ORPHAN'",
                        java.sql.Timestamp.class,
                        iccid)
                .after(tries));
        assertThat(orphans()).isEqualTo(counted);
        // the order arrives after all: matched again
        jdbc.update("insert into inventory (iccid, tenant) values (?, 'acme')", iccid);
        jdbc.update("update inbox set next_at = current_timestamp where iccid = ? and state = 'ORPHAN'", iccid);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.downloaded") == 1);
        jdbc.update("delete from inventory where iccid = ?", iccid);
    }

    private double orphans() {
        return nobody.get("/actuator/prometheus")
                .text()
                .lines()
                .filter(line -> line.startsWith("rsp_orphans_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"iccid\":\"12\"}", "{\"notificationPointId\":3}"})
    void givenWhatIsNoNotification_thenItIsRefusedAndNothingStored(String body) {
        long before = jdbc.queryForObject("select count(*) from inbox", Long.class);
        assertThat(nobody.post(PATH, body).status()).isEqualTo(400);
        assertThat(jdbc.queryForObject("select count(*) from inbox", Long.class))
                .isEqualTo(before);
    }

    @Test
    void givenANotificationThatCannotBeWorkedOn_thenItIsADeadLetterAndReplayWorks() {
        var iccid = ordered();
        var id = Inbox.keep(jdbc, "smdp-demo", "handleDownloadProgressInfo", null, iccid, "not json", 2);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> jdbc.queryForObject("select attempts from inbox where id = ?", Integer.class, id) == 3);
        jdbc.update("update inbox set next_at = current_timestamp where id = ?", id);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operator.get("/rsp/v1/dead-letters/" + id).status() == 200);
        assertThat(operator.get("/rsp/v1/dead-letters/" + id).json().path("raw").asText())
                .isEqualTo("not json");
        jdbc.update("update inbox set raw = ? where id = ?", notification(iccid, id, "3", "Executed-Success"), id);
        assertThat(operator.post("/rsp/v1/dead-letters/" + id + "/replay", "").status())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.downloaded") == 1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> operator.get("/rsp/v1/dead-letters/" + id).state().equals("CLOSED"));
    }

    @Test
    void givenAKeptNotificationOfAPeerThatHasLeftTheConfiguration_thenItIsPublished() {
        var iccid = ordered();
        for (var table : List.of("inventory", "operation", "profile")) {
            jdbc.update("update " + table + " set peer = 'smdp-former' where iccid = ?", iccid);
        }

        var raw = notification(iccid, "former-" + iccid, "3", "Executed-Success");
        Inbox.keep(jdbc, "smdp-former", "handleDownloadProgressInfo", null, iccid, raw, 0);

        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile.downloaded") == 1);
    }
}
