package io.rsproutes;

import static io.rsproutes.ShippedRoutes.YAML;
import static io.rsproutes.ShippedRoutes.files;
import static io.rsproutes.ShippedRoutes.routes;
import static io.rsproutes.ShippedRoutes.walk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Lines of a file are recorded together, past routes that an order by itself passes. Whoever replaces one of those
 * finds it called: the lists of them in YAML lack none.
 */
class BulkOverridesTest {

    private static final Pattern LIST = Pattern.compile("replaced\\(\\*,\\s*'([^']+)'\\)");
    private static final Pattern STATEMENT = Pattern.compile("\\{\\{sql:(core/submit\\.[^}]+)}}");
    private static final Map<String, JsonNode> ROUTES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (var file : files().toList()) {
            ROUTES.putAll(routes(file));
        }
    }

    /** The routes that this one calls, and those that they call. */
    private static Set<String> reached(String route) {
        var reached = new TreeSet<String>();
        reach(route, reached);
        return reached;
    }

    private static void reach(String route, Set<String> reached) {
        if (reached.add(route)) {
            walk(ROUTES.get(route), (key, value) -> {
                if (key.equals("to") && value.path("uri").asText().equals("direct")) {
                    reach(value.at("/parameters/name").asText(), reached);
                }
            });
        }
    }

    private static List<String> listed(String route) {
        var list = LIST.matcher(
                YAML.createObjectNode().set("route", ROUTES.get(route)).toString());
        assertThat(list.find()).as(route).isTrue();
        return List.of(list.group(1).split("\\s+"));
    }

    private static Stream<String> statements(String route) {
        return STATEMENT.matcher(ROUTES.get(route).toString()).results().map(found -> found.group(1));
    }

    @Test
    void whatOnlyAnOrderByItselfPassesInCoreIsListed() {
        var alone = reached("core-submit");
        alone.removeAll(reached("core-submit-several-together"));
        var statements = alone.stream().flatMap(BulkOverridesTest::statements).distinct();

        assertThat(listed("core-submit-several"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(alone.stream(), statements).toList());
    }

    @Test
    void whatOnlyALineByItselfPassesOnItsWayThereIsListed() {
        var alone = reached("northbound-bulk-chunk-alone");
        alone.removeAll(reached("core-submit"));
        // Lines are looked up many at a time instead.
        alone.addAll(Set.of("core-ownership-look-up", "core/ownership.look-up"));

        assertThat(listed("northbound-bulk-chunk-look-up")).containsExactlyInAnyOrderElementsOf(alone);
    }
}
