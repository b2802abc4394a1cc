package io.rsproutes;

import static io.rsproutes.ShippedRoutes.YAML;
import static io.rsproutes.ShippedRoutes.files;
import static io.rsproutes.ShippedRoutes.routes;
import static io.rsproutes.ShippedRoutes.walk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.networknt.schema.JsonSchema;
import io.rsproutes.bootstrap.RouteFiles;
import io.rsproutes.northbound.rest.Contracts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conventions of the house (docs/architecture.md), held over every route file: what makes routes/ readable,
 * overridable and safe.
 */
class RoutesTest {

    private static final JsonSchema SCHEMA = schema();
    private static final Set<String> CONFIGURATIONS = Set.of(
            "edge",
            "es2plus",
            "soap",
            "gateway-sgp02",
            "gateway-es2plus",
            "tmf",
            "camara",
            "internal",
            "retry",
            "worker",
            "queue");
    private static final Map<String, String> SEAMS = Map.ofEntries(
            Map.entry("core-submit", "northbound"),
            Map.entry("core-submit-try", "northbound"),
            Map.entry("core-submit-dry-run", "northbound"),
            Map.entry("core-submit-several", "northbound"),
            Map.entry("core-submit-check-digits", "northbound"),
            Map.entry("core-ownership-look-up-several", "northbound"),
            Map.entry("core-submit-lock", "northbound"),
            Map.entry("core-transition-event", "northbound"),
            Map.entry("core-resolve", "northbound"),
            Map.entry("core-provisioning", "northbound"),
            Map.entry("southbound-es2plus-provision", "core"),
            Map.entry("southbound-es2plus-send", "core"),
            Map.entry("southbound-es4-send", "core"),
            Map.entry("southbound-es2-send", "core"));

