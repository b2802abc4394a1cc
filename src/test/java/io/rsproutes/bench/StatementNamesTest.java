package io.rsproutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

/** A statement of the server is known by its name in routes/. */
class StatementNamesTest {

    private static final StatementNames NAMES = new StatementNames(Map.of(
            "core/order-key.lock",
            """
            -- The order key's row.
            select sequence from order_key
            where order_key = :#${variable.orderKey} and state = 'OPEN' limit 10 for update
            """,
            "core/dispatch.claim",
            "update a set b = :#${variable.b} where c = :?c",
            "core/dispatch.end",
            """
            -- why
            delete from a where c = :#c and d = true
            """));

    @Test
    void givenParametersAndConstants_thenItIsFound() {
        assertThat(
                        NAMES.name(
                                """
                select sequence from order_key
                where order_key = $1 and state = $2 limit $3 for update"""))
                .isEqualTo("core/order-key.lock");
    }

    @Test
    void givenTwoOfOneFile_thenEachHasItsName() {
        assertThat(NAMES.name("update a set b = $1 where c = $2")).isEqualTo("core/dispatch.claim");
        assertThat(NAMES.name("delete from a where c = $1 and d = $2")).isEqualTo("core/dispatch.end");
    }

    @Test
    void givenAStatementOfNoFile_thenItIsShownAsSent() {
        assertThat(NAMES.name("select 1\n  from b")).isEqualTo("select 1 from b");
    }
}
