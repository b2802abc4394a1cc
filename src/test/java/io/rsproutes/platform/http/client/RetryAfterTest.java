package io.rsproutes.platform.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form in which a server may say when it wants to be asked again. */
class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | 120",
                "0 | 0",
                "100000 | 100000",
                "  07  | 7",
                "1.2 | 2",
                "'\"120\"' | 120",
                "99999999999999999999 | 604800",
                "Sat, 28 Nov 2026 08:00:25 GMT | 25",
                "Saturday, 28-Nov-26 08:00:25 GMT | 25",
                "Sat Nov 28 08:00:25 2026 | 25",
                "Thu Dec  3 08:00:00 2026 | 432000",
                "sat, 28 nov 2026 08:00:25 gmt | 25",
                "Sat, 28 Nov 2026 08:00:25 UTC | 25",
                "Sat, 28 Nov 2026 08:00:25 +0000 | 25",
                "28 Nov 2026 08:00:25 GMT | 25",
                "Sat, 28 Nov 2026 07:00:00 GMT | 0",
                "Sunday, 06-Nov-94 08:49:37 GMT | 0",
                "Sun Nov  6 08:49:37 1994 | 0",
                "Wed, 01 Jan 2031 00:00:00 GMT | 604800",
                "30, 60 | 60",
                "Sat, 28 Nov 2026 08:00:25 GMT, 10 | 25"
            })
    void aFormThatIsOne(String text, long seconds) {
        assertThat(RetryAfter.seconds(List.of(text), NOW)).contains(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-5",
                "1e9",
                "Sat, 31 Feb 2026 08:00:25 GMT",
                "Sat, 28 Foo 2026 08:00:25 GMT",
                "Sat, 28 Nov 2026 25:00:25 GMT",
                "2026-11-28"
            })
    void aFormThatIsNone(String text) {
        assertThat(RetryAfter.seconds(List.of(text), NOW)).isEmpty();
    }

    @Test
    void ofSeveralLinesTheLongestThatCanBeRead() {
        assertThat(RetryAfter.seconds(List.of("5", "soon", "Sat, 28 Nov 2026 08:01:00 GMT"), NOW))
                .contains(60L);
        assertThat(RetryAfter.seconds(List.of(), NOW)).isEmpty();
    }
}
