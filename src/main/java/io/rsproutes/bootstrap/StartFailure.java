package io.rsproutes.bootstrap;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rsproutes.common.Causes;
import io.rsproutes.config.SettingsFault;
import org.apache.camel.RuntimeCamelException;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Says in one line why the instance did not start: property or file, reason, remedy. Registered in spring.factories
 * before Boot's own.
 */
public class StartFailure implements SpringBootExceptionReporter {

    /** Where a team looks its settings up. */
    private static final String LISTED = "config/application.yaml, peers.yaml and tenants.yaml";

    private static final Pattern DUPLICATE_KEY = Pattern.compile("found duplicate key (\\S+)");

    private static final Pattern ROUTE = Pattern.compile("route:? ([a-z0-9-]+)");
    private static final Pattern NO_CONSTANT = Pattern.compile("No enum constant .*\\.(\\S+)");

    /** The folder that holds config/, routes/ and overrides/. */
    private final Path home;

    public StartFailure(ConfigurableApplicationContext context) {
        this(Path.of(""));
    }

    StartFailure(Path home) {
        this.home = home;
    }

    @Override
    public boolean reportException(Throwable failure) {
        System.err.println("RSP Routes did not start: " + explain(failure));
        return true;
    }

    /** The fault in one line, without stack trace. */
    String explain(Throwable failure) {
        var chain = Causes.of(failure);
        return Stream.<Function<Throwable, String>>of(
                        this::explainSetting, cause -> explainFile(cause, chain), cause -> explainRoute(cause, chain))
                .flatMap(explain -> chain.stream().map(explain).filter(Objects::nonNull))
                .findFirst()
                .orElseGet(() -> last(chain));
    }

    private String explainSetting(Throwable cause) {
        if (cause instanceof SettingsFault) {
            return cause.getMessage();
        }
        if (cause instanceof UnboundConfigurationPropertiesException unbound) {
            var property = unbound.getUnboundProperties().iterator().next();
            return property.getName() + " is not a setting" + origin(property.getOrigin())
                    + ": remove it or correct its spelling (" + LISTED + " list all)";
        }
        if (cause instanceof PortInUseException port) {
            return "port " + port.getPort()
                    + " is in use: stop its owner or set server.port (rsp.partner.port) to another";
        }
        var message = String.valueOf(cause.getMessage());
        var duplicate = DUPLICATE_KEY.matcher(message);
        if (duplicate.find()) {
            return brokenFile() + duplicate.group(1) + " stands twice in one YAML mapping" + where(message)
                    + ": remove or rename one";
        }
        if (cause instanceof SQLException sql
                && String.valueOf(sql.getSQLState()).matches("(08|28|3D).*")) {
            return "spring.datasource.url cannot be used (" + oneLine(message)
                    + "): start the database, or correct url, username and password";
        }
        return null;
    }

    private String explainFile(Throwable cause, List<Throwable> chain) {
        if (cause instanceof YAMLException) {
            return brokenFile() + oneLine(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof BindException bind) {
            var property = bind.getProperty();
            return bind.getName() + " has a value that cannot be used"
                    + origin(property == null ? null : property.getOrigin()) + ": " + last(chain);
        }
        return null;
    }

    private String explainRoute(Throwable cause, List<Throwable> chain) {
        var text = String.valueOf(cause.getMessage());
        boolean named = text.contains(".camel.yaml");
        if (named
                || cause instanceof RuntimeCamelException
                || cause.getClass().getName().contains("FailedTo")) {
            return file(text) + oneLine(named ? text : text.replaceAll(">>>.*", "") + " " + last(chain));
        }
        return null;
    }

    // Camel names the route; a team knows its files.
    private String file(String text) {
        var route = ROUTE.matcher(text);
        while (route.find()) {
            for (var name : List.of("overrides", "routes")) {
                var folder = home.resolve(name);
                try (var files = Files.isDirectory(folder)
                        ? Files.walk(folder, FileVisitOption.FOLLOW_LINKS)
                        : Stream.<Path>empty()) {
                    for (var file : files.filter(one -> one.toString().endsWith(".camel.yaml"))
                            .toList()) {
                        var lines = Files.readAllLines(file);
                        for (int i = 0; i < lines.size(); i++) {
                            if (lines.get(i).trim().equals("id: " + route.group(1))) {
                                return home.relativize(file) + " line " + (i + 1) + ": ";
                            }
                        }
                    }
                } catch (IOException e) {
                    // the message alone must do
                }
            }
        }
        return "";
    }

    // Which of a team's YAML files cannot be read; the loader says only where in it.
    private String brokenFile() {
        var config = home.resolve("config");
        try (var files = Files.isDirectory(config) ? Files.list(config) : Stream.<Path>empty()) {
            var options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            for (var file : files.filter(one -> one.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                try (var reader = Files.newBufferedReader(file)) {
                    new Yaml(options).loadAll(reader).forEach(document -> {});
                } catch (YAMLException e) {
                    return home.relativize(file) + ": ";
                }
            }
        } catch (IOException e) {
            // the message alone must do
        }
        return "";
    }

    private static String last(List<Throwable> chain) {
        var cause = chain.get(chain.size() - 1);
        var text = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        var choice = NO_CONSTANT.matcher(text);
        return oneLine(
                choice.find() ? "'" + choice.group(1) + "' is none of its values (" + LISTED + " list them)" : text);
    }

    private static String where(String message) {
        var line = Pattern.compile("in '?([^,]+?)'?, line (\\d+)").matcher(message);
        String found = "";
        while (line.find()) {
            found = " (line " + line.group(2) + ")";
        }
        return found;
    }

    private static String origin(Object origin) {
        return origin == null ? "" : " (" + origin + ")";
    }

    private static String oneLine(String text) {
        var line = text.replaceAll("\\s+", " ").trim();
        return line.length() > 600 ? line.substring(0, 600) + "…" : line;
    }
}
