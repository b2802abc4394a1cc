package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.rsproutes.support.BundleIT;
import io.rsproutes.support.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times in the filters of reports and replays: every form that has one reading, and no other. */
class TimeFilterIT extends BundleIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-01-01T00:00:00",
                "20200101T000000Z",
                "2020-01-01%2000:00:00",
                "2020-01-01t00:00:00z",
                "2020-01-01T00:00:00%2B0100",
                "2020-01-01T00:00:00+01:00",
                "1577836800",
                "2019-12-31T24:00",
                "2020-01-01"
            })
    void aFilterTakesEveryForm(String from) {
        var id = acme.order(Order.of("downloadOrder").with("profileType", "P9054-1"))
                .id();
        var iccid = operation(id).json().path("iccid").asText();

        var report = acme.get("/rsp/v1/reports/operations?iccid=" + iccid + "&from=" + from);
        assertThat(report.status()).as(report.text()).isEqualTo(200);
        assertThat(report.text()).contains(id);
        assertThat(acme.get("/rsp/v1/reports/operations?iccid=" + iccid + "&to=" + from)
                        .json())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2020-13-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "10000-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "2020-01-01T00:00:00%2B19:00",
                "99999999999999999999",
                "yesterday"
            })
    void aFilterOutOfRangeIs400(String time) {
        assertThat(acme.get("/rsp/v1/reports/operations?from=" + time).status()).isEqualTo(400);
        assertThat(acme.get("/rsp/v1/reports/operations?to=" + time).status()).isEqualTo(400);

        var replay = operator.post(
                "/rsp/v1/dead-letters/replay",
                """
                {"filter":{"since":"%s"},"dryRun":true}""".formatted(time.replace("%2B", "+")));
        assertThat(replay.status()).as(replay.text()).isEqualTo(400);
    }

    @Test
    void aReplayFilterThatCanMatchNothingIs400() {
        var replay = operator.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"type\":\"nope\"},\"dryRun\":true}");

        assertThat(replay.status()).isEqualTo(400);
        assertThat(replay.text()).contains("/filter/type", "rsp.profile.installed");
        assertThat(operator.post("/rsp/v1/dead-letters/replay", "{\"filter\":{\"since\":1764316800},\"dryRun\":true}")
                        .text())
                .contains("/filter/since", "is not a text");
    }

    @Test
    void aReplayFilterTakesEveryForm() {
        for (var time : List.of("20200101T000000Z", "2020-01-01 00:00:00", "1577836800")) {
            var replay = operator.post(
                    "/rsp/v1/dead-letters/replay",
                    """
                    {"filter":{"since":"%s","until":"2020-01-01T00:00:01+0000"},
                     "dryRun":true}"""
                            .formatted(time));
            assertThat(replay.status()).as(replay.text()).isEqualTo(202);
        }
    }
}