    private static JsonSchema schema() {
        try {
            return RouteFiles.schema();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("io.rsproutes.ShippedRoutes#files")
    void everyFileFitsCamelsOwnSchema(Path file) throws IOException {
        assertThat(SCHEMA.validate(YAML.readTree(file.toFile()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("io.rsproutes.ShippedRoutes#files")
    void everyRouteHasItsNameDescriptionAndErrorHandling(Path file) throws IOException {
        var folder = file.getParent().getFileName().toString();
        var stem = file.getFileName().toString().replace(".camel.yaml", "");
        routes(file).forEach((id, route) -> {
            assertThat(id).startsWith(folder + "-" + stem).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(route.path("description").asText()).as(id).isNotBlank();
            assertThat(CONFIGURATIONS)
                    .as(id)
                    .contains(route.path("routeConfigurationId").asText());
            if (route.at("/from/uri").asText().equals("direct")) {
                assertThat(route.at("/from/parameters/name").asText()).isEqualTo(id);
            }
        });
    }

    @Test
    void everyIdIsUnique() throws IOException {
        var seen = new HashSet<String>();
        for (var file : files().toList()) {
            // Routes, steps and handlers alike: an override or a crash point names one thing.
            walk(YAML.readTree(file.toFile()), (key, value) -> {
                if (key.equals("id") && value.isTextual()) {
                    assertThat(seen.add(value.asText())).as(value.asText()).isTrue();
                }
            });
        }
    }

    @Test
    void everyDirectTargetExistsAndFoldersCallOnlyTheirSeams() throws IOException {
        var known = new HashSet<String>();
        for (var file : files().toList()) {
            known.addAll(routes(file).keySet());
        }

        for (var file : files().toList()) {
            var folder = file.getParent().getFileName().toString();
            walk(YAML.readTree(file.toFile()), (key, value) -> {
                if (key.equals("to") && value.path("uri").asText().equals("direct")) {
                    var target = value.at("/parameters/name").asText();
                    assertThat(known).as(file.toString()).contains(target);
                    var owner = target.substring(0, target.indexOf('-'));
                    assertThat(owner.equals(folder) || folder.equals(SEAMS.get(target)))
                            .as(file + " calls " + target)
                            .isTrue();
                }
            });
        }
    }

    @Test
    void nothingBannedIsUsed() throws IOException {
        var dynamic = new ArrayList<String>();

        for (var file : files().toList()) {
            // A namespace is no address.
            var text = Files.readString(file).replace("{http://namespaces.gsma.org/", "{");
            assertThat(text)
                    .as(file.toString())
                    .doesNotContainPattern("https?://")
                    .doesNotContainPattern(
                            "(?m)^\\s*- (recipientList|wireTap|threads|dynamicRouter|enrich|pollEnrich|process|script):")
                    .doesNotContainPattern("uri: \"?(seda|exec|file|bean|class|language|ref)\\b");

            walk(YAML.readTree(file.toFile()), (key, value) -> {
                if (key.equals("toD")) {
                    dynamic.add(value.path("id").asText());
                }
                if (key.equals("to")) {
                    // compact notation would be a text
                    assertThat(value.isObject()).as(file.toString()).isTrue();
                    assertThat(value.path("uri").asText()).as(file.toString()).doesNotContain("?");
                }
                if (key.equals("asyncConsumer") || key.equals("parallelProcessing")) {
                    assertThat(value.asText()).as(file.toString()).isEqualTo("false");
                }
            });
        }
        assertThat(dynamic).containsExactly("southbound-peer-chosen");
    }

    /** Simple takes digits for numbers: it fails on two EIDs, and finds the tenants 7 and 07 equal. */
    @Test
    void noSimpleComparesTwoVariables() throws IOException {
        for (var file : files().toList()) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContainPattern("\\$\\{[^}]+} ?(==|!=|=~) ?\\$\\{");
        }
    }

    /** Simple has no precedence: {@code a || b && c} is {@code (a || b) && c}, whatever a reader takes it for. */
    @Test
    void noSimpleHasAnAndAfterAnOr() throws IOException {
        for (var file : files().toList()) {
            walk(YAML.readTree(file.toFile()), (key, value) -> {
                if (key.equals("simple")) {
                    assertThat(value.path("expression").asText())
                            .as(file.toString())
                            .doesNotContainPattern("(?s)\\|\\|.*&&");
                }
            });
        }
    }

    @Test
    void aTransactedStepIsAloneInItsRoute() throws IOException {
        for (var file : files().toList()) {
            routes(file).forEach((id, route) -> {
                var steps = route.at("/from/steps");
                for (var step : steps) {
                    if (step.has("transacted")) {
                        // Camel runs a transacted step's siblings before its children, and after its commit nothing of
                        // the route.
                        assertThat(steps).as(id).hasSize(1);
                        assertThat(step.at("/transacted/ref").asText()).as(id).isIn("transaction", "brokerTransaction");
                        assertThat(route.path("routeConfigurationId").asText())
                                .as(id)
                                .isEqualTo("internal");
                    }
                }
            });
        }
    }

    @Test
    void theFirstStepFromOutsideIsTheEdge() throws IOException {
        var bound = new HashMap<String, String>();
        for (var contract : Contracts.NAMES) {
            walk(YAML.readTree(Path.of("src/main/resources/openapi", contract).toFile()), (key, value) -> {
                if (key.equals("operationId") && value.isTextual()) {
                    bound.put(value.asText(), value.asText());
                }
            });
        }

        for (var file : files().toList()) {
            routes(file).forEach((id, route) -> {
                if (route.at("/from/uri").asText().equals("cxf")
                        || route.at("/from/uri").asText().equals("platform-http")
                                && !id.equals("northbound-api-contract")
                        || bound.remove(id) != null) {
                    assertThat(route.at("/from/steps/0/bean/ref").asText())
                            .as(id)
                            .isEqualTo("edge");
                    assertThat(route.at("/from/steps/0/bean/method").asText())
                            .as(id)
                            .startsWith("admit");
                }
            });
        }
        assertThat(bound).as("operations without a route").isEmpty();
    }
}
