package io.rsproutes.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Words a start is given that mean nothing end it: a profile that no file is about, an argument that is no setting.
 * Registered in spring.factories; looks when the files have been read.
 */
public class StartArguments implements EnvironmentPostProcessor, Ordered {

    /** Arguments without a dot that Spring Boot has a meaning for. */
    private static final Set<String> SWITCHES = Set.of("debug", "trace");

    /** Profiles that make an instance of RSP Routes, which the simulators alone are not. */
    private static final List<String> INSTANCES = List.of("demo", "gateway", "cluster");

    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER + 1;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        for (var source : environment.getPropertySources()) {
            if (source instanceof CommandLinePropertySource<?> words) {
                arguments(words);
            }
        }
        var profiles = List.of(environment.getActiveProfiles());
        if (profiles.contains(StandaloneSimulators.PROFILE) && !Collections.disjoint(profiles, INSTANCES)) {
            throw new SettingsFault(
                    "spring.profiles.active",
                    "has simulators beside a profile of an instance",
                    "start the simulators on their own: the demo has its own, and any instance calls them");
        }
        for (var profile : profiles) {
            if (!known(profile, environment)) {
                throw new SettingsFault(
                        "spring.profiles.active",
                        "names '" + profile + "', and there is no config/application-" + profile + ".yaml",
                        "correct the name (shipped are demo, gateway, cluster and simulators), or put the file there");
            }
        }
    }

    private static void arguments(CommandLinePropertySource<?> words) {
        var bare = words.getProperty(CommandLinePropertySource.DEFAULT_NON_OPTION_ARGS_PROPERTY_NAME);
        if (bare != null) {
            throw new SettingsFault(
                    "the argument '" + bare + "'",
                    "is not a setting",
                    "write settings as --name=value, such as --spring.profiles.active=demo");
        }
        for (var name : words.getPropertyNames()) {
            if (!name.contains(".") && !SWITCHES.contains(name)) {
                throw new SettingsFault(
                        "the argument --" + name,
                        "is not a setting",
                        "write its whole name, such as --spring.profiles.active=demo or --server.port=8081");
            }
        }
    }

    // A file of its own, or a part of one that begins with on-profile.
    private static boolean known(String profile, ConfigurableEnvironment environment) {
        var file = Pattern.compile("application-" + Pattern.quote(profile) + "\\.(ya?ml|properties)");
        return environment.getPropertySources().stream()
                        .anyMatch(source -> file.matcher(source.getName()).find())
                || mentioned(profile);
    }

    private static boolean mentioned(String profile) {
        var part = Pattern.compile("(?m)^\\s*on-profile:.*\\b" + Pattern.quote(profile) + "\\b");
        try (var files = Files.isDirectory(Path.of("config")) ? Files.list(Path.of("config")) : Stream.<Path>empty()) {
            for (var one :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                if (part.matcher(Files.readString(one)).find()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Settings that are taken, and seldom meant: a line for each at the start. */
    static List<String> doubts(Settings settings) {
        boolean demo = settings.partner().plain();
        var tenants = settings.tenants().entrySet().stream()
                .filter(one -> one.getValue().tokens().isEmpty()
                        && one.getValue().certificates().isEmpty()
                        && settings.rest().jwt().jwks() == null)
                .map(one -> "rsp.tenants." + one.getKey()
                        + " has neither tokens nor certificates: nobody can call as this tenant");
        var peers = settings.peers().entrySet().stream()
                .filter(one -> !demo && String.valueOf(one.getValue().url()).startsWith("http://"))
                .map(one -> "rsp.peers." + one.getKey()
                        + ".url is plain http: calls to this peer are neither encrypted nor authenticated");
        return Stream.concat(tenants, peers).toList();
    }
}
