package io.rsproutes;

import static io.rsproutes.ShippedRoutes.YAML;
import static io.rsproutes.ShippedRoutes.files;
import static io.rsproutes.ShippedRoutes.walk;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.rsproutes.platform.database.SqlFiles;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;

/** What routes name exists: every setting, statement, bean and method; and every statement is used. */
class RouteStatementsTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}]+)}}");
    private static final String TENANT = ":#${variable.tenant}";
    private static final Set<String> BATCHES = Set.of(
            "delivery/dead-letters.replay-mark",
            "delivery/dead-letters.discard-open",
            "delivery/dead-letters.replay-delivery",
            "delivery/dead-letters.replay-callback",
            "delivery/dead-letters.replay-command",
            "core/profiles.claim",
            "northbound/service-orders-create.items-insert",
            "northbound/service-orders-worker.items-move");

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
        var alone = lookUp("core/ownership.look-up", "select i.peer");
        assertThat(lookUp("core/submit.record", "select i.peer")).startsWith(alone);
        assertThat(alone).contains("left join inventory", "i.eid = c.eid)");

        var tables = lookUp("core/ownership.look-up", "left join euicc");
        assertThat(lookUp("core/ownership.look-up-several", "left join euicc"))
                .isEqualTo(tables.replace("c.tenant", TENANT));
        assertThat(lookUp("core/submit-several.record", "left join euicc"))
                .startsWith(tables.replace("c.tenant", TENANT));
    }

    private static String lookUp(String statement, String from) {
        var sql = new SqlFiles().read(statement).replaceAll("\\s+", " ");
        return sql.substring(sql.indexOf(from)).trim();
    }

    @Test
    void onlyListedBeansAreCalled() throws IOException {
        var listed = new HashSet<>(Set.of(
                "telemetry",
                "workerPace",
                "databaseOutage",
                "webhookSecrets",
                "orderSecrets",
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
}
