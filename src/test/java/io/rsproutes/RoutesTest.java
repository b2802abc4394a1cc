package io.rsproutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import io.rsproutes.bootstrap.RouteFiles;
import io.rsproutes.northbound.rest.Contracts;
import io.rsproutes.platform.database.SqlFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

/** The conventions of the house (docs/architecture.md), held over every route file: what makes routes/ readable, overridable and safe. */
class RoutesTest {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonSchema SCHEMA = schema();
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");
    private static final Set<String> CONFIGURATIONS = Set.of(
            "edge",
            "es2plus",
            "soap",
            "gateway-es4",
            "gateway-es2plus",
            "tmf",
            "camara",
            "internal",
            "retry",
            "worker",
            "queue");
    private static final Map<String, String> SEAMS = Map.of(
            "core-submit",
            "northbound",
            "core-submit-try",
            "northbound",
            "core-submit-lock",
            "northbound",
            "core-transition-event",
            "northbound",
            "core-resolve",
            "northbound",
            "southbound-es2plus-send",
            "core",
            "southbound-es4-send",
            "core");

    private static final Set<String> BATCHES = Set.of(
            "delivery/dead-letters.replay-mark",
            "delivery/dead-letters.discard-open",
            "delivery/dead-letters.replay-delivery",
            "delivery/dead-letters.replay-callback",
            "delivery/dead-letters.replay-command",
            "core/profiles.claim",
            "northbound/service-orders-create.items-insert",
            "northbound/service-orders-worker.items-move");

    private static JsonSchema schema() {
        try {
            return RouteFiles.schema();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static Stream<Path> files() throws IOException {
        try (var files = Files.walk(Path.of("routes"))) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).sorted().toList().stream();
        }
    }

    private static Map<String, JsonNode> routes(Path file) throws IOException {
        var routes = new LinkedHashMap<String, JsonNode>();
        for (var entry : YAML.readTree(file.toFile())) {
            if (entry.has("route")) {
                routes.put(entry.at("/route/id").asText("(none in " + file + ")"), entry.path("route"));
            }
        }
        return routes;
    }

    private static void walk(JsonNode node, java.util.function.BiConsumer<String, JsonNode> visitor) {
        node.properties().forEach(entry -> {
            visitor.accept(entry.getKey(), entry.getValue());
            walk(entry.getValue(), visitor);
        });
        if (node.isArray()) {
            node.forEach(item -> walk(item, visitor));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileFitsCamelsOwnSchema(Path file) throws IOException {
        assertThat(SCHEMA.validate(YAML.readTree(file.toFile()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
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
    void everyPlaceholderIsASettingOrAStatement() throws IOException {
        var keys = new HashSet<String>();
        for (var source : new YamlPropertySourceLoader().load("x", new FileSystemResource("config/application.yaml"))) {
            keys.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames()));
        }
        var statements = new SqlFiles().names();
        for (var file : files().toList()) {
            var parameters = new HashSet<String>();
            walk(YAML.readTree(file.toFile()), (key, value) -> {
                if (key.equals("routeTemplate")) {
                    value.path("parameters")
                            .forEach(parameter ->
                                    parameters.add(parameter.path("name").asText()));
                }
            });
            var match = PLACEHOLDER.matcher(Files.readString(file).replaceAll("(?m)^\\s*#.*$", ""));
            while (match.find()) {
                var name = match.group(1);
                if (name.startsWith("sql:")) {
                    var sql = name.substring(4);
                    assertThat(statements).as(file.toString()).contains(sql);
                    assertThat(sql)
                            .as(file.toString())
                            .startsWith(file.getParent().getFileName() + "/");
                } else if (!parameters.contains(name)) {
                    assertThat(keys).as(file.toString()).contains(name);
                }
            }
        }
    }

    @Test
    void everyStatementIsUsedAndBindsOnlyVariables() throws IOException {
        var used = new StringBuilder();
        for (var file : files().toList()) {
            used.append(Files.readString(file));
        }
        used.append(Files.readString(Path.of("src/main/java/io/rsproutes/northbound/inventory/InventoryTables.java")));
        used.append(Files.readString(Path.of("src/main/java/io/rsproutes/northbound/bulk/BulkLines.java")));
        used.append(Files.readString(Path.of("src/main/java/io/rsproutes/northbound/bulk/BulkResults.java")));
        used.append(Files.readString(Path.of("src/main/java/io/rsproutes/delivery/stream/EventStream.java")));
        var sql = new SqlFiles();
        for (var name : sql.names()) {
            assertThat(used.toString()).contains(name);
            var text = sql.read(name);
            assertThat(text).as(name).doesNotContain("?|", " #>", " #-");
            var bound = Pattern.compile(
                            ":#(?!\\$\\{(variable|properties)[.:])(?!position$|id$)(\\S+)", Pattern.MULTILINE)
                    .matcher(text.replace(" where id = :#id", ""));
            while (bound.find()) {
                // Batches bind the rows of their body.
                assertThat(BATCHES).as("binds " + bound.group()).contains(name);
            }
        }
    }

    /** By itself or in the statement that records the order, it is one look-up. */
    @Test
    void ownershipIsLookedUpInOneWay() {
        var alone = lookUp("core/ownership.look-up");
        assertThat(lookUp("core/submit.record")).startsWith(alone);
        assertThat(alone).contains("left join inventory", "i.eid = c.eid)");
    }

    private static String lookUp(String statement) {
        var sql = new SqlFiles().read(statement).replaceAll("\\s+", " ");
        return sql.substring(sql.indexOf("select i.peer")).trim();
    }

    @Test
    void onlyListedBeansAreCalled() throws IOException {
        var listed = new HashSet<>(Set.of(
                "telemetry",
                "workerPace",
                "databaseOutage",
                "webhookSecrets",
                "eventFormats",
                "gate",
                "smdp",
                "smsr",
                "customer"));
        for (var entry : YAML.readTree(Path.of("routes/shared/beans.camel.yaml").toFile())) {
            entry.path("beans").forEach(bean -> listed.add(bean.path("name").asText()));
        }
        for (var file : files().toList()) {
            walk(YAML.readTree(file.toFile()), (key, value) -> {
                if ((key.equals("bean") || key.equals("method")) && value.isObject()) {
                    assertThat(listed)
                            .as(file.toString())
                            .contains(value.path("ref").asText());
                }
            });
        }
    }

    @Test
    void everyBeanHasTheMethodsThatRoutesCall() throws Exception {
        var types = new HashMap<String, Class<?>>();
        for (var entry : YAML.readTree(Path.of("routes/shared/beans.camel.yaml").toFile())) {
            for (var bean : entry.path("beans")) {
                // A factory method makes something else than its type.
                var type = Class.forName(bean.path("type").asText().replace("#class:", ""));
                types.put(bean.path("name").asText(), bean.has("factoryMethod") ? Object.class : type);
            }
        }
        for (var file : files().toList()) {
            walk(YAML.readTree(file.toFile()), (key, value) -> {
                var type = types.get(value.path("ref").asText());
                if ((key.equals("bean") || key.equals("method")) && type != null) {
                    var name = value.path("method")
                            .asText()
                            .replaceFirst("\\(.*", "")
                            .trim();
                    assertThat(type.getMethods())
                            .as(file + ": " + value)
                            .extracting(java.lang.reflect.Method::getName)
                            .contains(name);
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
