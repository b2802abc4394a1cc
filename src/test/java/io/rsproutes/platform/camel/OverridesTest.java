package io.rsproutes.platform.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

import io.rsproutes.platform.database.SqlFiles;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is a team's own, and what is as shipped. */
class OverridesTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Exchange exchange = new DefaultExchange(camel);
    private final Overrides overrides = new Overrides(new SqlFiles() {
        @Override
        public boolean isReplaced(String name) {
            return name.equals("core/submit.record");
        }
    });

    @BeforeEach
    void load() throws Exception {
        load("routes/core/one.camel.yaml", "one");
        load("file:routes/overrides/two.camel.yaml", "two");
        load("file:overrides/deeper/three.camel.yaml", "three");
        camel.start();
    }

    private void load(String file, String id) throws Exception {
        var yaml =
                """
                - route:
                    id: %1$s
                    from:
                      uri: direct
                      parameters: {name: %1$s}
                      steps:
                        - log: {message: x}
                """
                        .formatted(id);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.fromBytes(file, yaml.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @ParameterizedTest
    @CsvSource({
        "one, false",
        "two, false",
        "three, true",
        "none, false",
        "core/submit.record, true",
        "core/submit.busy, false",
        "one two core/submit.busy, false",
        "'one   three', true"
    })
    void whetherOneOfTheseIsReplaced(String names, boolean replaced) {
        assertThat(overrides.replaced(exchange, names)).isEqualTo(replaced);
    }

    @Test
    void allThatIsReplacedIsNamed() {
        assertThat(overrides.all(camel)).containsExactly("core/submit.record", "three");
    }
}
