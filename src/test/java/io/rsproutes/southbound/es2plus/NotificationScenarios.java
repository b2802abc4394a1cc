package io.rsproutes.southbound.es2plus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;

/** Notifications of a SM-DP+, written by hand. */
abstract class NotificationScenarios extends BundleIT {

    static final String PATH = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";

    /** A SM-DP+ notifies of a point, at a time (null: it names none), with more fields as JSON. */
    Answer tell(String iccid, String point, String timestamp, String more) {
        var time = timestamp == null ? "" : "\"timestamp\":\"%s\",".formatted(timestamp);
        var status = more.contains("notificationPointStatus")
                ? ""
                : ",\"notificationPointStatus\":{\"status\":\"Executed-Success\"}";
        var body =
                """
                {"header":{"functionRequesterIdentifier":"1.3.6","functionCallIdentifier":"c-%d"},
                 "iccid":"%s","profileType":"P9054-1",%s"notificationPointId":%s%s%s}"""
                        .formatted(System.nanoTime(), iccid, time, point, status, more);
        var answer = nobody.post(PATH, body);
        assertThat(answer.status()).as(answer.text()).isIn(204, 400);
        return answer;
    }

    void told(String iccid, String type, int times) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events(iccid, "rsp.profile." + type) == times);
    }

    /** A profile whose last answer of ours is old, so that only the peer's times count. */
    String longOrdered() {
        var iccid = ordered();
        jdbc.update(
                "update profile set observed_at = timestamp with time zone '2026-01-01 00:00:00+00' where iccid = ?",
                iccid);
        return iccid;
    }
}
