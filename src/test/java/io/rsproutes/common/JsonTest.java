package io.rsproutes.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as hostile or careless senders write it. */
class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e309",
                "-1e309",
                "1e-309",
                "1e99999",
                "1e999999999999",
                "-1E+9999999999",
                "0e99999",
                "8901000000000000019e99999999999",
                "[{\"a\":[1e400]}]"
            })
    void givenANumberThatNothingCanHold_thenItIsRefused(String text) {
        assertThatThrownBy(() -> Json.read("{\"a\":" + text + "}")).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.getMessage()).contains("1e308").doesNotContain("8901000000000000019");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1e2",
                "1.50",
                "123456789012345678901234567890",
                "-1.7976931348623157e308",
                "2.2250738585072014e-308",
                "1E+308"
            })
    void givenANumberOfADouble_thenItIsTaken(String text) {
        assertThat(Json.read("{\"a\":" + text + "}").path("a").decimalValue()).isEqualByComparingTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"x\\udc00y\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"a\":[\"\\ud83d\\ud83d\\ude00\"]}",
                "{\"a\\ud800\":1}"
            })
    void givenHalfOfASurrogatePair_thenItIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo("malformed-json");
            assertThat(problem.getMessage()).contains("surrogate");
        });
    }

    @Test
    void givenAWholePair_thenItIsTaken() {
        assertThat(Json.read("{\"a\":\"\\ud83d\\ude00\"}").path("a").asText()).isEqualTo("\uD83D\uDE00");
    }

    /**
     * Jackson's hash of a name is 33 * hash + character, whatever its seed, so that "Bb" and "CA" collide in any
     * company.
     */
    static String colliding(int n, int blocks) {
        return IntStream.range(0, blocks)
                .mapToObj(i -> (n >> i & 1) == 0 ? "Bb" : "CA")
                .collect(Collectors.joining());
    }

    static String document(int from, int names) {
        return IntStream.range(from, from + names)
                .mapToObj(n -> "\"" + colliding(n, 16) + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void givenNamesThatCollide_thenNobodysDocumentsFailByThem() throws Exception {
        for (var mapper : new ObjectMapper[] {Json.MAPPER, Json.MAPPINGS}) {
            for (int i = 0; i < 20; i++) {
                assertThat(mapper.readTree(document(i * 300, 300))).hasSize(300);
            }
            assertThat(mapper.readTree("{\"" + colliding(65_535, 16) + "\":2}")
                            .path(colliding(65_535, 16))
                            .asInt())
                    .isEqualTo(2);
        }
    }
}
