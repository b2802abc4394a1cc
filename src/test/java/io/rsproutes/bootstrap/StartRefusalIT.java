package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;

import io.rsproutes.support.Full;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A start that cannot be: the process ends with 1 and one line that says what, where, and what to do. What the line says
 * of other faults: StartFailureTest, TeamFilesTest.
 */
class StartRefusalIT extends StartScenarios {

    @Test
    void givenAnOverrideWithAnUnknownKey_thenTheStartEndsWithFileLineAndReason() throws Exception {
        write(
                "overrides/deeper/broken.camel.yaml",
                """
                - route:
                    id: core-ownership
                    from:
                      uri: direct
                      parameters: {name: core-ownership}
                      steps:
                        - setBanana: {name: owned}
                """);
        start("--spring.profiles.active=demo");

        assertThat(refusal()).contains("overrides/deeper/broken.camel.yaml", "line 7", "setBanana");
    }

    /** Whatever looks into the folder first. */
    @Tag(Full.TAG)
    @Test
    void givenNoRoutesFolder_thenTheLineSaysSo() throws Exception {
        Files.move(folder.resolve("routes"), folder.resolve("elsewhere"));
        start();
        assertThat(refusal()).contains("./routes is not there");
    }
}
