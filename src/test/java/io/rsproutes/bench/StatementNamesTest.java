package io.rsproutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement of the server is known by the file it comes from. */
class StatementNamesTest {

    private static StatementNames names(Path routes) throws IOException {
        Files.createDirectories(routes.resolve("core"));
        Files.writeString(
                routes.resolve("core/order-key.sql"),
                """
                -- name: lock
                -- The order key's row.
                select sequence from order_key
                where order_key = :#${variable.orderKey} and state = 'OPEN' limit 10 for update
                """);
        Files.writeString(
                routes.resolve("core/dispatch.sql"),
                """
                -- name: claim
                update a set b = :#${variable.b} where c = :?c
                -- name: end
                -- why
                delete from a where c = :#c and d = true
                """);
        return new StatementNames(routes);
    }

    @Test
    void givenParametersAndConstants_thenItIsFound(@TempDir Path routes) throws IOException {
        assertThat(
                        names(routes)
                                .name(
                                        """
                select sequence from order_key
                where order_key = $1 and state = $2 limit $3 for update"""))
                .isEqualTo("core/order-key.lock");
    }

    @Test
    void givenAFileOfSections_thenEachHasItsName(@TempDir Path routes) throws IOException {
        assertThat(names(routes).name("update a set b = $1 where c = $2")).isEqualTo("core/dispatch.claim");
        assertThat(names(routes).name("delete from a where c = $1 and d = $2")).isEqualTo("core/dispatch.end");
    }

    @Test
    void givenAStatementOfNoFile_thenItIsShownAsSent(@TempDir Path routes) throws IOException {
        assertThat(names(routes).name("select 1\n  from b")).isEqualTo("select 1 from b");
    }
}
