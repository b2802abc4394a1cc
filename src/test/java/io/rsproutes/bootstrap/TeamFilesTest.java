package io.rsproutes.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.rsproutes.config.SettingsFault;
import io.rsproutes.platform.camel.MappingFiles;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fault in a file of a team's own ends the start with file, place and reason; StartRefusalIT shows that it does. */
class TeamFilesTest {

    @TempDir
    private Path folder;

    private Path write(String file, String text) throws IOException {
        var path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    @Test
    void givenAnOverrideThatIsNotYaml_thenFileAndLineAreSaid() {
        var broken = ResourceHelper.fromString("file:overrides/broken.camel.yaml", "- route:\n    id: [\n");

        assertThatThrownBy(() -> RouteFiles.check(List.of(broken)))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("overrides/broken.camel.yaml line 2 is not YAML: ");
    }

    @Test
    void givenAMappingThatIsNone_thenFileAndPlaceAreSaid() throws IOException {
        write("overrides/deeper/order-in.jslt", "{\"function\": ");

        assertThatThrownBy(() -> MappingFiles.check(folder.resolve("overrides")))
                .isInstanceOf(SettingsFault.class)
                .hasMessageContaining("overrides/deeper/order-in.jslt is no JSLT mapping: ")
                .hasMessageContaining("line 1");
    }

    /** Camel says which route it is; the line says in which file that stands: an override's, before the shipped one. */
    @Test
    void givenARouteThatCallsNobody_thenItsFileIsNamed() throws Exception {
        var route = """
                - route:
                    id: core-ownership
                """;
        write("routes/core/ownership.camel.yaml", route);
        write("overrides/broken.camel.yaml", route);
        Throwable failure;
        try (var camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("nosuchcomponent:x").routeId("core-ownership").log("x");
                }
            });
            failure = catchThrowable(camel::start);
        }

        assertThat(new StartFailure(folder).explain(failure))
                .startsWith("overrides/broken.camel.yaml line 2: ")
                .contains("nosuchcomponent")
                .doesNotContain("\n");
    }
}
