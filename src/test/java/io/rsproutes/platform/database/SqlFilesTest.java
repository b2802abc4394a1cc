package io.rsproutes.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.rsproutes.config.SettingsFault;
import org.apache.camel.support.DefaultRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A team replaces one statement of a file, and keeps the others. */
class SqlFilesTest {

    private static final Path SHIPPED = Path.of("routes");

    @TempDir
    private Path overrides;

    private void override(String text) throws IOException {
        Files.createDirectories(overrides.resolve("core"));
        Files.writeString(overrides.resolve("core/sweep.sql"), text);
    }

    @Test
    void givenAStatement_thenItIsReadWithoutItsComments() {
        assertThat(new SqlFiles(SHIPPED, overrides).read("core/sweep.overdue"))
                .startsWith("select id from operation")
                .doesNotContain("--");
    }

    @Test
    void givenAnOverrideOfOneSection_thenThisOneIsTheTeamsAndTheOthersAreOurs() throws IOException {
        override("-- Ours, for a while.\n-- name: overdue\n-- why\nselect id from theirs\n");
        var sql = new SqlFiles(SHIPPED, overrides);
        var registry = new DefaultRegistry();
        assertThat(sql.function(registry).apply("core/sweep.overdue")).isEqualTo("ref:core/sweep.overdue");
        assertThat(registry.lookupByName("core/sweep.overdue")).isEqualTo("select id from theirs");
        assertThat(sql.read("core/sweep.accepted")).contains("from operation");
        assertThat(sql.isReplaced("core/sweep.overdue")).isTrue();
        assertThat(sql.isReplaced("core/sweep.accepted")).isFalse();
    }

    @Test
    void givenAnOverrideThatReplacesNothing_thenTheStartFailsAndSaysSo() throws IOException {
        override("-- name: overdeu\nselect 1\n");
        assertThatThrownBy(() -> new SqlFiles(SHIPPED, overrides))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("core/sweep.sql")
                .hasMessageContaining("replaces no statement: core/sweep.overdeu");
    }

    @Test
    void givenAnOverrideWithoutNames_thenTheStartFailsAndSaysSo() throws IOException {
        override("select 1\n");
        assertThatThrownBy(() -> new SqlFiles(SHIPPED, overrides))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("names no statement");
    }

    @Test
    void givenNoRoutesFolder_thenTheStartFailsAndSaysSo() {
        assertThatThrownBy(() -> new SqlFiles(overrides.resolve("routes"), overrides))
                .isInstanceOf(SettingsFault.class)
                .hasMessageStartingWith("./routes is not there: ");
    }
}
