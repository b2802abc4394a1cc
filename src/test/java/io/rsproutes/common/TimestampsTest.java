package io.rsproutes.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05",
                "2026-01-02t03:04:05z",
                "2026-01-02 03:04:05",
                "2026-01-02  03:04:05Z",
                " 2026-01-02T03:04:05Z ",
                "20260102T030405Z",
                "20260102T030405",
                "20260102030405",
                "20260102 030405Z",
                "2026-01-02T03:04:05.000Z",
                "2026-01-02T03:04:05,000Z",
                "2026-01-02T04:04:05+01:00",
                "2026-01-02T04:04:05+0100",
                "2026-01-02T04:04:05+01",
                "2026-01-02T04:04:05 +0100",
                "2026-01-02T04:04:05 01:00",
                "20260102T040405+0100",
                "2026-01-01T22:04:05-05:00",
                "2026-01-01T22:04:05\u221205:00",
                "2026-01-02 03:04:05 UTC",
                "2026-01-02 03:04:05 GMT",
                "2026-01-02T04:04:05+01:00[Europe/Paris]",
                "1767323045",
                "1767323045000",
                "1767323045000000",
                "1767323045000000000",
                "1767323045.0",
                "1.767323045E9",
                "1.767323045E12",
                "20260102030405000"
            })
    void everyFormOfOneSecond(String text) {
        assertThat(Timestamps.read(text)).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T24:00:00Z, 2026-01-03T00:00:00Z",
        "2026-12-31T24:00, 2027-01-01T00:00:00Z",
        "20260102T2400, 2026-01-03T00:00:00Z",
        "2026-06-30T23:59:60Z, 2026-07-01T00:00:00Z",
        "2026-01-02T03:04Z, 2026-01-02T03:04:00Z",
        "2026-01-02T03Z, 2026-01-02T03:00:00Z",
        "2026-01-02, 2026-01-02T00:00:00Z",
        "20260102, 2026-01-02T00:00:00Z",
        "2026-01-02Z, 2026-01-02T00:00:00Z",
        "202601020304, 2026-01-02T03:04:00Z",
        "2026-01-02T03:04:05.123456789012Z, 2026-01-02T03:04:05.123456789Z",
        "'2026-01-02T03:04:05,5+00:30', 2026-01-02T02:34:05.500Z",
        "1767323045.25, 2026-01-02T03:04:05.250Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z"
    })
    void whatElseThereIs(String text, String instant) {
        assertThat(Timestamps.read(text)).isEqualTo(Instant.parse(instant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "now",
                "2026",
                "2026-13-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "2026-01-02T25:00:00Z",
                "2026-01-02T24:00:01Z",
                "2026-01-02T03:60:00Z",
                "2026-01-02T03:04:61Z",
                "2026-01-02T03:04:05+19:00",
                "2026-01-0203:04:05",
                "28/11/2026 05:00",
                "28.11.2026",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59-01:00",
                "+999999999-12-31T23:59:59Z",
                "10000-01-01T00:00:00Z",
                "-1767323045",
                "0",
                "12",
                "1e99",
                "1e400",
                "99999999999999999999",
                "2026-01-02T03:04:05ZZ",
                "2026-01-02T03:04:05Z'; drop table event; --"
            })
    void whatIsNoTimeIsNull(String text) {
        assertThat(Timestamps.read(text)).isNull();
        assertThat(Timestamps.read(null)).isNull();
    }

    @Test
    void withoutAZoneItIsTheReaders() {
        assertThat(Timestamps.read("2026-01-02T11:04:05", ZoneId.of("Asia/Shanghai")))
                .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(Timestamps.read("2026-01-02T03:04:05Z", ZoneId.of("Asia/Shanghai")))
                .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(Timestamps.read("1767323045", ZoneId.of("Asia/Shanghai")))
                .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }
}
